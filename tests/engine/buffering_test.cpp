// SPDX-License-Identifier: MIT
//
// A source that runs out of data holds the clock, and with it the sinks, until it has enough again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "session_rig.h"

namespace caesura::engine {
namespace {

using testing::ElementsAre;
using testing::Not;

class Buffering : public SessionTest {
 protected:
  Buffering() : source(make_source({.samples = 1000})), sink(make_sink({.pace = milliseconds(10)})) {}

  void play_it() { play(line(1, source, sink)); }
  void held() {
    play_it();
    source->buffer(true);
    pass(milliseconds(20));
  }
  /// How far the clock gets in a while.
  Hns advance() {
    const Hns before = clock->time();
    pass(milliseconds(50));
    return clock->time() - before;
  }

  static constexpr Hns kWhile = 50 * kHnsPerMillisecond;
  const std::shared_ptr<FakeSource> source;
  const std::shared_ptr<FakeSink> sink;
};

// session R80
TEST_F(Buffering, HoldsTheClockUntilItIsOver) {
  held();
  EXPECT_EQ(advance(), 0);

  source->buffer(false);
  pass(milliseconds(1));

  EXPECT_EQ(advance(), kWhile);
  EXPECT_EQ(events->count(EventKind::kPaused), 0u);
  EXPECT_EQ(events->count(EventKind::kStarted), 1u);
  EXPECT_EQ(calls->count("source.pause"), 0u);
}

// session R80
TEST_F(Buffering, DoesNotKeepTheQueueFromBeingCleared) {
  held();
  ASSERT_EQ(set(line(2, make_source(), make_sink())), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kTopologySet, 2));

  ASSERT_EQ(session->clear_topologies(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kTopologiesCleared));

  EXPECT_EQ(session->find_topology(2), nullptr);
}

// session R80
TEST_F(Buffering, MayNest) {
  held();
  source->buffer(true);
  source->buffer(false);
  pass(milliseconds(1));
  EXPECT_EQ(advance(), 0);

  source->buffer(false);
  pass(milliseconds(1));

  EXPECT_EQ(advance(), kWhile);
}

TEST_F(Buffering, ThatNeverBeganEndsNothing) {
  play_it();
  source->buffer(false);
  pass(milliseconds(1));
  source->buffer(true);
  pass(milliseconds(20));

  EXPECT_EQ(advance(), 0);
}

// session R80
TEST_F(Buffering, KeepsTheClockBackAfterAPause) {
  held();
  ASSERT_EQ(session->pause(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kPaused));
  ASSERT_EQ(start(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kStarted, 2));
  EXPECT_EQ(advance(), 0);

  source->buffer(false);
  pass(milliseconds(1));

  EXPECT_EQ(advance(), kWhile);
}

TEST_F(Buffering, ThatEndsInAPauseLeavesItPaused) {
  held();
  ASSERT_EQ(session->pause(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kPaused));
  source->buffer(false);
  pass(milliseconds(1));
  EXPECT_EQ(advance(), 0);

  ASSERT_EQ(start(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kStarted, 2));

  EXPECT_EQ(advance(), kWhile);
}

// session R80
TEST_F(Buffering, HoldsTheClockThatIsAboutToStart) {
  set_and_wait(line(1, source, sink));
  source->buffer(true);
  pass(milliseconds(1));

  ASSERT_EQ(start(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kStarted));
  pass(milliseconds(20));
  EXPECT_EQ(clock->time(), 0);

  source->buffer(false);
  pass(milliseconds(1));

  EXPECT_EQ(advance(), kWhile);
}

// session R80
TEST_F(Buffering, ThatEndsWhileTheSinksStartLetsTheClockRun) {
  const auto slow = make_sink({.pace = milliseconds(10), .start = Reply::after(milliseconds(50))});
  set_and_wait(line(1, source, slow));
  source->buffer(true);
  ASSERT_EQ(start(), status::kOk);
  ASSERT_TRUE(wait_until([&] { return calls->count("clock.start") == 1; }));

  source->buffer(false);
  ASSERT_TRUE(wait_for(EventKind::kStarted));
  pass(milliseconds(60));

  EXPECT_EQ(advance(), kWhile);
}

// session R80
TEST_F(Buffering, ThatBeginsAgainWhileTheSinksStartHoldsTheClock) {
  const auto slow = make_sink({.pace = milliseconds(10), .start = Reply::after(milliseconds(50))});
  set_and_wait(line(1, source, slow));
  ASSERT_EQ(start(), status::kOk);
  ASSERT_TRUE(wait_until([&] { return calls->count("clock.start") == 1; }));

  source->buffer(true);
  ASSERT_TRUE(wait_for(EventKind::kStarted));
  pass(milliseconds(20));

  EXPECT_EQ(advance(), 0);
}

// session R80
TEST_F(Buffering, HoldsTheClockAlsoWhereASinkDoesNotFollow) {
  play(line(1, source, make_sink({.pace = milliseconds(10), .pause = Reply::fails(status::kFail)})));
  source->buffer(true);
  pass(milliseconds(20));
  EXPECT_EQ(advance(), 0);

  source->buffer(false);
  pass(milliseconds(1));

  EXPECT_EQ(advance(), kWhile);
}

TEST(BufferingClock, ThatVetoesAPauseGoesOn) {
  SessionRig rig(kInOrder, {.pause = status::kFail});
  const auto source = rig.make_source({.samples = 10});
  rig.play(line(1, source, rig.make_sink({.pace = milliseconds(10)})));
  source->buffer(true);
  rig.pass(milliseconds(20));
  source->buffer(false);

  EXPECT_TRUE(rig.wait_for(EventKind::kEnded));
  EXPECT_EQ(rig.calls->count("clock.restart"), 0u);
}

TEST(BufferingClock, ThatVetoesAPauseIsNotTakenForPaused) {
  SessionRig rig(kInOrder, {.pause = status::kFail});
  const auto source = rig.make_source({.samples = 100});
  rig.play(line(1, source, rig.make_sink({.pace = milliseconds(10)})));
  source->buffer(true);
  rig.pass(milliseconds(20));

  ASSERT_EQ(rig.session->pause(), status::kOk);
  ASSERT_TRUE(rig.wait_for(EventKind::kPaused));

  EXPECT_EQ(rig.events->last(EventKind::kPaused).event.status, status::kFail);
}

// session R80 R179
TEST_F(Buffering, DoesNotKeepAStepAtRateZeroBack) {
  TopologyDraft draft(1);
  const std::size_t from = draft.source(source);
  const auto picture = make_sink({}, {.traits = {.knows_rates = true}});
  set_and_wait(draft.link(from, draft.output(picture)).rates(0, 1).done());
  ASSERT_EQ(session->set_rate({.speed = 0}), status::kOk);
  ASSERT_EQ(seek(500), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kScrubComplete));
  source->buffer(true);
  pass(milliseconds(20));

