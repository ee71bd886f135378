// SPDX-License-Identifier: MIT
//
// Components that refuse, fail, break or never answer.
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "session_rig.h"

namespace caesura::engine {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr Status kBroken{0x80070005};

class SessionFailure : public SessionTest {
 protected:
  Status status_of(EventKind kind) const { return events->last(kind).event.status; }
  Status start_and_wait() {
    const std::size_t before = events->count(EventKind::kStarted);
    EXPECT_EQ(start(), status::kOk);
    EXPECT_TRUE(wait_for(EventKind::kStarted, before + 1));
    return status_of(EventKind::kStarted);
  }
  Status set_and_get_status(const TopologyPtr& topology) {
    EXPECT_EQ(set(topology), status::kOk);
    EXPECT_TRUE(wait_for(EventKind::kTopologySet));
    return status_of(EventKind::kTopologySet);
  }
  /// A session that was stopped by a failure says so when it is asked to pause.
  bool is_stopped() {
    EXPECT_EQ(session->pause(), status::kOk);
    EXPECT_TRUE(wait_for(EventKind::kPaused));
    return status_of(EventKind::kPaused) == status::kPauseWhileStopped;
  }
};

// session O15
TEST_F(SessionFailure, StartHasTheStatusWithWhichASourceRefusesToStart) {
  set_and_wait(line(1, make_source({.start = Reply::refuses(kBroken)}), make_sink()));

  EXPECT_EQ(start_and_wait(), kBroken);

  EXPECT_EQ(calls->count("clock.start"), 0u);
  EXPECT_EQ(calls->count("source.stop"), 0u);
  EXPECT_TRUE(is_stopped());
}

// session R161
TEST_F(SessionFailure, StartHasTheStatusWithWhichASourceAnswers) {
  set_and_wait(line(1, make_source({.start = Reply::fails(kBroken)}), make_sink()));

  EXPECT_EQ(start_and_wait(), kBroken);
  EXPECT_TRUE(is_stopped());
}

TEST_F(SessionFailure, StartTimesOutWhenASourceNeverAnswers) {
  set_and_wait(line(1, make_source({.start = Reply::never(), .stop = Reply::never()}), make_sink()));
  const Hns began = now();

  EXPECT_EQ(start_and_wait(), status::kTimeout);
  EXPECT_LE(now() - began, 11 * kHnsPerSecond);
}

TEST_F(SessionFailure, StartTimesOutWhenASinkNeverAnswers) {
  set_and_wait(line(1, make_source(), make_sink({.start = Reply::never()})));

  EXPECT_EQ(start_and_wait(), status::kTimeout);
}

TEST_F(SessionFailure, StartHasTheStatusOfASinkThatCannotStart) {
  set_and_wait(line(1, make_source(), make_sink({.start = Reply::fails(kBroken)})));

  EXPECT_EQ(start_and_wait(), kBroken);
  EXPECT_THAT(calls->all(), Contains("clock.stop"));
}

TEST_F(SessionFailure, StartHasTheStatusOfATransformThatCannotStart) {
  set_and_wait(line(1, make_source(), make_transform({.start_of_stream = kBroken}), make_sink()));

  EXPECT_EQ(start_and_wait(), kBroken);
  EXPECT_THAT(calls->all(), Contains("source.stop"));
}

TEST_F(SessionFailure, AStreamThatCannotStartFailsTheStart) {
  set_and_wait(line(1, make_source({.stream_start = Reply::fails(kBroken)}), make_sink()));

  EXPECT_EQ(start_and_wait(), kBroken);
}

// session O14
TEST_F(SessionFailure, ASeekThatTheSourceRefusesLeavesTheSessionUsable) {
  set_and_wait(line(1, make_source({.stop = Reply::fails(kBroken)}), make_sink({.pace = milliseconds(5)})));
  ASSERT_EQ(start_and_wait(), status::kOk);

  ASSERT_EQ(seek(10), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kStarted, 2));
  ASSERT_EQ(status_of(EventKind::kStarted), kBroken);

  EXPECT_EQ(start_and_wait(), status::kOk);
}

TEST_F(SessionFailure, ASourceThatBreaksStopsEverythingWithAnError) {
  const auto source = make_source({.samples = 100});
  play(line(1, source, make_sink({.pace = milliseconds(5)})));

  source->fail(kBroken);
  ASSERT_TRUE(wait_for(EventKind::kError));

  EXPECT_EQ(status_of(EventKind::kError), kBroken);
  EXPECT_TRUE(is_stopped());
  EXPECT_EQ(events->count(EventKind::kEnded), 0u);
}

TEST_F(SessionFailure, ABrokenSessionPlaysAgain) {
  const auto source = make_source({.samples = 100});
  play(line(1, source, make_sink({.pace = milliseconds(5)})));
  source->fail(kBroken);
  ASSERT_TRUE(wait_for(EventKind::kError));

  EXPECT_EQ(start_and_wait(), status::kOk);
  EXPECT_TRUE(wait_for(EventKind::kEnded));
}

