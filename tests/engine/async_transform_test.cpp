// SPDX-License-Identifier: MIT
//
// Asynchronous transforms: what they are asked, when, and how they end. Reference: Asynchronous MFTs.
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "session_rig.h"

namespace caesura::engine {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

class AsyncTransform : public SessionTest {
 protected:
  void build(FakeAsyncTransform::Script script, FakeSource::Script source_script = {},
             FakeStreamSink::Script sink_script = {}) {
    source = make_source(source_script);
    transform = make_async_transform(script);
    sink = make_sink(sink_script);
  }
  TopologyPtr topology(bool shut_down_on_remove = false) {
    TopologyDraft draft(1);
    const std::size_t from = draft.source(source);
    const std::size_t between = draft.transform(transform, shut_down_on_remove);
    return draft.link(from, between).link(between, draft.output(sink)).done();
  }
  void run() { play(topology()); }
  std::vector<Hns> times() const { return sink->stream()->times(); }
  static std::vector<Hns> all_of(int samples) {
    std::vector<Hns> times;
    for (int i = 0; i < samples; ++i) times.push_back(i * 10 * kHnsPerMillisecond);
    return times;
  }

  std::shared_ptr<FakeSource> source;
  std::shared_ptr<FakeAsyncTransform> transform;
  std::shared_ptr<FakeSink> sink;
};

// session R151
TEST_F(AsyncTransform, GetsOneCallForEachWordOfItsAndNoneOtherwise) {
  build({.room = 3, .outputs = 2}, {.samples = 20}, {.requests = 2, .pace = milliseconds(7)});
  run();

  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_EQ(transform->unasked(), 0);
  EXPECT_EQ(calls->count("transform.input"), 20u);
  EXPECT_EQ(calls->count("transform.output"), 40u);
  EXPECT_THAT(times(), SizeIs(40));
  EXPECT_EQ(sink->stream()->unasked(), 0);
}

TEST_F(AsyncTransform, ThatIsNeverFlushedIsOwedWhatItAsksForBehindTheStopOfThePresentation) {
  build({.room = 1, .is_flushed = false}, {.samples = 100});
  TopologyDraft draft(1);
  const std::size_t from = draft.source(source, 0, 0, 25 * kHnsPerMillisecond);
  const std::size_t between = draft.transform(transform);
  play(draft.link(from, between).link(between, draft.output(sink)).done());
  ASSERT_TRUE(wait_for(EventKind::kEnded));

  ASSERT_EQ(start(), status::kOk);

  EXPECT_TRUE(wait_for(EventKind::kEnded, 2));
  EXPECT_EQ(transform->unasked(), 0);
}

// session R151
TEST_F(AsyncTransform, GetsNoMoreThanItAskedForFromATransformThatHasMore) {
  build({.room = 1}, {.samples = 20}, {.pace = milliseconds(7)});
  TopologyDraft draft(1);
  const std::size_t from = draft.source(source);
  const std::size_t doubles = draft.transform(make_transform({.outputs = 2}));
  const std::size_t between = draft.transform(transform);
  play(draft.link(from, doubles).link(doubles, between).link(between, draft.output(sink)).done());

  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_EQ(transform->unasked(), 0);
  EXPECT_THAT(times(), SizeIs(40));
}

// session R150 O25
TEST_F(AsyncTransform, LearnsOfTheStreamBeforeItGetsAnything) {
  build({}, {.samples = 1});
  run();

  EXPECT_THAT(
      calls->only({"transform.listen", "transform.begin", "transform.start", "source.request", "transform.input"}),
      ElementsAre("transform.listen", "transform.begin_streaming", "transform.start_of_stream", "source.request 0",
                  "transform.input"));
}

TEST_F(AsyncTransform, AsksTheSourceForNoMoreThanItHasRoomFor) {
  build({.room = 3}, {.samples = 100}, {.requests = 0});
  run();

  EXPECT_EQ(calls->count("source.request"), 3u);
  EXPECT_EQ(calls->count("transform.output"), 0u);
}

TEST_F(AsyncTransform, IsDrainedAtTheEndAndGivesWhatItHasLeft) {
  build({.room = 2, .held = 3}, {.samples = 5});
  run();

  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_EQ(times(), all_of(5));
  EXPECT_EQ(calls->count("transform.drain"), 1u);
  EXPECT_EQ(calls->count("sink.marker"), 1u);
}

TEST_F(AsyncTransform, EndsWithASinkThatAsksForNothingMore) {
  build({.room = 2}, {.samples = 1}, {.pace = seconds(1000)});
  run();

  EXPECT_TRUE(wait_until([&] { return calls->count("sink.marker") == 1; }));
}

TEST_F(AsyncTransform, ThatIsNotToBeDrainedEndsWithWhatItHas) {
  build({.held = 2, .is_drained = false}, {.samples = 5});
  run();

  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_THAT(times(), SizeIs(3));
}

// session O25
TEST_F(AsyncTransform, LearnsOfANewStreamAfterEachFlush) {
  build({}, {.samples = 100}, {.pace = seconds(1)});
  run();
  calls->clear();

  ASSERT_EQ(seek(500), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kStarted, 2));

  EXPECT_THAT(calls->only({"transform.flush", "transform.start", "transform.drain"}),
              ElementsAre("transform.flush", "transform.start_of_stream"));
  EXPECT_TRUE(wait_until([&] { return times().back() == 500 * kHnsPerMillisecond; }));
}

