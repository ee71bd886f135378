// SPDX-License-Identifier: MIT
//
// Where a presentation begins and stops inside what its sources have, and what becomes of a tee meanwhile.
#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "session_rig.h"

namespace caesura::engine {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

/// Cuts by writing other times on a sample.
class FakeCutter final : public SampleCutter {
 public:
  Sample cut(Sample sample, Hns from, Hns to) override {
    const Hns end = std::min(sample.time + sample.duration, to);
    sample.time = std::max(sample.time, from);
    sample.duration = end - sample.time;
    return sample;
  }
};

constexpr Hns ms(int count) { return count * kHnsPerMillisecond; }

class TrimTest : public SessionTest {
 protected:
  /// source → transform → sink, from `begin` to `stop` of what the source has.
  TopologyPtr part(Hns begin, std::optional<Hns> stop, FakeStreamSink::Script script = {}) {
    TopologyDraft draft(1);
    sink = make_sink(script);
    const std::size_t from = draft.source(make_source({.samples = 100, .samples_per_key = 10}), 0, begin, stop);
    const std::size_t transform = draft.transform(make_transform());
    const std::size_t output = draft.output(sink);
    if (cutter) draft.trim_at(output, cutter);
    return draft.link(from, transform).link(transform, output).done();
  }

  std::shared_ptr<FakeSink> sink;
  std::shared_ptr<SampleCutter> cutter;
};

// session R187
TEST_F(TrimTest, DropsWhatLiesBeforeThePositionThatWasAskedFor) {
  set_and_wait(part(0, std::nullopt, {.pace = seconds(1)}));

  ASSERT_EQ(seek(47), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kStarted));

  EXPECT_THAT(sink->stream()->times(), ElementsAre(ms(40)));  // it lasts beyond the position
  EXPECT_EQ(calls->count("source.request"), 5u);
}

// session R187
TEST_F(TrimTest, CutsWhatStraddlesThePositionThatWasAskedFor) {
  cutter = std::make_shared<FakeCutter>();
  set_and_wait(part(0, std::nullopt, {.pace = seconds(1)}));

  ASSERT_EQ(seek(47), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kStarted));

  EXPECT_THAT(sink->stream()->times(), ElementsAre(ms(47)));
}

// session R132
TEST_F(TrimTest, EndsAtTheStopAndAsksForNothingMore) {
  play(part(ms(100), ms(125)));

  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_THAT(sink->stream()->times(), ElementsAre(0, ms(10), ms(20)));
  EXPECT_EQ(calls->count("source.request"), 3u);
  EXPECT_EQ(calls->count("sink.marker"), 1u);
  EXPECT_EQ(calls->count("transform.drain"), 0u);
  EXPECT_EQ(events->last(EventKind::kEnded).time - events->last(EventKind::kStarted).time, ms(25 + 30));
}

// session R132
TEST_F(TrimTest, EndsAtTheStopAgainAfterASeek) {
  set_and_wait(part(0, ms(35), {.pace = milliseconds(10)}));
  ASSERT_EQ(start(), status::kOk);
  ASSERT_EQ(seek(20), status::kOk);

  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_EQ(sink->stream()->times().back(), ms(30));
}

// session R132
TEST_F(TrimTest, EndsWhereOneStreamStopsAndTheOtherEndsBeforeItsStop) {
  const auto source = make_source({.streams = 2, .samples = 5});
  TopologyDraft draft(1);
  const std::size_t stops = draft.source(source, 0, 0, ms(20));
  const std::size_t ends = draft.source(source, 1, 0, ms(80));
  draft.link(stops, draft.output(make_sink({}, {}, "short"))).link(ends, draft.output(make_sink({}, {}, "long")));
  play(draft.done());

  EXPECT_TRUE(wait_for(EventKind::kEnded));
  EXPECT_EQ(calls->count("short.sample"), 2u);
  EXPECT_EQ(calls->count("long.sample"), 5u);
}

// session R133
TEST_F(TrimTest, TakesAnotherStopWhileItPlays) {
  play(part(0, std::nullopt, {.pace = milliseconds(10)}));
  pass(milliseconds(30));

  session->set_media_stop(1, ms(65));
  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_EQ(sink->stream()->times().back(), ms(60));
}

