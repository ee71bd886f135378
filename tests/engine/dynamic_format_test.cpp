// SPDX-License-Identifier: MIT
//
// Formats that change while data flows, and what else travels with the samples. Reference: Handling Stream Changes.
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "session_rig.h"

namespace caesura::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class DynamicFormat : public SessionTest {
 protected:
  /// source → transform → sink, or without a transform where `script` is empty.
  void run(std::optional<FakeTransform::Script> script, FakeStreamSink::Script sink_script = {.pace = seconds(1)},
           bool may_change = true) {
    source = make_source({.samples = 1000});
    sink = make_sink(sink_script);
    TopologyDraft draft(1);
    const std::size_t from = draft.source(source);
    const std::size_t to = draft.output(sink);
    if (may_change) draft.bridge(std::make_shared<FakeBridge>(world, FakeTransform::Script{}));
    if (script) {
      const std::size_t between = draft.transform(make_transform(*script));
      play(draft.link(from, between).link(between, to).done());
    } else {
      play(draft.link(from, to).done());
    }
  }
  /// All that moved, in order.
  std::vector<std::string> moves() const {
    return calls->only({"sink.sample", "sink.format", "bridge.input", "transform.format", "transform.empty"});
  }
  std::vector<Hns> times() const { return sink->stream()->times(); }
  /// The times are those of the source, with none left out.
  void expect_all() const {
    std::vector<Hns> expected;
    for (std::size_t i = 0; i < times().size(); ++i) expected.push_back(static_cast<Hns>(i) * 10 * kHnsPerMillisecond);
    EXPECT_EQ(times(), expected);
    EXPECT_EQ(sink->stream()->unasked(), 0);
  }

  std::shared_ptr<FakeSource> source;
  std::shared_ptr<FakeSink> sink;
};

TEST_F(DynamicFormat, ReachesTheSinkBetweenTheSamples) {
  run(std::nullopt);
  calls->clear();

  source->change_format(0, 1);
  pass(seconds(1));

  EXPECT_THAT(moves(), ElementsAre("sink.format 1", "sink.sample 10"));
}

// session R143
TEST_F(DynamicFormat, ThatTheSinkRefusesGetsATransformInBetween) {
  run(std::nullopt, {.pace = seconds(1), .takes_formats = false});
  calls->clear();

  source->change_format(0, 1);
  pass(seconds(2));

  EXPECT_THAT(moves(), ElementsAre("sink.format 1", "sink.format 0", "bridge.input", "sink.sample 10", "bridge.input",
                                   "sink.sample 20"));
  expect_all();
}

// session R143
TEST_F(DynamicFormat, ThatChangesTheTopologyIsTold) {
  run(std::nullopt, {.pace = seconds(1), .takes_formats = false});
  const TopologyPtr before = session->current_topology();

  source->change_format(0, 1);

  ASSERT_TRUE(wait_until([&] { return session->current_topology() != before; }));
  EXPECT_THAT(session->current_topology()->nodes, SizeIs(3));
  EXPECT_THAT(*events, RaisesInOrder("Started", "DynamicChanged"));
}

// session R143
TEST_F(DynamicFormat, StopsWhereTheTopologyMayNotChange) {
  run(std::nullopt, {.pace = seconds(1), .takes_formats = false}, false);
  const TopologyPtr before = session->current_topology();

  source->change_format(0, 1);

  ASSERT_TRUE(wait_for(EventKind::kError));
  EXPECT_EQ(session->current_topology(), before);
}

// session R129 R143
TEST_F(DynamicFormat, StopsWhereNothingMayBePutBeforeTheSink) {
  TopologyDraft draft(1);
  source = make_source({.samples = 1000});
  const std::size_t from = draft.source(source);
  const std::size_t to = draft.output(make_sink({.pace = seconds(1), .takes_formats = false}));
  draft.bridge(std::make_shared<FakeBridge>(world, FakeTransform::Script{})).direct(to);
  play(draft.link(from, to).done());

  source->change_format(0, 1);

  ASSERT_TRUE(wait_for(EventKind::kError));
  EXPECT_EQ(calls->count("bridge"), 0u);
}