// session O25
TEST_F(AsyncTransform, LearnsOfANewStreamAfterADrain) {
  build({.is_flushed = false}, {.samples = 2});
  run();
  ASSERT_TRUE(wait_for(EventKind::kEnded));

  ASSERT_EQ(start(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kEnded, 2));

  EXPECT_EQ(calls->count("transform.start_of_stream"), 2u);
  EXPECT_THAT(times(), SizeIs(4));
}

TEST_F(AsyncTransform, ThatIsNeverFlushedIsStillOwedWhatItAskedFor) {
  build({.room = 2, .is_flushed = false}, {.samples = 100}, {.pace = seconds(1)});
  run();

  ASSERT_EQ(seek(500), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kStarted, 2));
  pass(seconds(10));

  EXPECT_EQ(times().back() / kHnsPerMillisecond / 500, 1);
  EXPECT_EQ(transform->unasked(), 0);
}

TEST_F(AsyncTransform, IsNotAskedForWhatItOfferedBeforeAFlush) {
  build({}, {.samples = 100}, {.pace = seconds(1)});
  run();
  ASSERT_EQ(seek(500), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kStarted, 2));
  pass(seconds(2));

  transform->say_late();
  pass(seconds(2));

  EXPECT_EQ(transform->unasked(), 0);
  EXPECT_EQ(calls->count("sink.marker"), 0u);
}

TEST_F(AsyncTransform, ThatFailsBySayingSoStopsTheSession) {
  build({}, {.samples = 100}, {.pace = seconds(1)});
  run();

  transform->fail(status::kAbort);

  ASSERT_TRUE(wait_for(EventKind::kError));
  EXPECT_TRUE(wait_until([&] { return calls->count("source.stop") == 1; }));
}

TEST_F(AsyncTransform, ThatFailsWhileNothingPlaysFailsTheNextStart) {
  build({}, {.samples = 3});
  set_and_wait(topology());
  transform->fail(status::kAbort);
  pass(milliseconds(1));

  ASSERT_EQ(start(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kStarted));
  EXPECT_EQ(events->last(EventKind::kStarted).event.status, status::kAbort);
  ASSERT_TRUE(wait_until([&] { return calls->count("source.stop") == 1; }));

  ASSERT_EQ(start(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kEnded));
}

TEST_F(AsyncTransform, ThatFailsInACallStopsTheSession) {
  build({.failing_output = 3}, {.samples = 100});
  run();

  EXPECT_TRUE(wait_for(EventKind::kError));
}

TEST_F(AsyncTransform, ThatRefusesItsInputStopsTheSession) {
  build({.failing_input = 3}, {.samples = 100});
  run();

  EXPECT_TRUE(wait_for(EventKind::kError));
}

TEST_F(AsyncTransform, ThatNeverSaysThatItIsDrainedDoesNotHoldUpClose) {
  build({.drains = false}, {.samples = 3});
  run();
  ASSERT_TRUE(wait_until([&] { return calls->count("transform.drain") == 1; }));

  ASSERT_EQ(session->close(), status::kOk);

  EXPECT_TRUE(wait_for(EventKind::kClosed));
}

TEST_F(AsyncTransform, BehindATeeGetsWhatItAskedForBeforeTheClockStarted) {
  build({.room = 2}, {.samples = 5});
  TopologyDraft draft(1);
  const std::size_t from = draft.source(source), tee = draft.tee(), between = draft.transform(transform);
  play(draft.link(from, tee).link(tee, between).link(between, draft.output(sink)).done());

  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_EQ(times(), all_of(5));
}

// session O22 R139
TEST_F(AsyncTransform, IsShutDownWithTheSessionAndNotBefore) {
  build({}, {.samples = 3});
  run();
  ASSERT_TRUE(wait_for(EventKind::kEnded));
  ASSERT_EQ(session->clear_current(std::nullopt), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kTopologySet, 2));
  EXPECT_EQ(calls->count("transform.shut_down"), 0u);

  EXPECT_EQ(shut_down(), status::kOk);

  EXPECT_EQ(calls->count("transform.shut_down"), 1u);
}

// session O22
TEST_F(AsyncTransform, OfAQueuedTopologyIsShutDownWithTheSession) {
  build({}, {.samples = 3});
  set_and_wait(line(7, make_source({}, "first"), make_sink({}, {}, "first sink")));
  ASSERT_EQ(set(topology()), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kTopologySet, 2));

  EXPECT_EQ(shut_down(), status::kOk);

  EXPECT_EQ(calls->count("transform.shut_down"), 1u);
}

TEST_F(AsyncTransform, IsShutDownWithItsTopologyWhereThatSaysSo) {
  build({}, {.samples = 3});
  play(topology(true));
  ASSERT_TRUE(wait_for(EventKind::kEnded));

  ASSERT_EQ(session->clear_current(std::nullopt), status::kOk);
  ASSERT_TRUE(wait_until([&] { return calls->count("transform.shut_down") == 1; }));
  EXPECT_EQ(shut_down(), status::kOk);

  EXPECT_EQ(calls->count("transform.shut_down"), 1u);
}

class AsyncTransformStory : public SessionStory {};

// session R151
TEST_P(AsyncTransformStory, PlaysToTheEndHoweverTheTasksAreRun) {
  const auto transform = make_async_transform({.room = 4, .held = 2});
  const auto sink = make_sink({.requests = 2});
  play(line(1, make_source({.samples = 30}), transform, sink));

  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_THAT(sink->stream()->times(), SizeIs(30));
  EXPECT_EQ(transform->unasked(), 0);
}

INSTANTIATE_TEST_SUITE_P(Run, AsyncTransformStory, testing::ValuesIn(all_ways_of_running()), name_of);

}  // namespace
}  // namespace caesura::engine
