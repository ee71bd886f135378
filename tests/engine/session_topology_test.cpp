// SPDX-License-Identifier: MIT
//
// Setting, queueing, clearing and replacing topologies; what a session says of them; how a presentation ends.
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

class SessionTopology : public SessionTest {
 protected:
  std::vector<std::string> words_after(std::size_t before) const {
    std::vector<std::string> words = events->words();
    words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(before));
    return words;
  }
  /// From MESessionStarted to MESessionEnded.
  Hns played() const { return events->last(EventKind::kEnded).time - events->last(EventKind::kStarted).time; }
  /// A line that takes long enough to be interrupted.
  TopologyPtr long_line(NodeId id) {
    return line(id, make_source({.samples = 100}), make_sink({.pace = milliseconds(5)}));
  }
};

// session O8, R33
TEST_F(SessionTopology, RefusesToMoveWithoutOne) {
  ASSERT_EQ(start(), status::kOk);
  ASSERT_EQ(session->pause(), status::kOk);
  ASSERT_EQ(session->stop(), status::kOk);
  ASSERT_EQ(session->close(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kClosed));

  EXPECT_THAT(events->words(), ElementsAre("Started C00D36B2", "Paused C00D36B2", "Stopped C00D36B2", "Closed"));
}

// session R34, R35, R42
TEST_F(SessionTopology, RefusesToPauseAndStopsTwiceWhileStopped) {
  set_and_wait(line(1, make_source(), make_sink()));
  const std::size_t before = events->words().size() + 1;  // CapabilitiesChanged is under way

  ASSERT_EQ(session->pause(), status::kOk);
  ASSERT_EQ(session->stop(), status::kOk);
  ASSERT_EQ(start(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kStarted));

  EXPECT_THAT(words_after(before - 1), Contains("Paused C00D36FC"));
  EXPECT_THAT(*events, RaisesInOrder("Paused C00D36FC", "Stopped", "Started"));
}

// session R41
TEST_F(SessionTopology, PausesOnce) {
  play(long_line(1));

  ASSERT_EQ(session->pause(), status::kOk);
  ASSERT_EQ(session->pause(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kPaused, 2));

  EXPECT_EQ(calls->count("source.pause"), 1u);
  EXPECT_EQ(calls->count("clock.pause"), 1u);
}

TEST_F(SessionTopology, DoesNotPauseWhatCannotPause) {
  play(line(1, make_source({.traits = {.can_pause = false}}), make_sink({.pace = milliseconds(5)})));

  ASSERT_EQ(session->pause(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_THAT(*events, RaisesInOrder("Started", "Paused C00D36B2", "Ended"));
  EXPECT_EQ(calls->count("source.pause"), 0u);
}

// session O11, R43
TEST_F(SessionTopology, StartsWhilePlayingWithoutTouchingAnything) {
  play(long_line(1));
  calls->clear();

  ASSERT_EQ(start(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kStarted, 2));

  EXPECT_THAT(calls->only({"source.st", "clock.", "source.pause"}), IsEmpty());
}

// session O13
TEST_F(SessionTopology, RefusesToStartBeyondItsEnd) {
  TopologyDraft draft(1);
  const auto source = draft.source(make_source());
  set_and_wait(draft.link(source, draft.output(make_sink())).duration(50 * kHnsPerMillisecond).done());

  ASSERT_EQ(seek(51), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kStarted));

  EXPECT_EQ(events->last(EventKind::kStarted).event.status, status::kInvalidPosition);
  EXPECT_EQ(calls->count("source.start"), 0u);
}

// session O13
TEST_F(SessionTopology, StartsBeforeItsBeginning) {
  set_and_wait(line(1, make_source(), make_sink({.pace = milliseconds(5)})));

  ASSERT_EQ(seek(-30), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kStarted));

  EXPECT_EQ(events->last(EventKind::kStarted).event.status, status::kOk);
  EXPECT_LT(clock->time(), 0);
}

// session R71
TEST_F(SessionTopology, CountsTimeFromTheMediaStart) {
  const auto sink = make_sink();
  TopologyDraft draft(1);
  const auto source = draft.source(make_source({.samples = 10}), 0, 70 * kHnsPerMillisecond);
  play(draft.link(source, draft.output(sink)).done());
  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_EQ(events->last(EventKind::kStarted).event.presentation_offset, -70 * kHnsPerMillisecond);
  EXPECT_THAT(calls->all(), Contains("source.start 70"));
  EXPECT_THAT(sink->stream()->times(), ElementsAre(0, 10 * kHnsPerMillisecond, 20 * kHnsPerMillisecond));
}

// session R59, R60, R73, R74
TEST_F(SessionTopology, TellsOfItsCapabilities) {
  EXPECT_EQ(session->capabilities(), 0u);

  set_and_wait(line(1,
                    make_source({
                        .traits = {.can_seek = true, .does_not_use_network = true}
  }),
                    make_sink()));
  ASSERT_TRUE(wait_for(EventKind::kCapabilitiesChanged));

  const SessionEvent told = events->last(EventKind::kCapabilitiesChanged).event;
  EXPECT_EQ(told.capabilities, capability::kStart | capability::kSeek | capability::kDoesNotUseNetwork);
  EXPECT_EQ(told.capabilities_changed, told.capabilities);
  EXPECT_EQ(session->capabilities(), told.capabilities);
}