TEST_F(DynamicFormat, WaitsInATransformUntilThatIsEmpty) {
  run(FakeTransform::Script{.held = 2});
  calls->clear();

  source->change_format(0, 1);
  pass(seconds(3));

  EXPECT_THAT(moves(), ElementsAre("transform.empty", "sink.sample 10", "sink.sample 20", "transform.format 1",
                                   "sink.sample 30"));
}

TEST_F(DynamicFormat, WaitsForNothingInATransformThatTakesItAtOnce) {
  run(FakeTransform::Script{.held = 2, .takes_formats_at_once = true});
  calls->clear();

  source->change_format(0, 1);
  pass(seconds(1));

  EXPECT_THAT(moves(), ElementsAre("transform.format 1", "sink.sample 10"));
}

// session R143
TEST_F(DynamicFormat, ThatATransformRefusesGetsAnotherInFrontOfIt) {
  run(FakeTransform::Script{.held = 1, .takes_formats = false});

  source->change_format(0, 1);
  pass(seconds(5));

  EXPECT_GT(calls->count("bridge.input"), 2u);
  expect_all();
}

// session R143
TEST_F(DynamicFormat, ChangesWithManyRequestsUnderWayWithoutLosingASample) {
  run(std::nullopt, {.requests = 4, .pace = milliseconds(7), .takes_formats = false});

  source->change_format(0, 1);
  pass(seconds(1));

  EXPECT_GT(times().size(), 100u);
  expect_all();
}

TEST_F(DynamicFormat, WaitsBehindSamplesForWhichTheSinkHasNoRoom) {
  run(std::nullopt, {.requests = 3, .pace = seconds(1), .full_calls = 4, .takes_formats = false});

  source->change_format(0, 1);
  pass(seconds(5));

  EXPECT_GT(calls->count("bridge.input"), 2u);
  expect_all();
}

// session R143 R152
TEST_F(DynamicFormat, OfATransformsOutputGoesDownstreamBeforeTheSample) {
  run(FakeTransform::Script{.news_at = 3,
                            .news = {{.kind = TransformNews::Kind::kFormat, .object = FakeFormat::make(1)}}},
      {.pace = seconds(1), .takes_formats = false});
  calls->clear();

  pass(seconds(3));

  EXPECT_THAT(moves(), ElementsAre("sink.sample 10", "sink.format 1", "sink.format 0", "bridge.input", "sink.sample 20",
                                   "bridge.input", "sink.sample 30"));
}

TEST_F(DynamicFormat, SurvivesASeek) {
  run(std::nullopt, {.pace = seconds(1), .takes_formats = false});
  source->change_format(0, 1);
  pass(seconds(2));

  ASSERT_EQ(seek(5000), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kStarted, 2));
  pass(seconds(1));

  EXPECT_EQ(times().back() / kHnsPerMillisecond / 1000, 5);
}

// session R153
TEST_F(DynamicFormat, NewsOfATransformComeBeforeTheSample) {
  run(FakeTransform::Script{
      .news_at = 2,
      .news = {{.kind = TransformNews::Kind::kTick, .time = 5 * kHnsPerMillisecond},
               {.kind = TransformNews::Kind::kInBandEvent, .object = std::make_shared<Foreign>()}}
  });
  calls->clear();

  pass(seconds(1));

  EXPECT_THAT(calls->only({"sink.tick", "sink.event", "sink.sample"}),
              ElementsAre("sink.tick 5", "sink.event", "sink.sample 10"));
}

// session R153
TEST_F(DynamicFormat, AFailureAmongTheNewsStopsTheSession) {
  run(FakeTransform::Script{.news_at = 2, .news = {{.kind = TransformNews::Kind::kFailed, .status = status::kAbort}}});

  EXPECT_TRUE(wait_for(EventKind::kError));
}

TEST_F(DynamicFormat, ATickStopsAtATransformThatKeepsItToItself) {
  run(FakeTransform::Script{.passes_events = false});

  source->tick(0, 5);
  pass(seconds(1));

  EXPECT_THAT(calls->only({"sink.tick"}), IsEmpty());
}

}  // namespace
}  // namespace caesura::engine
