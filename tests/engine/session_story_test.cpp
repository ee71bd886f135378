// SPDX-License-Identifier: MIT
//
// What a client may rely on, told once and run in every way of running.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "session_rig.h"

namespace caesura::engine {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

INSTANTIATE_TEST_SUITE_P(Run, SessionStory, testing::ValuesIn(all_ways_of_running()), name_of);

// session O24
TEST_P(SessionStory, TellsOfATopologyAndItsStartInOrder) {
  play(line(1, make_source({.delivers = false}), make_sink()));

  EXPECT_THAT(events->words(), ElementsAre("TopologySet", "TopologyReady", "CapabilitiesChanged",
                                           "NotifyPresentationTime", "TopologyStartedSource", "Started"));
}

// session R77, R144
TEST_P(SessionStory, PlaysToTheEnd) {
  const auto sink = make_sink();
  play(line(1, make_source({.samples = 5}), make_transform(), sink));

  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_THAT(sink->stream()->times(), SizeIs(5));
  EXPECT_EQ(sink->stream()->unasked(), 0);
  EXPECT_THAT(*events, RaisesInOrder("Foreign", "TopologyEnded", "Ended"));
}

TEST_P(SessionStory, PausesAndResumes) {
  const auto sink = make_sink({.pace = milliseconds(2)});
  play(line(1, make_source({.samples = 20}), make_transform(), sink));

  ASSERT_EQ(session->pause(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kPaused));
  ASSERT_EQ(start(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kStarted, 2));
  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_THAT(sink->stream()->times(), SizeIs(20));
  EXPECT_EQ(sink->stream()->unasked(), 0);
  EXPECT_THAT(calls->only({"clock."}), ElementsAre("clock.use_time_source system", "clock.start 0", "clock.pause",
                                                   "clock.restart", "clock.stop"));
}

TEST_P(SessionStory, LetsTheSinksComeToRestBeforeTheClockStops) {
  play(line(1, make_source({.samples = 20}), make_sink({.pace = milliseconds(2)})));
  calls->clear();

  ASSERT_EQ(session->stop(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kStopped));

  EXPECT_THAT(calls->only({"clock.stop", "sink.settle"}), ElementsAre("sink.settle", "clock.stop"));
}

TEST_P(SessionStory, StopsAndStartsFromTheBeginning) {
  const auto sink = make_sink({.pace = milliseconds(2)});
  play(line(1, make_source({.samples = 20}), sink));

  ASSERT_EQ(session->stop(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kStopped));
  const Hns time_when_stopped = clock->time();
  const std::size_t before = sink->stream()->times().size();
  ASSERT_EQ(start(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_EQ(time_when_stopped, 0);
  ASSERT_THAT(sink->stream()->times(), SizeIs(before + 20));
  EXPECT_EQ(sink->stream()->times()[before], 0);
}

TEST_P(SessionStory, DeliversNothingAroundTheStopOfTheClock) {
  const auto sink = make_sink({.requests = 4});
  play(line(1, make_source({.samples = 100'000}), make_transform(), sink));

  ASSERT_EQ(session->stop(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kStopped));

  const std::vector<std::string> order = calls->only({"clock.stop", "sink.sample"});
  EXPECT_EQ(order.back(), "clock.stop");
}

TEST_P(SessionStory, SeeksWhilePlaying) {
  const auto sink = make_sink({.pace = milliseconds(2)});
  play(line(1, make_source({.samples = 50, .samples_per_key = 10}), make_transform(), sink));

  ASSERT_EQ(seek(470), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kEnded));

  const std::vector<Hns> times = sink->stream()->times();
  ASSERT_GE(times.size(), 3u);
  EXPECT_THAT(std::vector(times.end() - 3, times.end()),
              ElementsAre(470 * kHnsPerMillisecond, 480 * kHnsPerMillisecond, 490 * kHnsPerMillisecond));
  EXPECT_EQ(sink->stream()->unasked(), 0);
}

// session R186
TEST_P(SessionStory, SeeksWhilePausedAndPlaysFromThere) {
  const auto sink = make_sink({.pace = milliseconds(2)});
  play(line(1, make_source({.samples = 50}), sink));
  ASSERT_EQ(session->pause(), status::kOk);

  ASSERT_EQ(seek(450), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kStarted, 2));
  const Hns time = clock->time();
  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_GE(time, 450 * kHnsPerMillisecond);
  EXPECT_EQ(sink->stream()->times().back(), 490 * kHnsPerMillisecond);
}

TEST_P(SessionStory, StartsAtAPosition) {
  const auto sink = make_sink();
  set_and_wait(line(1, make_source({.samples = 10}), sink));

  ASSERT_EQ(seek(70), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_THAT(sink->stream()->times(),
              ElementsAre(70 * kHnsPerMillisecond, 80 * kHnsPerMillisecond, 90 * kHnsPerMillisecond));
}

// session R36, R37
TEST_P(SessionStory, CarriesOutCommandsGivenBackToBackInOrder) {
  ASSERT_EQ(set(line(1, make_source({.samples = 50}), make_sink({.pace = milliseconds(2)}))), status::kOk);
  ASSERT_EQ(start(), status::kOk);
  ASSERT_EQ(session->pause(), status::kOk);
  ASSERT_EQ(session->stop(), status::kOk);

  ASSERT_TRUE(wait_for(EventKind::kStopped));

  EXPECT_THAT(*events, RaisesInOrder("TopologySet", "TopologyReady", "Started", "Paused", "Stopped"));
}

// session R38
TEST_P(SessionStory, AnswersEverySeek) {
  const auto sink = make_sink({.pace = milliseconds(2)});
  play(line(1, make_source({.samples = 100}), sink));

  ASSERT_EQ(seek(900), status::kOk);
  ASSERT_EQ(seek(100), status::kOk);
  ASSERT_EQ(seek(500), status::kOk);
  ASSERT_EQ(seek(980), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_EQ(events->count(EventKind::kStarted), 5u);
  EXPECT_THAT(calls->only({"clock.start"}),
              ElementsAre("clock.start 0", "clock.start 900", "clock.start 100", "clock.start 500", "clock.start 980"));
  EXPECT_EQ(sink->stream()->unasked(), 0);
}

// session O10
TEST_P(SessionStory, CompletesStopAndCloseGivenBackToBack) {
  play(line(1, make_source({.samples = 50}), make_sink({.pace = milliseconds(2)})));

  ASSERT_EQ(session->stop(), status::kOk);
  ASSERT_EQ(session->close(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kClosed));

  EXPECT_THAT(*events, RaisesInOrder("Started", "Stopped", "Closed"));
}

// session R49, R50
TEST_P(SessionStory, ClosesWhilePlayingAndIsSilentAfterwards) {
  const auto source = make_source({.samples = 50});
  play(line(1, source, make_sink({.pace = milliseconds(2)})));

  ASSERT_EQ(session->close(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kClosed));
  source->raise(std::make_shared<Foreign>());
  source->fail(status::kFail);
  pass(milliseconds(20));

  EXPECT_EQ(events->words().back(), "Closed");
  EXPECT_EQ(source->outstanding(), 0);
}

TEST_P(SessionStory, ShutsDownWhilePlayingWithoutAnEvent) {
  const auto source = make_source({.samples = 50});
  play(line(1, source, make_sink({.pace = milliseconds(2)})));
  const std::size_t before = events->entries().size();

  EXPECT_EQ(shut_down(), status::kOk);

  EXPECT_EQ(events->entries().size(), before);
  EXPECT_EQ(calls->count("sink.shut_down"), 1u);
  EXPECT_EQ(calls->count("clock.shut_down"), 1u);
  EXPECT_EQ(source->outstanding(), 0);
  EXPECT_EQ(start(), status::kShutdown);
}

TEST_P(SessionStory, LeavesNoSampleBehind) {
  const int before = live_samples();
  play(line(1, make_source({.samples = 50}), make_transform({.held = 3}),
            make_sink({.requests = 3, .pace = milliseconds(1)})));
  ASSERT_EQ(seek(200), status::kOk);

  ASSERT_TRUE(wait_for(EventKind::kStarted, 2));
  ASSERT_EQ(shut_down(), status::kOk);

  EXPECT_TRUE(wait_until([&] { return live_samples() == before; }));
}

// session R67, R68, R78
TEST_P(SessionStory, PlaysQueuedTopologiesOneAfterTheOther) {
  const auto first = make_sink({}, {}, "first"), second = make_sink({}, {}, "second");
  ASSERT_EQ(set(line(1, make_source(), first)), status::kOk);
  ASSERT_EQ(set(line(2, make_source(), second)), status::kOk);
  ASSERT_EQ(start(), status::kOk);

  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_THAT(*events, RaisesInOrder("TopologySet", "TopologyReady", "TopologySet", "TopologyStartedSource", "Started",
                                     "TopologyEnded", "TopologyReady", "NotifyPresentationTime",
                                     "TopologyStartedSource", "TopologySinkSwitched", "TopologyEnded", "Ended"));
  EXPECT_EQ(events->count(EventKind::kEnded), 1u);
  EXPECT_THAT(first->stream()->times(), SizeIs(5));
  EXPECT_THAT(second->stream()->times(), SizeIs(5));
}

TEST_P(SessionStory, PlaysSeveralStreamsOfOneSourceToSeveralSinks) {
  const auto source = make_source({.streams = 2, .samples = 10});
  const auto left = make_sink({}, {}, "left"), right = make_sink({.requests = 2}, {}, "right");
  TopologyDraft draft(1);
  const auto a = draft.source(source, 0), b = draft.source(source, 1);
  const auto tee = draft.tee();
  const auto third = make_sink({}, {}, "third");
  draft.link(a, draft.output(left)).link(b, tee).link(tee, draft.output(right)).link(tee, draft.output(third));
  play(draft.done());

  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_THAT(left->stream()->times(), SizeIs(10));
  EXPECT_THAT(right->stream()->times(), SizeIs(10));
  EXPECT_THAT(third->stream()->times(), SizeIs(10));
  EXPECT_EQ(calls->count("source.start"), 1u);
}

TEST_P(SessionStory, ReplacesATopologyWhileItPlays) {
  const auto second = make_sink({}, {}, "second");
  play(line(1, make_source({.samples = 100}), make_sink({.pace = milliseconds(2)})));

  ASSERT_EQ(set(line(2, make_source(), second), true), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_THAT(*events, RaisesInOrder("Started", "TopologyEnded", "TopologySet", "TopologyReady",
                                     "TopologyStartedSource", "TopologySinkSwitched", "TopologyEnded", "Ended"));
  EXPECT_THAT(second->stream()->times(), SizeIs(5));
}

}  // namespace
}  // namespace caesura::engine