TEST_F(SessionTopology, FindsTopologiesThatAreCurrentOrQueued) {
  set_and_wait(long_line(1));
  ASSERT_EQ(set(long_line(2)), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kTopologySet, 2));

  ASSERT_NE(session->current_topology(), nullptr);
  EXPECT_EQ(session->current_topology()->id, 1u);
  EXPECT_NE(session->find_topology(1), nullptr);
  EXPECT_NE(session->find_topology(2), nullptr);
  EXPECT_EQ(session->find_topology(3), nullptr);
}

// session O23
TEST_F(SessionTopology, IsClearedWhileStopped) {
  set_and_wait(long_line(1));

  ASSERT_EQ(session->clear_current(std::nullopt), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kTopologySet, 2));

  EXPECT_EQ(events->last(EventKind::kTopologySet).event.status, status::kOk);
  EXPECT_EQ(session->current_topology(), nullptr);
}

// session R73
TEST_F(SessionTopology, TakesItsCapabilitiesWithIt) {
  set_and_wait(long_line(1));
  ASSERT_TRUE(wait_for(EventKind::kCapabilitiesChanged));

  ASSERT_EQ(session->clear_current(std::nullopt), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kCapabilitiesChanged, 2));

  EXPECT_EQ(events->last(EventKind::kCapabilitiesChanged).event.capabilities, 0u);
  EXPECT_EQ(session->capabilities(), 0u);
}

TEST_F(SessionTopology, IsLeftAloneWhenAnotherIsMeant) {
  set_and_wait(long_line(1));

  ASSERT_EQ(session->clear_current(2), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kTopologySet, 2));

  EXPECT_NE(session->current_topology(), nullptr);
}

TEST_F(SessionTopology, GivesWayToTheNextWhenItIsCleared) {
  play(long_line(1));
  ASSERT_EQ(set(long_line(2)), status::kOk);

  ASSERT_EQ(session->clear_current(1), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kTopologySet, 3));
  ASSERT_TRUE(wait_for(EventKind::kTopologyStatus, 4));

  EXPECT_THAT(*events, RaisesInOrder("Started", "TopologySet", "TopologyEnded", "TopologySet", "TopologyReady"));
  EXPECT_EQ(session->current_topology()->id, 2u);
  EXPECT_EQ(clock->time(), 0);
}