// session R156
TEST_F(SessionFailure, ARefusedRequestStopsEverythingWithAnError) {
  play(line(1, make_source({.samples = 10, .refused_request = 3, .request_refusal = kBroken}), make_sink()));

  ASSERT_TRUE(wait_for(EventKind::kError));

  EXPECT_EQ(status_of(EventKind::kError), kBroken);
  EXPECT_EQ(events->count(EventKind::kError), 1u);
}

// session R156
TEST_F(SessionFailure, ARequestRefusedBecauseTheSourceIsStoppingIsNoError) {
  play(line(1, make_source({.refused_request = 3, .request_refusal = status::kWrongSourceState}), make_sink()));

  pass(milliseconds(100));

  EXPECT_EQ(events->count(EventKind::kError), 0u);
}

TEST_F(SessionFailure, ARequestAtTheEndOfTheStreamCountsAsItsEnd) {
  const auto sink = make_sink();
  play(line(1, make_source({.samples = 3, .refused_request = 2, .request_refusal = status::kEndOfStream}), sink));

  ASSERT_TRUE(wait_until([&] { return calls->count("sink.marker") == 1; }));

  EXPECT_THAT(sink->stream()->times(), SizeIs(2));
}

TEST_F(SessionFailure, ATransformThatRefusesInputStopsEverythingWithAnError) {
  play(line(1, make_source(), make_transform({.failing_input = 2}), make_sink()));

  ASSERT_TRUE(wait_for(EventKind::kError));

  EXPECT_EQ(status_of(EventKind::kError), status::kFail);
  EXPECT_TRUE(is_stopped());
}

TEST_F(SessionFailure, ATransformThatGivesNoOutputStopsEverythingWithAnError) {
  play(line(1, make_source(), make_transform({.failing_output = 4}), make_sink()));

  ASSERT_TRUE(wait_for(EventKind::kError));

  EXPECT_EQ(status_of(EventKind::kError), status::kFail);
}

TEST_F(SessionFailure, ASinkThatRefusesASampleStopsEverythingWithAnError) {
  play(line(1, make_source(), make_sink({.failing_sample = 1, .failure = kBroken})));

  ASSERT_TRUE(wait_for(EventKind::kError));

  EXPECT_EQ(status_of(EventKind::kError), kBroken);
}

TEST_F(SessionFailure, ASinkThatBreaksStopsEverythingWithAnError) {
  const auto sink = make_sink({.pace = milliseconds(5)});
  play(line(1, make_source({.samples = 100}), sink));

  sink->stream()->fail(kBroken);
  ASSERT_TRUE(wait_for(EventKind::kError));

  EXPECT_EQ(status_of(EventKind::kError), kBroken);
}

TEST_F(SessionFailure, APauseThatTheSourceRefusesLeavesItPlaying) {
  play(line(1, make_source({.pause = Reply::refuses(kBroken)}), make_sink({.pace = milliseconds(5)})));

  ASSERT_EQ(session->pause(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kPaused));

  EXPECT_EQ(status_of(EventKind::kPaused), kBroken);
  EXPECT_TRUE(wait_for(EventKind::kEnded));
}

TEST_F(SessionFailure, APauseThatASinkRefusesLeavesItPlaying) {
  play(line(1, make_source(), make_sink({.pace = milliseconds(5), .pause = Reply::fails(kBroken)})));

  ASSERT_EQ(session->pause(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kPaused));

  EXPECT_EQ(status_of(EventKind::kPaused), kBroken);
  EXPECT_TRUE(wait_for(EventKind::kEnded));
}

TEST_F(SessionFailure, APauseThatASinkNeverAnswersLeavesItPlaying) {
  play(line(1, make_source(), make_sink({.pace = milliseconds(5), .pause = Reply::never()})));

  ASSERT_EQ(session->pause(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kPaused));

  EXPECT_EQ(status_of(EventKind::kPaused), status::kTimeout);
  EXPECT_TRUE(wait_for(EventKind::kEnded));
}

TEST_F(SessionFailure, ATopologyWhoseTransformCannotStreamIsNotSet) {
  EXPECT_EQ(set_and_get_status(line(1, make_source(), make_transform({.begin_streaming = kBroken}), make_sink())),
            kBroken);

  EXPECT_EQ(session->current_topology(), nullptr);
  EXPECT_EQ(start_and_wait(), status::kInvalidRequest);
}

TEST_F(SessionFailure, ATopologyWhoseSinkTakesNoClockIsNotSet) {
  EXPECT_EQ(set_and_get_status(line(1, make_source(), make_sink({}, {.attach = kBroken}))), kBroken);
}

