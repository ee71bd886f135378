// SPDX-License-Identifier: MIT
//
// How one presentation follows another: gapless where they share their sinks, and in any case with a clock that goes
// on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "session_rig.h"

namespace caesura::engine {
namespace {

using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

/// A topology of a project, or one with a start time of its own.
TopologyPtr with(const TopologyPtr& topology, std::optional<Hns> project_start, Hns start_on_switch = 0) {
  auto changed = std::make_shared<Topology>(*topology);
  changed->project_start = project_start;
  changed->start_on_switch = start_on_switch;
  return changed;
}

/// The same, playable from -4 to 4.
TopologyPtr with_rates(const TopologyPtr& topology) {
  auto changed = std::make_shared<Topology>(*topology);
  changed->rates = std::make_shared<FakeRates>(-4.0f, 4.0f);
  return changed;
}

class HandOver : public SessionStory {
 protected:
  void queue(const TopologyPtr& topology) {
    const std::size_t before = events->count(EventKind::kTopologySet);
    ASSERT_EQ(set(topology), status::kOk);
    ASSERT_TRUE(wait_for(EventKind::kTopologySet, before + 1));
  }
  /// Sets the first, queues the others and plays them all to the end.
  void play_all(const std::vector<TopologyPtr>& topologies) {
    set_and_wait(topologies.front());
    for (std::size_t i = 1; i < topologies.size(); ++i) queue(topologies[i]);
    ASSERT_EQ(start(), status::kOk);
    ASSERT_TRUE(wait_for(EventKind::kEnded));
  }
  std::shared_ptr<FakeSource> source_of(int samples, std::string name = "source") {
    return make_source({.samples = samples}, std::move(name));
  }
};

// session R140 R144
TEST_P(HandOver, RunsOnInTimeOnTheSameSink) {
  const auto sink = make_sink();

  play_all({line(1, source_of(5), sink), line(2, source_of(4, "second"), sink), line(3, source_of(3, "third"), sink)});

  EXPECT_THAT(sink->stream()->times(), ElementsAreArray(every_ten_ms(12)));
  EXPECT_EQ(sink->stream()->unasked(), 0);
}

// session R140
TEST_P(HandOver, LeavesAClockAloneWhoseSinksPlayOn) {
  const auto sink = make_sink();

  play_all({line(1, source_of(5), sink), line(2, source_of(5, "second"), sink)});

  EXPECT_THAT(calls->only({"clock.start", "clock.pause", "clock.stop", "clock.re", "clock.use"}),
              ElementsAre("clock.use_time_source system", "clock.start 0", "clock.stop"));
  EXPECT_EQ(calls->count("sink.attach_clock"), 1u);
  EXPECT_EQ(calls->count("sink.stop"), 0u);
}

TEST_P(HandOver, TellsOfBothInOrder) {
  const auto sink = make_sink({.marker = Reply::after(milliseconds(90))});

  play_all({line(1, source_of(5), sink), line(2, source_of(5, "second"), sink)});

  EXPECT_THAT(*events, RaisesInOrder("Started", "NotifyPresentationTime", "TopologyStartedSource", "TopologyEnded",
                                     "TopologySinkSwitched", "TopologyEnded", "Ended"));
  EXPECT_EQ(events->count(EventKind::kEnded), 1u);
  EXPECT_EQ(events->count(EventKind::kStarted), 1u);
}

// session R71 R140
TEST_P(HandOver, AnnouncesWhenTheNextBegins) {
  const auto sink = make_sink();
  TopologyDraft second(2);
  const auto source = second.source(source_of(10, "second"), 0, 30 * kMs);

  play_all({line(1, source_of(5), sink), second.link(source, second.output(sink)).done()});

  const SessionEvent told = events->last(EventKind::kNotifyPresentationTime).event;
  EXPECT_EQ(told.presentation_start, 50 * kMs);
  EXPECT_EQ(told.presentation_offset, 20 * kMs);
  EXPECT_THAT(calls->all(), Contains("second.start 30"));
  EXPECT_THAT(sink->stream()->times(), ElementsAreArray(every_ten_ms(12)));
}

// session R136
TEST_P(HandOver, BeginsWhereTheTopologySays) {
  const auto sink = make_sink();

  play_all({line(1, source_of(5), sink), with(line(2, source_of(8, "second"), sink), {}, 60 * kMs)});

  EXPECT_THAT(calls->all(), Contains("second.start 60"));
  EXPECT_THAT(sink->stream()->times(), ElementsAreArray(every_ten_ms(7)));
  EXPECT_EQ(events->last(EventKind::kNotifyPresentationTime).event.presentation_offset, -10 * kMs);
}

// session R136
TEST_P(HandOver, BeginsTheFirstAtItsBeginningWhateverTheTopologySays) {
  const auto sink = make_sink();

  play_all({with(line(1, source_of(5), sink), {}, 30 * kMs)});

  EXPECT_THAT(sink->stream()->times(), ElementsAreArray(every_ten_ms(5)));
}

// session R141
TEST_P(HandOver, StampsWithTheTimesOfTheProject) {
  const auto sink = make_sink();

  play_all({with(line(1, source_of(3), sink), 100 * kMs), with(line(2, source_of(3, "second"), sink), 150 * kMs)});

  std::vector<Hns> wanted = every_ten_ms(3, 100 * kMs);
  for (const Hns time : every_ten_ms(3, 150 * kMs)) wanted.push_back(time);
  EXPECT_THAT(sink->stream()->times(), ElementsAreArray(wanted));
  EXPECT_THAT(calls->all(), Contains("clock.start 100"));
  EXPECT_EQ(events->last(EventKind::kNotifyPresentationTime).event.presentation_start, 150 * kMs);
}

// session R138 R140
TEST_P(HandOver, PausesTheClockForTheChangeToOtherSinks) {
  const auto first = make_sink({}, {.traits = {.has_time_source = true}}, "first");
  const auto second = make_sink({}, {.traits = {.has_time_source = true}}, "second sink");

  play_all({line(1, source_of(5), first), line(2, source_of(5, "second"), second)});

  EXPECT_THAT(second->stream()->times(), ElementsAreArray(every_ten_ms(5, 50 * kMs)));
  EXPECT_THAT(calls->only({"clock.pause", "clock.stop"}), ElementsAre("clock.pause", "clock.stop"));
  EXPECT_THAT(calls->only({"first.stop", "first.detach", "first.shut"}),
              ElementsAre("first.detach_clock", "first.stop"));
  EXPECT_THAT(*events, RaisesInOrder("TopologyEnded", "TopologyReady", "NotifyPresentationTime",
                                     "TopologyStartedSource", "TopologySinkSwitched", "TopologyEnded", "Ended"));
}

TEST_P(HandOver, KeepsWhatTwoShareAlsoWhereTheyDoNotShareAll) {
  const auto shared = make_sink({}, {}, "shared");
  const auto own = make_sink({}, {}, "own");
  const auto video = make_source({.streams = 2, .samples = 5}, "second");
  TopologyDraft second(2);
  second.link(second.source(video, 0), second.output(shared));
  second.link(second.source(video, 1), second.output(own));

  play_all({line(1, source_of(5), shared), second.done()});

  EXPECT_THAT(shared->stream()->times(), ElementsAreArray(every_ten_ms(10)));
  EXPECT_THAT(own->stream()->times(), ElementsAreArray(every_ten_ms(5, 50 * kMs)));
  EXPECT_EQ(shared->stream()->unasked() + own->stream()->unasked(), 0);
  EXPECT_EQ(calls->count("shared.attach_clock"), 1u);
}

TEST_P(HandOver, LetsGoOfASinkThatTheNextDoesNotUse) {
  const auto shared = make_sink({}, {}, "shared");
  const auto left = make_sink({}, {}, "left");
  const auto video = make_source({.streams = 2, .samples = 5});
  TopologyDraft first(1);
  first.link(first.source(video, 0), first.output(shared));
  first.link(first.source(video, 1), first.output(left));

  play_all({first.done(), line(2, source_of(20, "second"), shared)});

  EXPECT_THAT(shared->stream()->times(), ElementsAreArray(every_ten_ms(25)));
  EXPECT_THAT(left->stream()->times(), ElementsAreArray(every_ten_ms(5)));
  EXPECT_THAT(calls->only({"left.stop", "left.detach", "clock.pause"}), ElementsAre("left.detach_clock", "left.stop"));
}

// session R140: an A, B, A playlist with a sink each
TEST_P(HandOver, ComesBackToASinkThatHasBeenLeft) {
  const auto a = make_sink({}, {.traits = {.has_time_source = true}}, "a");
  const auto b = make_sink({}, {.traits = {.has_time_source = true}}, "b");

  play_all({line(1, source_of(3), a), line(2, source_of(3, "second"), b), line(3, source_of(3, "third"), a)});

  EXPECT_THAT(a->stream()->times(), SizeIs(6));
  EXPECT_EQ(a->stream()->unasked() + b->stream()->unasked(), 0);
}

/// With media types of its own.
TopologyPtr typed(const TopologyPtr& topology) {
  auto changed = std::make_shared<Topology>(*topology);
  for (TopologyNode& node : changed->nodes) {
    if (auto* output = std::get_if<Output>(&node.kind)) output->type = std::make_shared<Foreign>();
  }
  return changed;
}

TEST_P(HandOver, ChangesSinksWhereTheMediaTypeChanges) {
  const auto sink = make_sink();

  play_all({typed(line(1, source_of(5), sink)), typed(line(2, source_of(5, "second"), sink))});

  EXPECT_THAT(calls->only({"clock.pause"}), SizeIs(1));
  EXPECT_THAT(sink->stream()->times(), ElementsAreArray(every_ten_ms(10)));
}

TEST_P(HandOver, StopsASinkThatBeginsWithAPausedClock) {
  const FakeStreamSink::Script stubborn{.starts_from_pause = false};
  const auto sound = make_sink({}, {}, "sound");
  const auto picture = make_sink(stubborn, {.traits = {.can_preroll = true}}, "picture");
  const auto both = [&](NodeId id, const std::shared_ptr<FakeSource>& source) {
    TopologyDraft draft(id);
    const std::size_t heard = draft.source(source);
    const std::size_t seen = draft.source(source, 1);
    return typed(draft.link(heard, draft.output(sound)).link(seen, draft.output(picture)).done());
  };
  const auto source = [&](const char* name) { return make_source({.streams = 2, .samples = 5}, name); };

  play_all({line(1, source_of(5), sound), both(2, source("second")), both(3, source("third"))});

  EXPECT_THAT(picture->stream()->times(), SizeIs(10));
  EXPECT_THAT(calls->only({"picture.preroll"}), SizeIs(2));
  EXPECT_THAT(sound->stream()->times(), ElementsAreArray(every_ten_ms(15)));
}

TEST_P(HandOver, ReadsNoFurtherThanTheClientQueues) {
  const auto sink = make_sink();
  play(line(1, make_source({.samples = 5, .segments = true}), sink));
  ASSERT_TRUE(wait_until([&] { return calls->count("sink.marker") == 1; }));
  pass(milliseconds(500));
  const std::size_t ended = events->count(EventKind::kEnded);

  queue(line(2, source_of(5, "second"), sink));
  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_EQ(ended, 0u);
  EXPECT_THAT(*events, RaisesInOrder("TopologySet", "TopologyEnded", "TopologyEnded", "Ended"));
  EXPECT_THAT(sink->stream()->times(), SizeIs(10));
  EXPECT_GT(sink->stream()->times()[5], 400 * kMs);  // nothing is late: it begins when it comes
}

TEST_P(HandOver, EndsTheStreamsOfACancelledSegment) {
  const auto sink = make_sink();
  const auto source = make_source({.samples = 5, .delivers = false}, "silent");
  set_and_wait(line(1, source, sink));
  queue(line(2, source_of(5, "second"), sink));
  ASSERT_EQ(start(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kStarted));

  source->cancel_segment();
  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_THAT(sink->stream()->times(), SizeIs(5));
}

TEST_P(HandOver, BeginsAtThePositionThatTheSourceTells) {
  const auto sink = make_sink();

  play_all({line(1, source_of(5), sink), line(2, make_source({.samples = 8, .position = 50 * kMs}, "second"), sink)});

  EXPECT_THAT(sink->stream()->times(), ElementsAreArray(every_ten_ms(8)));
}

TEST_P(HandOver, StartsTheClockWhereTheSourceSaysThatASegmentBegins) {
  set_and_wait(line(1, make_source({.samples = 8, .position = 50 * kMs}), make_sink()));

  ASSERT_EQ(session->start({.time = {}, .foreign = std::make_shared<Foreign>()}), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_THAT(calls->all(), Contains("clock.start 50"));
}

// What comes in the middle of it. The marker of the first is slow, so that both are there for a while.
class HandOverMeanwhile : public HandOver {
 protected:
  void between_both() {
    set_and_wait(line(1, source_of(5), sink));
    queue(line(2, source_of(50, "second"), sink));
    ASSERT_EQ(start(), status::kOk);
    ASSERT_TRUE(wait_until([&] { return events->count(EventKind::kNotifyPresentationTime) == 2; }));
  }
  /// The first has been told to be over once, and not more.
  void expect_first_told_once() {
    int ended = 0;
    for (const EventLog::Entry& entry : events->entries()) {
      if (entry.event.topology_status != TopologyStatus::kEnded) continue;
      if (entry.event.object == first_foreign()) ++ended;
    }
    EXPECT_EQ(ended, 1) << testing::PrintToString(events->words());
    EXPECT_EQ(sink->stream()->unasked(), 0);
  }
  ForeignPtr first_foreign() const {
    for (const EventLog::Entry& entry : events->entries()) {
      if (entry.event.kind == EventKind::kTopologySet) return entry.event.object;
    }
    return nullptr;
  }

  const std::shared_ptr<FakeSink> sink =
      make_sink({.requests = 2, .pace = milliseconds(3), .marker = Reply::after(milliseconds(60))});
};

TEST_P(HandOverMeanwhile, APauseHoldsBothAndLosesNothing) {
  between_both();

  ASSERT_EQ(session->pause(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kPaused));
  pass(milliseconds(300));
  ASSERT_EQ(start(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_THAT(sink->stream()->times(), ElementsAreArray(every_ten_ms(55)));
  EXPECT_EQ(events->count(EventKind::kStarted), 2u);
  expect_first_told_once();
}

TEST_P(HandOverMeanwhile, AStopEndsTheFirstAndLeavesTheSecond) {
  between_both();

  ASSERT_EQ(session->stop(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kStopped));
  const Hns stopped_at = clock->time();
  ASSERT_EQ(start(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_EQ(stopped_at, 0);
  EXPECT_THAT(*events, RaisesInOrder("TopologyEnded", "Stopped", "TopologySinkSwitched", "Started", "TopologyEnded"));
  EXPECT_EQ(sink->stream()->times().back(), 490 * kMs);  // of the second alone
  expect_first_told_once();
}

TEST_P(HandOverMeanwhile, ASeekCountsFromTheBeginningOfTheSecond) {
  between_both();

  ASSERT_EQ(seek(400), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_THAT(calls->all(), Contains("second.start 400"));
  EXPECT_THAT(calls->all(), Contains("clock.start 400"));
  EXPECT_EQ(sink->stream()->times().back(), 490 * kMs);
  expect_first_told_once();
}

// Deferred until the second has joined; then it holds for what is left of the first, too.
TEST_P(HandOverMeanwhile, ARateChangeIsMadeOnceBothAreThere) {
  set_and_wait(with_rates(line(1, source_of(50), sink)));
  queue(with_rates(line(2, make_source({.samples = 50, .start = Reply::after(milliseconds(20))}, "second"), sink)));
  ASSERT_EQ(start(), status::kOk);
  ASSERT_TRUE(wait_until([&] { return calls->count("second.start") == 1; }));

  ASSERT_EQ(session->set_rate({.speed = 4}), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_THAT(*events, RaisesInOrder("NotifyPresentationTime", "TopologyStartedSource", "RateChanged 4",
                                     "TopologyEnded", "TopologyEnded", "Ended"));
  EXPECT_THAT(calls->only({"source.set_rate", "second.set_rate", "clock.set_rate"}),
              ElementsAre("second.set_rate 4", "clock.set_rate 4"));
  EXPECT_THAT(sink->stream()->times(), ElementsAreArray(every_ten_ms(100)));
  expect_first_told_once();
}

// session R180
TEST_P(HandOverMeanwhile, ARateThatTheSecondCanNotHaveIsRefused) {
  set_and_wait(with_rates(line(1, source_of(50), sink)));
  queue(line(2, make_source({.samples = 5, .start = Reply::after(milliseconds(20))}, "second"), sink));
  ASSERT_EQ(start(), status::kOk);
  ASSERT_TRUE(wait_until([&] { return calls->count("second.start") == 1; }));

  ASSERT_EQ(session->set_rate({.speed = 2}), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_THAT(events->words(), Contains("RateChanged 1 C00D36D0"));
  EXPECT_EQ(calls->count("clock.set_rate"), 0u);
  EXPECT_THAT(sink->stream()->times(), ElementsAreArray(every_ten_ms(55)));
}

TEST_P(HandOverMeanwhile, AClearDropsTheSecondToo) {
  between_both();

  ASSERT_EQ(session->clear_current(2), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kTopologySet, 3));

  EXPECT_EQ(session->current_topology(), nullptr);
  expect_first_told_once();
}

TEST_P(HandOverMeanwhile, AReplacementEndsBoth) {
  between_both();
  const auto other = make_sink({}, {}, "other");

  ASSERT_EQ(set(line(3, source_of(5, "third"), other), true), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_THAT(other->stream()->times(), ElementsAreArray(every_ten_ms(5)));
  expect_first_told_once();
}

TEST_P(HandOverMeanwhile, AFailureOfTheSecondEndsBoth) {
  set_and_wait(line(1, source_of(5), sink));
  queue(line(2, make_source({.start = Reply::fails(status::kFail)}, "second"), sink));
  ASSERT_EQ(start(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kError));
  ASSERT_TRUE(wait_until([&] { return calls->count("clock.stop") == 1; }));
  ASSERT_EQ(session->stop(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kStopped));

  expect_first_told_once();
}

TEST_P(HandOverMeanwhile, ACloseEndsBoth) {
  between_both();

  ASSERT_EQ(session->close(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kClosed));

  expect_first_told_once();
}

TEST_P(HandOverMeanwhile, AShutdownLeavesNothingBehind) {
  between_both();

  ASSERT_EQ(shut_down(), status::kOk);

  EXPECT_THAT(calls->only({"sink.shut"}), SizeIs(1));
  EXPECT_EQ(calls->count("source.start"), calls->count("source.stop"));
  EXPECT_EQ(calls->count("second.start"), calls->count("second.stop"));
}

TEST_P(HandOverMeanwhile, AThirdWaitsForTheFirst) {
  set_and_wait(line(1, source_of(5), sink));
  queue(line(2, source_of(1, "second"), sink));
  queue(line(3, source_of(5, "third"), sink));
  ASSERT_EQ(start(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_THAT(sink->stream()->times(), ElementsAreArray(every_ten_ms(11)));
  expect_first_told_once();
}

INSTANTIATE_TEST_SUITE_P(HowTasksRun, HandOver, testing::ValuesIn(all_ways_of_running()), name_of);
INSTANTIATE_TEST_SUITE_P(HowTasksRun, HandOverMeanwhile, testing::ValuesIn(all_ways_of_running()), name_of);

class HandOverTime : public SessionTest {};

TEST_F(HandOverTime, TheFirstIsOverSoonerOnceTheRateIsHigher) {
  const auto sink = make_sink({.requests = 2, .pace = milliseconds(3)});
  set_and_wait(with_rates(line(1, make_source({.samples = 50}), sink)));
  ASSERT_EQ(set(with_rates(line(2, make_source({.samples = 50}, "second"), sink))), status::kOk);
  ASSERT_EQ(start(), status::kOk);
  ASSERT_TRUE(wait_until([&] { return events->count(EventKind::kNotifyPresentationTime) == 2; }));
  const Hns left = 500 * kMs - clock->time();

  ASSERT_EQ(session->set_rate({.speed = 4}), status::kOk);
  const Hns begun = now();
  ASSERT_TRUE(wait_until(
      [&] { return events->last(EventKind::kTopologyStatus).event.topology_status == TopologyStatus::kSinkSwitched; }));

  EXPECT_NEAR(static_cast<double>((now() - begun) / kMs), static_cast<double>(left / 4 / kMs) + 30, 5);
  EXPECT_EQ(events->count(EventKind::kEnded), 0u);
}

// What becomes of sinks whose topology has gone.
class Leaving : public SessionTest {
 protected:
  static TopologyPtr shut_down_on_remove(const TopologyPtr& topology) {
    auto changed = std::make_shared<Topology>(*topology);
    for (TopologyNode& node : changed->nodes) {
      if (auto* output = std::get_if<Output>(&node.kind)) output->shut_down_on_remove = true;
    }
    return changed;
  }
};

// session R138
TEST_F(Leaving, ASinkIsShutDownAtTheSwitchWhereItsNodeSaysSo) {
  play(shut_down_on_remove(line(1, make_source(), make_sink({}, {}, "first"))));
  ASSERT_EQ(set(line(2, make_source({}, "second"), make_sink({}, {}, "second sink"))), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kEnded));
  const auto at_the_end = calls->only({"first.shut", "second sink.shut"});

  ASSERT_EQ(shut_down(), status::kOk);

  EXPECT_THAT(at_the_end, ElementsAre("first.shut_down"));
  EXPECT_THAT(calls->only({"first.shut"}), SizeIs(1));
}

// session R138
TEST_F(Leaving, ASinkThatAnotherTopologyUsesIsNotShutDown) {
  const auto sink = make_sink();
  play(shut_down_on_remove(line(1, make_source(), sink)));
  ASSERT_EQ(set(line(2, make_source({}, "second"), sink)), status::kOk);

  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_EQ(calls->count("sink.shut_down"), 0u);
  EXPECT_THAT(sink->stream()->times(), SizeIs(10));
}

// session R138
TEST_F(Leaving, ASinkOfAClearedTopologyIsShutDownWhereItsNodeSaysSo) {
  set_and_wait(line(1, make_source(), make_sink()));
  ASSERT_EQ(set(shut_down_on_remove(line(2, make_source({}, "second"), make_sink({}, {}, "pending")))), status::kOk);
  ASSERT_EQ(session->clear_topologies(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kTopologiesCleared));
  pass(milliseconds(1));

  EXPECT_EQ(calls->count("pending.shut_down"), 1u);
}

// session R159
TEST_F(Leaving, AFileIsCompleteBeforeItsSinkIsShutDown) {
  play(shut_down_on_remove(line(1, make_source(), make_sink({}, {.traits = {.finalizable = true}}, "file"))));
  ASSERT_EQ(set(line(2, make_source({}, "second"), make_sink())), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kEnded));
  ASSERT_EQ(session->close(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kClosed));

  EXPECT_THAT(calls->only({"file.finalize", "file.shut"}), ElementsAre("file.finalize", "file.shut_down"));
}

// session R159
TEST_F(Leaving, EveryFileIsCompletedByCloseAlsoThoseOfReplacedTopologies) {
  const auto file = [&](std::string name, Reply reply) {
    return make_sink({}, {.traits = {.finalizable = true}, .finalize = reply}, std::move(name));
  };
  play(line(1, make_source(), file("first", Reply::after(milliseconds(300)))));
  ASSERT_EQ(set(line(2, make_source({}, "second"), file("replacing", Reply::fails(status::kAbort))), true),
            status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kTopologySet, 2));
  ASSERT_EQ(set(line(3, make_source({}, "third"), file("pending", Reply::after(milliseconds(300))))), status::kOk);
  const Hns before = now();
  ASSERT_EQ(session->close(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kClosed));

  EXPECT_THAT(calls->only({"first.fin", "replacing.fin", "pending.fin"}), SizeIs(3));
  EXPECT_EQ(events->last(EventKind::kClosed).event.status, status::kAbort);
  EXPECT_GE(events->last(EventKind::kClosed).time - before, 300 * kMs);
  EXPECT_LT(events->last(EventKind::kClosed).time - before, 500 * kMs);  // all at once
}

}  // namespace
}  // namespace caesura::engine
