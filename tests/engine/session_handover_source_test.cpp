// SPDX-License-Identifier: MIT
//
// What becomes of sources and transforms that two presentations in a row use.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "session_rig.h"

namespace caesura::engine {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::IsEmpty;
using testing::SizeIs;

class SharedSource : public SessionStory {
 protected:
  /// Sets both and plays them to the end.
  void play_both(const TopologyPtr& first, const TopologyPtr& second) {
    set_both(first, second);
    ASSERT_TRUE(wait_for(EventKind::kEnded));
  }
  /// Sets both and starts.
  void set_both(const TopologyPtr& first, const TopologyPtr& second) {
    set_and_wait(first);
    ASSERT_EQ(set(second), status::kOk);
    ASSERT_TRUE(wait_for(EventKind::kTopologySet, 2));
    ASSERT_EQ(start(), status::kOk);
  }
};
INSTANTIATE_TEST_SUITE_P(Run, SharedSource, testing::ValuesIn(all_ways_of_running()), name_of);

TEST_P(SharedSource, ThatHasAnotherPresentationIsNotStopped) {
  const auto sink = make_sink();
  const auto source = make_source({.samples = 5, .segments = true});

  set_both(line(1, source, sink), line(2, source, sink));
  ASSERT_TRUE(wait_until([&] { return sink->stream()->times().size() == 10; }));

  EXPECT_THAT(calls->only({"source.start", "source.stop"}), ElementsAre("source.start", "source.start"));
  EXPECT_THAT(sink->stream()->times(), ElementsAreArray(every_ten_ms(10)));
}

// The same file twice. A source that has not been stopped would go on from its end.
TEST_P(SharedSource, ThatHasNoneIsStoppedAndBeginsAnew) {
  const auto sink = make_sink();
  const auto source = make_source({.samples = 5});

  play_both(line(1, source, sink), line(2, source, sink));

  EXPECT_THAT(calls->only({"source.start", "source.stop"}),
              ElementsAre("source.start", "source.stop", "source.start", "source.stop"));
  EXPECT_THAT(sink->stream()->times(), ElementsAreArray(every_ten_ms(10)));
}

TEST_P(SharedSource, ThatHasNoneIsStoppedBeforeOtherSinks) {
  const auto source = make_source({.samples = 5});
  const auto second = make_sink({}, {}, "second sink");

  play_both(line(1, source, make_sink()), line(2, source, second));

  EXPECT_THAT(second->stream()->times(), ElementsAreArray(every_ten_ms(5, 50 * kMs)));
}

/// Each topology has a port of its own for the source, as the platform's have.
class SourceWithTwoPorts : public SessionTest {
 protected:
  TopologyPtr line_of(NodeId id, const std::shared_ptr<SourcePort>& port, const std::shared_ptr<FakeSink>& to) {
    TopologyDraft draft(id);
    const std::size_t from = draft.source(port, source->script().traits);
    return draft.link(from, draft.output(to)).done();
  }
  void queue(const TopologyPtr& first, const TopologyPtr& second) {
    set_and_wait(first);
    ASSERT_EQ(set(second), status::kOk);
    ASSERT_TRUE(wait_for(EventKind::kTopologySet, 2));
  }

  const std::shared_ptr<FakeSource> source = make_source({.samples = 5, .segments = true});
  const std::shared_ptr<FakeSink> sink = make_sink();
};

TEST_F(SourceWithTwoPorts, IsHeardByTheSecondThatTakesItOver) {
  queue(line_of(1, source, sink), line_of(2, std::make_shared<FakeTwin>(source), sink));
  ASSERT_EQ(start(), status::kOk);

  EXPECT_TRUE(wait_until([&] { return sink->stream()->times().size() == 10; }, seconds(5)));
}

// The second can't be made ready, so it stops a source that only the first has started.
TEST_F(SourceWithTwoPorts, IsHeardByTheSecondThatStopsIt) {
  const auto broken = make_sink({}, {.attach = status::kFail}, "broken");
  queue(line_of(1, source, sink), line_of(2, std::make_shared<FakeTwin>(source), broken));
  ASSERT_EQ(start(), status::kOk);
  ASSERT_TRUE(wait_until([&] { return calls->count("source.stop") == 1; }));
  const Hns stopped = now();
  ASSERT_TRUE(wait_for(EventKind::kError));
  ASSERT_TRUE(wait_until([&] { return session->current_topology() == nullptr; }));

  EXPECT_LT(now() - stopped, kHnsPerSecond);
}

/// A source that buffers between two presentations, both of which it plays.
class SharedSourceBuffers : public SessionTest {
 protected:
  const std::shared_ptr<FakeSource> source =
      make_source({.samples = 50, .start = Reply::after(milliseconds(20)), .segments = true});
  const std::shared_ptr<FakeSource> slow =
      make_source({.samples = 1, .stop = Reply::after(milliseconds(20)), .segments = true}, "slow");
  const std::shared_ptr<FakeSink> sink = make_sink();
  const std::shared_ptr<FakeSink> other = make_sink({}, {}, "other");

  TopologyPtr both(NodeId id) {
    TopologyDraft draft(id);
    const std::size_t first = draft.source(source), second = draft.source(slow);
    return draft.link(first, draft.output(sink)).link(second, draft.output(other)).done();
  }
  /// How far the clock gets in a while.
  Hns advance() {
    const Hns before = clock->time();
    pass(milliseconds(50));
    return clock->time() - before;
  }
  void expect_held_until_it_is_over() {
    pass(milliseconds(100));
    EXPECT_EQ(advance(), 0);
    source->buffer(false);
    pass(milliseconds(1));
    EXPECT_EQ(advance(), 50 * kMs);
  }
};

// session R80
TEST_F(SharedSourceBuffers, FromBeforeTheSecondIsThere) {
  set_and_wait(both(1));
  ASSERT_EQ(set(line(2, source, sink)), status::kOk);
  ASSERT_EQ(start(), status::kOk);
  ASSERT_TRUE(wait_until([&] { return calls->count("slow.stop") == 1; }));

  source->buffer(true);

  expect_held_until_it_is_over();
}

// session R80
TEST_F(SharedSourceBuffers, WhileTheSecondIsStarted) {
  set_and_wait(line(1, source, sink));
  ASSERT_EQ(set(line(2, source, sink)), status::kOk);
  ASSERT_EQ(start(), status::kOk);
  ASSERT_TRUE(wait_until([&] { return calls->count("source.start") == 2; }));

  source->buffer(true);

  expect_held_until_it_is_over();
}

// session R80
TEST_F(SharedSourceBuffers, WhileTheClockIsPausedForOtherSinks) {
  set_and_wait(both(1));
  ASSERT_EQ(set(line(2, source, make_sink({}, {}, "own"))), status::kOk);
  ASSERT_EQ(start(), status::kOk);
  ASSERT_TRUE(wait_until([&] { return calls->count("slow.stop") == 1; }));

  source->buffer(true);

  expect_held_until_it_is_over();
}

// It may be at work for the second by the time the first is let go.
TEST_P(SharedSource, ATransformIsNotFlushedWhereItsPresentationIsOver) {
  const auto transform = make_transform();
  const auto second = make_sink({.pace = milliseconds(10)}, {}, "second sink");

  set_both(line(1, make_source({.samples = 5}), transform, make_sink()),
           line(2, make_source({.samples = 50}, "second"), transform, second));
  ASSERT_TRUE(wait_until([&] { return second->stream()->times().size() > 5; }));

  EXPECT_THAT(calls->only({"transform.flush"}), IsEmpty());
}

}  // namespace
}  // namespace caesura::engine