TEST_F(SessionTopology, PlaysOnWhenTheQueueIsCleared) {
  play(line(1, make_source(), make_sink({.pace = milliseconds(5)})));
  ASSERT_EQ(set(long_line(2)), status::kOk);

  ASSERT_EQ(session->clear_topologies(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_THAT(*events, RaisesInOrder("TopologySet", "TopologiesCleared", "TopologyEnded", "Ended"));
  EXPECT_EQ(session->find_topology(2), nullptr);
}

TEST_F(SessionTopology, WaitsForStartWhenItReplacesAPausedOne) {
  play(long_line(1));
  ASSERT_EQ(session->pause(), status::kOk);

  ASSERT_EQ(set(line(2, make_source(), make_sink()), true), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kTopologySet, 2));
  pass(milliseconds(100));
  const std::size_t started_meanwhile = events->count(EventKind::kStarted);
  ASSERT_EQ(start(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_EQ(started_meanwhile, 1u);
  EXPECT_THAT(*events,
              RaisesInOrder("TopologyEnded", "TopologySet", "TopologyReady", "Started", "TopologyEnded", "Ended"));
}

// session R66
TEST_F(SessionTopology, SwitchesNoSinksWhenNoneHasPlayedBefore) {
  set_and_wait(long_line(1));
  ASSERT_EQ(set(long_line(2), true), status::kOk);
  ASSERT_EQ(start(), status::kOk);

  ASSERT_TRUE(wait_for(EventKind::kStarted));

  EXPECT_THAT(events->words(), Not(Contains("TopologySinkSwitched")));
}

TEST_F(SessionTopology, TakesThePlaceOfOneThatHasEnded) {
  play(line(1, make_source(), make_sink()));
  ASSERT_TRUE(wait_for(EventKind::kEnded));
  EXPECT_EQ(session->current_topology(), nullptr);

  set_and_wait(line(2, make_source(), make_sink()));
  ASSERT_EQ(start(), status::kOk);

  EXPECT_TRUE(wait_for(EventKind::kEnded, 2));
}

// session R79
TEST_F(SessionTopology, PlaysAgainAfterItHasEnded) {
  const auto sink = make_sink();
  play(line(1, make_source(), sink));
  ASSERT_TRUE(wait_for(EventKind::kEnded));
  EXPECT_EQ(clock->time(), 0);

  ASSERT_EQ(session->pause(), status::kOk);
  ASSERT_EQ(start(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kEnded, 2));

  EXPECT_THAT(*events, RaisesInOrder("Ended", "Paused C00D36FC", "Started", "Ended"));
  EXPECT_THAT(sink->stream()->times(), SizeIs(10));
}

// session O22
TEST_F(SessionTopology, HasItsSinksShutDownOnceAndOnlyByShutdown) {
  play(line(1, make_source(), make_sink({}, {}, "first")));
  ASSERT_EQ(set(line(2, make_source(), make_sink({}, {}, "second"))), status::kOk);
  ASSERT_EQ(set(line(3, make_source(), make_sink({}, {}, "third"))), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kTopologySet, 3));
  ASSERT_EQ(session->clear_topologies(), status::kOk);
  ASSERT_EQ(session->close(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kClosed));
  const auto before = calls->only({"first.shut", "second.shut", "third.shut"});

  ASSERT_EQ(shut_down(), status::kOk);

  EXPECT_THAT(before, IsEmpty());
  EXPECT_THAT(calls->only({"first.shut", "second.shut", "third.shut"}), SizeIs(3));
}

// session R147
TEST_F(SessionTopology, EndsOnlyAfterTheLastMarkerIsBack) {
  play(line(1, make_source(), make_sink({.marker = Reply::after(milliseconds(300))})));

  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_GE(events->last(EventKind::kEnded).time, 300 * kHnsPerMillisecond);
}

TEST_F(SessionTopology, EndsOnceItsLastSampleIsOver) {
  play(line(1, make_source({.samples = 5}), make_sink({}, {.traits = {.has_time_source = true}})));

  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_GE(played(), 50 * kHnsPerMillisecond);
  EXPECT_LE(played(), 55 * kHnsPerMillisecond);
}

TEST_F(SessionTopology, EndsALittleLaterWithASinkThatCannotLeadTheClock) {
  play(line(1, make_source({.samples = 5}), make_sink()));

  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_GT(played(), 60 * kHnsPerMillisecond);
  EXPECT_LE(played(), 100 * kHnsPerMillisecond);
}

TEST_F(SessionTopology, DoesNotWaitForTheTimesOfARatelessSink) {
  play(line(1, make_source({.samples = 5}), make_sink({}, {.traits = {.rateless = true}})));

  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_LE(events->last(EventKind::kEnded).time, 10 * kHnsPerMillisecond);
}

TEST_F(SessionTopology, EndsWithASinkThatHasNoMarkers) {
  play(line(1, make_source(), make_sink({.marker = Reply::refuses(status::kNotImplemented)})));

  EXPECT_TRUE(wait_for(EventKind::kEnded));
}

TEST_F(SessionTopology, DoesNotEndByAMarkerThatWasFlushedAway) {
  play(line(1, make_source(), make_sink({.marker = Reply::fails(status::kAbort)})));

  EXPECT_FALSE(wait_for(EventKind::kEnded, 1, seconds(1)));
}

TEST_F(SessionTopology, DoesNotEndWhilePaused) {
  play(line(1, make_source({.samples = 5}), make_sink()));
  ASSERT_EQ(session->pause(), status::kOk);

  EXPECT_FALSE(wait_for(EventKind::kEnded, 1, seconds(1)));
  ASSERT_EQ(start(), status::kOk);
  EXPECT_TRUE(wait_for(EventKind::kEnded));
}

// session R157, O29
TEST_F(SessionTopology, PrerollsBeforeTheClockStarts) {
  play(line(1, make_source(), make_sink({}, {.traits = {.can_preroll = true}})));

  EXPECT_THAT(calls->only({"sink.preroll", "sink.sample 0", "clock.start"}),
              ElementsAre("sink.preroll 0", "sink.sample 0", "clock.start 0"));
  EXPECT_TRUE(wait_for(EventKind::kEnded));
}

// session R158
TEST_F(SessionTopology, DoesNotPrerollASinkThatShallNot) {
  TopologyDraft draft(1);
  const auto source = draft.source(make_source());
  play(draft.link(source, draft.output(make_sink({}, {.traits = {.can_preroll = true}}), 0, true)).done());

  EXPECT_EQ(calls->count("sink.preroll"), 0u);
}

// session R145, R166
TEST_F(SessionTopology, GivesTheClockATimeSourceBeforeItGivesTheClockToTheSinks) {
  set_and_wait(line(1, make_source(),
                    make_sink(
                        {
  },
                        {.traits = {.has_time_source = true, .is_audio = true}})));

  EXPECT_THAT(calls->only({"clock.use", "sink.attach"}),
              ElementsAre("clock.use_time_source sink", "sink.attach_clock"));
}

TEST_F(SessionTopology, PassesForeignStartPositionsOn) {
  set_and_wait(long_line(1));

  ASSERT_EQ(session->start({.time = {}, .foreign = std::make_shared<Foreign>()}), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kStarted));

  EXPECT_THAT(calls->all(), Contains("source.start foreign"));
}

}  // namespace
}  // namespace caesura::engine