  ASSERT_EQ(start(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kScrubComplete, 2));
  ASSERT_EQ(session->stop(), status::kOk);

  EXPECT_TRUE(wait_for(EventKind::kStopped));
  EXPECT_THAT(picture->stream()->times(), ElementsAre(10 * kWhile, 10 * kWhile + kWhile / 5));
}

TEST_F(Buffering, IsForgottenByASourceThatWasStopped) {
  held();
  ASSERT_EQ(seek(500), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kStarted, 2));

  EXPECT_EQ(advance(), kWhile);
}

TEST_F(Buffering, LetsTheSessionStopAndClose) {
  held();
  ASSERT_EQ(session->stop(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kStopped));
  EXPECT_EQ(events->last(EventKind::kStopped).event.status, status::kOk);

  ASSERT_EQ(start(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kStarted, 2));
  source->buffer(true);
  pass(milliseconds(20));
  ASSERT_EQ(session->close(), status::kOk);

  EXPECT_TRUE(wait_for(EventKind::kClosed));
}

TEST_F(Buffering, LetsATopologyBeQueued) {
  held();

  ASSERT_EQ(set(line(2, make_source({}, "next"), make_sink({}, {}, "other"))), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kTopologySet, 2));

  EXPECT_EQ(events->last(EventKind::kTopologySet).event.status, status::kOk);
  EXPECT_EQ(advance(), 0);
}

TEST_F(Buffering, GivesWayToAFailure) {
  held();

  source->fail(status::kFail);
  ASSERT_TRUE(wait_for(EventKind::kError));

  EXPECT_TRUE(wait_until([&] { return calls->count("clock.stop") == 1; }));
}

/// A sink that refuses one sample, as one that has just been paused does.
class Refusal : public SessionTest {};

TEST_F(Refusal, OfASampleInAPauseKeepsItForTheResumption) {
  const auto sink = make_sink({.pace = milliseconds(10), .failing_sample = 3, .failure = status::kInvalidRequest});
  play(line(1, make_source({.samples = 10}), sink));
  pass(milliseconds(100));
  EXPECT_THAT(sink->stream()->times(), testing::SizeIs(3));

  ASSERT_EQ(session->pause(), status::kOk);
  ASSERT_EQ(start(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_THAT(sink->stream()->times(), testing::SizeIs(10));
}

}  // namespace
}  // namespace caesura::engine