// session R133
TEST_F(TrimTest, EndsAtOnceWhereTheStopMovesBehindWhatThereIs) {
  play(part(0, std::nullopt, {.pace = seconds(100)}));
  pass(milliseconds(30));

  session->set_media_stop(1, ms(8));

  EXPECT_TRUE(wait_for(EventKind::kEnded));
  EXPECT_THAT(sink->stream()->times(), ElementsAre(0));
}

// session R133
TEST_F(TrimTest, KeepsAStopThatMovesWhileItIsStopped) {
  play(part(0, std::nullopt, {.pace = milliseconds(10)}));
  pass(milliseconds(30));
  ASSERT_EQ(session->stop(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kStopped));

  session->set_media_stop(1, ms(15));
  pass(milliseconds(10));
  EXPECT_EQ(events->count(EventKind::kEnded), 0u);
  ASSERT_EQ(start(), status::kOk);

  EXPECT_TRUE(wait_for(EventKind::kEnded));
  EXPECT_EQ(sink->stream()->times().back(), ms(10));
}

// session R133
TEST_F(TrimTest, KeepsAnotherStopForATopologyThatWaitsAndForNoLaterOne) {
  set_and_wait(line(1, make_source(), make_sink()));
  TopologyDraft draft(2);
  const std::size_t before = draft.source(make_source({}, "unused")), unused = draft.output(make_sink({}, {}, "none"));
  const std::size_t from = draft.source(make_source({}, "second"));  // the third node
  const auto second = make_sink({}, {}, "second sink");
  ASSERT_EQ(set(draft.link(before, unused).link(from, draft.output(second)).done()), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kTopologySet, 2));

  session->set_media_stop(3, ms(25));
  session->set_media_stop(5, ms(25));
  ASSERT_EQ(start(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kEnded));
  TopologyDraft last(3);
  std::vector<std::size_t> nodes;
  for (int i = 0; i < 2; ++i) {
    nodes.push_back(last.source(make_source({}, "filler")));
    nodes.push_back(last.output(make_sink({}, {}, "filler sink")));
  }
  const auto third = make_sink({}, {}, "third sink");
  const std::size_t fifth = last.source(make_source({}, "third"));
  last.link(nodes[0], nodes[1]).link(nodes[2], nodes[3]).link(fifth, last.output(third));
  play(last.done());
  ASSERT_TRUE(wait_for(EventKind::kEnded, 2));

  EXPECT_THAT(second->stream()->times(), testing::SizeIs(3));
  EXPECT_THAT(third->stream()->times(), testing::SizeIs(5));
}

// Reference: MFMEDIASOURCE_IS_LIVE: it goes on for ever, and need not say so when it does not.
TEST_F(TrimTest, DoesNotWaitForTheEndOfALiveSource) {
  play(line(1, make_source({.traits = {.live = true}, .ends_presentation = false}), make_sink()));

  EXPECT_TRUE(wait_for(EventKind::kEnded));
}

/// One source stream, a tee and two sinks: a picture that prerolls, and sound that does not.
class MixedTee : public SessionTest {
 protected:
  TopologyPtr mixed(std::size_t primary, std::vector<std::size_t> discardable = {}) {
    TopologyDraft draft(1);
    const std::size_t from = draft.source(make_source({.samples = 4}));
    const std::size_t tee = draft.tee(primary, std::move(discardable));
    return draft.link(from, tee).link(tee, draft.output(sound)).link(tee, draft.output(picture)).done();
  }

  const std::shared_ptr<FakeSink> sound = make_sink({}, {}, "sound");
  const std::shared_ptr<FakeSink> picture = make_sink({}, {.traits = {.can_preroll = true}}, "picture");
};

TEST_F(MixedTee, GivesTheSoundNothingBeforeTheClockStarts) {
  play(mixed(0));
  ASSERT_TRUE(wait_for(EventKind::kEnded));

  const std::vector<std::string> seen = calls->only({"picture.sample 0", "clock.start", "sound.sample 0"});
  EXPECT_THAT(seen, ElementsAre("picture.sample 0", "clock.start 0", "sound.sample 0"));
  EXPECT_THAT(sound->stream()->times(), SizeIs(4));
  EXPECT_THAT(picture->stream()->times(), SizeIs(4));
}

TEST_F(MixedTee, LosesNothingOfWhatIsNotDiscardable) {
  play(mixed(1));

  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_THAT(sound->stream()->times(), ElementsAre(0, ms(10), ms(20), ms(30)));
}