TEST_F(SessionFailure, ATopologyWhoseSinkCannotBeHeardIsNotSet) {
  EXPECT_EQ(set_and_get_status(line(1, make_source(), make_sink({.listen = kBroken}))), kBroken);
}

// session O21
TEST_F(SessionFailure, ATopologyThatCannotBeLoadedIsNotSet) {
  ASSERT_EQ(set(status::kFail), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kTopologySet));

  EXPECT_EQ(events->last(EventKind::kTopologySet).event.status, status::kFail);
  EXPECT_EQ(events->last(EventKind::kTopologySet).event.object, nullptr);
  EXPECT_EQ(start_and_wait(), status::kInvalidRequest);
}

TEST_F(SessionFailure, ATopologyThatCannotBeLoadedLeavesTheCurrentOnePlaying) {
  play(line(1, make_source(), make_sink({.pace = milliseconds(5)})));

  ASSERT_EQ(set(status::kFail), status::kOk);

  EXPECT_TRUE(wait_for(EventKind::kEnded));
  EXPECT_THAT(*events, RaisesInOrder("Started", "TopologySet 80004005", "Ended"));
}

TEST_F(SessionFailure, AQueuedTopologyThatCannotBeMadeReadyGivesWayToTheNext) {
  ASSERT_EQ(set(line(1, make_source(), make_sink())), status::kOk);
  ASSERT_EQ(set(line(2, make_source(), make_sink({}, {.attach = kBroken}))), status::kOk);
  ASSERT_EQ(set(line(3, make_source(), make_sink())), status::kOk);
  ASSERT_EQ(start(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kError));

  pass(milliseconds(1));

  EXPECT_EQ(status_of(EventKind::kError), kBroken);
  ASSERT_NE(session->current_topology(), nullptr);
  EXPECT_EQ(session->current_topology()->id, 3u);
  EXPECT_EQ(start_and_wait(), status::kOk);
}

TEST(SessionClock, ThatVetoesAStartFailsItAtOnce) {
  SessionRig rig(kInOrder, {.start = kBroken});
  rig.set_and_wait(line(1, rig.make_source(), rig.make_sink()));
  const Hns began = rig.now();

  ASSERT_EQ(rig.start(), status::kOk);
  ASSERT_TRUE(rig.wait_for(EventKind::kStarted));

  EXPECT_EQ(rig.events->last(EventKind::kStarted).event.status, kBroken);
  EXPECT_LT(rig.now() - began, kHnsPerSecond);
}

TEST(SessionClock, ThatVetoesAPauseLeavesTheSessionPlaying) {
  SessionRig rig(kInOrder, {.pause = kBroken});
  rig.play(line(1, rig.make_source(), rig.make_sink({.pace = milliseconds(5)})));

  ASSERT_EQ(rig.session->pause(), status::kOk);
  ASSERT_TRUE(rig.wait_for(EventKind::kEnded));

  EXPECT_THAT(*rig.events, RaisesInOrder("Paused 80070005", "Ended"));
  EXPECT_EQ(rig.calls->count("clock.restart"), 0u);
}

// session R166
TEST(SessionClock, TakesTheSystemsTimeWhenASinksDoesNotFit) {
  SessionRig rig(kInOrder, {.time_source = kBroken});

  rig.set_and_wait(line(1, rig.make_source(), rig.make_sink({}, {.traits = {.has_time_source = true}})));

  EXPECT_THAT(rig.calls->only({"clock."}), ElementsAre("clock.use_time_source sink", "clock.use_time_source system"));
}

TEST_F(SessionFailure, ATopologyFailsWhoseLoaderThrows) {
  const auto topology = std::make_shared<Unloaded>(line(1, make_source(), make_sink()),
                                                   [] { throw std::runtime_error("it has no more memory"); });

  ASSERT_EQ(session->set_topology(topology, true, false), status::kOk);

  ASSERT_TRUE(wait_for(EventKind::kTopologySet, 1, seconds(1)));
  EXPECT_EQ(status_of(EventKind::kTopologySet), status::kUnexpected);
}

class ThrowingWatch final : public NodeWatch {
 public:
  void before_input(std::size_t, const Sample&) override { throw std::runtime_error("a bad sample"); }
  void after_output(std::size_t, const Sample&) override {}
  std::optional<Hns> heard(const ForeignPtr&) override { return std::nullopt; }
};

TEST_F(SessionFailure, AComponentThatThrowsWhileItPlaysIsAnError) {
  TopologyDraft draft(1);
  const std::size_t from = draft.source(make_source()), to = draft.output(make_sink());
  play(draft.link(from, to).watch(to, std::make_shared<ThrowingWatch>()).done());

  ASSERT_TRUE(wait_for(EventKind::kError, 1, seconds(1)));

  EXPECT_EQ(status_of(EventKind::kError), status::kUnexpected);
  EXPECT_TRUE(is_stopped());
}

}  // namespace
}  // namespace caesura::engine