/// One sink for two streams, of which one is not to preroll.
class HalfPrerolled : public SessionTest {
 protected:
  void expect_start(bool first_prerolls) {
    const auto source = make_source({.streams = 2});
    const auto both = std::make_shared<FakeSink>(world, "both", FakeSink::Script{.traits = {.can_preroll = true}},
                                                 std::vector<FakeStreamSink::Script>(2));
    TopologyDraft draft(1);
    draft.link(draft.source(source, 0), draft.output(both, 0, !first_prerolls));
    draft.link(draft.source(source, 1), draft.output(both, 1, first_prerolls));
    play(draft.done());

    const std::string sample = first_prerolls ? "both0.sample 0" : "both1.sample 0";
    EXPECT_THAT(calls->only({"both.preroll", "clock.start", sample}),
                ElementsAre("both.preroll 0", sample, "clock.start 0"));
  }
};

TEST_F(HalfPrerolled, PrerollsTheFirstStream) { expect_start(true); }
TEST_F(HalfPrerolled, PrerollsTheSecondStream) { expect_start(false); }

/// Times that nobody means, from clients and components: sums of them must not overflow, which
/// UndefinedBehaviorSanitizer tells.
class FarTimes : public SessionTest, public testing::WithParamInterface<Hns> {};

TEST_P(FarTimes, OfEveryKindAreLivedThrough) {
  TopologyDraft draft(1);
  const std::size_t from =
      draft.source(make_source({.sample_duration = GetParam(), .position = GetParam()}), 0, GetParam(), GetParam());
  const std::size_t transform = draft.transform(make_transform());
  set_and_wait(draft.link(from, transform).link(transform, draft.output(make_sink())).done());

  ASSERT_EQ(start(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kStarted));
  ASSERT_EQ(session->start({.time = GetParam(), .foreign = {}}), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kStarted, 2));
  session->set_media_stop(from + 1, GetParam());
  ASSERT_EQ(session->stop(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kStopped));
  ASSERT_EQ(session->close(), status::kOk);
  EXPECT_TRUE(wait_for(EventKind::kClosed));
}

INSTANTIATE_TEST_SUITE_P(Trim, FarTimes, testing::Values(kEndless, kEndless - 1, kNoTime, kNoTime + 1, kFurthest + 1));

/// Two sources, each with a sink of its own.
class TwoSources : public SessionTest {
 protected:
  TopologyPtr two(FakeSource::Script first, FakeSource::Script second) {
    TopologyDraft draft(1);
    const std::size_t a = draft.source(make_source(first, "first"));
    const std::size_t b = draft.source(make_source(second, "second"));
    draft.link(a, draft.output(make_sink({}, {}, "left")));
    return draft.link(b, draft.output(make_sink({}, {}, "right"))).done();
  }
};

TEST_F(TwoSources, EndWhenBothHaveEnded) {
  play(two({.samples = 2}, {.samples = 50}));

  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_EQ(calls->count("left.sample"), 2u);
  EXPECT_EQ(calls->count("right.sample"), 50u);
  EXPECT_GE(events->last(EventKind::kEnded).time - events->last(EventKind::kStarted).time, ms(500));
}

TEST_F(TwoSources, StopTogetherWhenOneCannotStart) {
  set_and_wait(two({}, {.start = Reply::fails(status::kFail)}));

  ASSERT_EQ(start(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kStarted));
  ASSERT_TRUE(wait_until([&] { return calls->count("first.stop") == 1; }));

  EXPECT_EQ(events->last(EventKind::kStarted).event.status, status::kFail);
  EXPECT_EQ(calls->count("clock.start"), 0u);
}

TEST_F(TwoSources, AreBothWaitedForAtASeek) {
  play(two({.samples = 200}, {.samples = 200, .start = Reply::after(milliseconds(300))}));
  calls->clear();

  ASSERT_EQ(seek(1000), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kStarted, 2));

  EXPECT_THAT(calls->only({"first.start", "second.start", "clock.start", "left.sample 1000"}),
              testing::IsSupersetOf({"first.start 1000", "second.start 1000", "clock.start 1000"}));
  const auto order = calls->only({"clock.start 1000", "left.sample 1000", "right.sample 1000"});
  ASSERT_FALSE(order.empty());
  EXPECT_EQ(order.front(), "clock.start 1000");
}

}  // namespace
}  // namespace caesura::engine
