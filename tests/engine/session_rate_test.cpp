// SPDX-License-Identifier: MIT
//
// Rates other than 1: how they are negotiated, when they are refused, and how long a presentation then lasts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "session_rig.h"

namespace caesura::engine {
namespace {

using testing::Contains;
using testing::ElementsAre;

/// source → sink, playable at 0 and from -4 to 4.
TopologyPtr rated(NodeId id, const std::shared_ptr<FakeSource>& source, const std::shared_ptr<FakeSink>& sink,
                  float slowest = -4, float fastest = 4) {
  TopologyDraft draft(id);
  const std::size_t from = draft.source(source);
  return draft.link(from, draft.output(sink)).rates(slowest, fastest).done();
}

class RateStory : public SessionStory {};
INSTANTIATE_TEST_SUITE_P(Run, RateStory, testing::ValuesIn(all_ways_of_running()), name_of);

// session R173 R178
TEST_P(RateStory, TellsTheSourceThenTheClockAndAnswers) {
  set_and_wait(rated(1, make_source({.delivers = false}), make_sink()));

  ASSERT_EQ(session->set_rate({.speed = 2}), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kRateChanged));

  EXPECT_THAT(calls->only({"source.set_rate", "clock.set_rate", "sink.rate"}),
              ElementsAre("source.set_rate 2", "clock.set_rate 2", "sink.rate 2"));
  EXPECT_THAT(events->words(), Contains("RateChanged 2"));
  EXPECT_EQ(session->rate(), Rate{.speed = 2});
}

// session R180
TEST_P(RateStory, OutlivesTheEndAndAStop) {
  play(rated(1, make_source({.samples = 5}), make_sink()));
  ASSERT_EQ(session->set_rate({.speed = 4}), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kEnded));

  ASSERT_EQ(start(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kStarted, 2));
  ASSERT_EQ(session->stop(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kStopped));

  EXPECT_EQ(session->rate(), Rate{.speed = 4});
  EXPECT_THAT(calls->only({"clock.set_rate"}), ElementsAre("clock.set_rate 4"));
}

// session R124
TEST_P(RateStory, MakesNoTopologyCurrentThatHasEnded) {
  play(rated(1, make_source({.samples = 5, .rate = Reply::never()}), make_sink()));
  ASSERT_TRUE(wait_for(EventKind::kEnded));
  ASSERT_EQ(session->current_topology(), nullptr);

  ASSERT_EQ(session->set_rate({.speed = 2}), status::kOk);
  ASSERT_TRUE(wait_until([&] { return calls->count("source.set_rate") == 1; }));

  EXPECT_EQ(session->current_topology(), nullptr);
}

// session R171
TEST_P(RateStory, CrossesNeitherZeroNorIntoReverseWhilePlaying) {
  play(rated(1, make_source({.delivers = false}), make_sink()));

  ASSERT_EQ(session->set_rate({.speed = 2}), status::kOk);
  ASSERT_EQ(session->set_rate({.speed = 0}), status::kOk);
  ASSERT_EQ(session->set_rate({.speed = -1}), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kRateChanged, 3));

  EXPECT_THAT(*events, RaisesInOrder("RateChanged 2", "RateChanged 2 C00D36D3", "RateChanged 2 C00D36D3"));
  EXPECT_THAT(calls->only({"clock.set_rate"}), ElementsAre("clock.set_rate 2"));
}

// session R172
TEST_P(RateStory, CrossesZeroButNotIntoReverseWhilePaused) {
  play(rated(1, make_source({.delivers = false}), make_sink()));
  ASSERT_EQ(session->pause(), status::kOk);

  ASSERT_EQ(session->set_rate({.speed = 0}), status::kOk);
  ASSERT_EQ(session->set_rate({.speed = -1}), status::kOk);
  ASSERT_EQ(session->set_rate({.speed = 2}), status::kOk);
  ASSERT_EQ(session->set_rate({.speed = -2}), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kRateChanged, 4));

  EXPECT_THAT(*events,
              RaisesInOrder("RateChanged 0", "RateChanged 0 C00D36D3", "RateChanged 2", "RateChanged 2 C00D36D3"));
}

// session R172
TEST_P(RateStory, CrossesEverythingWhileStopped) {
  set_and_wait(rated(1, make_source({.delivers = false}), make_sink()));

  ASSERT_EQ(session->set_rate({.speed = -1}), status::kOk);
  ASSERT_EQ(session->set_rate({.speed = 0}), status::kOk);
  ASSERT_EQ(session->set_rate({.speed = -4}), status::kOk);
  ASSERT_EQ(session->set_rate({.speed = 1}), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kRateChanged, 4));

  EXPECT_THAT(*events, RaisesInOrder("RateChanged -1", "RateChanged 0", "RateChanged -4", "RateChanged 1"));
}

// session R174
TEST_P(RateStory, KeepsTheOldRateWhereTheNewIsNotSupported) {
  set_and_wait(rated(1, make_source({.delivers = false}), make_sink()));

  ASSERT_EQ(session->set_rate({.speed = 3}), status::kOk);
  ASSERT_EQ(session->set_rate({.speed = 5}), status::kOk);
  ASSERT_EQ(session->set_rate({.speed = 1, .thin = true}), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kRateChanged, 3));

  EXPECT_THAT(*events, RaisesInOrder("RateChanged 3", "RateChanged 3 C00D36D0", "RateChanged 3 C00D36D1"));
  EXPECT_EQ(calls->count("source.set_rate 5"), 0u);
  EXPECT_EQ(session->rate(), Rate{.speed = 3});
}

// session O17
TEST_P(RateStory, HasTheStatusWithWhichTheSourceRefuses) {
  set_and_wait(
      rated(1, make_source({.rate = Reply::refuses(status::kThinningUnsupported), .delivers = false}), make_sink()));

  ASSERT_EQ(session->set_rate({.speed = 2}), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kRateChanged));

  EXPECT_THAT(events->words(), Contains("RateChanged 1 C00D36D1"));
  EXPECT_EQ(calls->count("clock.set_rate 2"), 0u);
}

TEST_P(RateStory, HasTheStatusOfTheSourcesAnswer) {
  set_and_wait(rated(1, make_source({.rate = Reply::fails(status::kFail), .delivers = false}), make_sink()));

  ASSERT_EQ(session->set_rate({.speed = 2}), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kRateChanged));

  EXPECT_THAT(events->words(), Contains("RateChanged 1 80004005"));
  EXPECT_EQ(session->rate(), Rate{});
}

TEST_P(RateStory, IsTakenBackFromTheSourcesThatHadAcceptedIt) {
  TopologyDraft draft(1);
  const auto sink = make_sink();
  const auto other = make_sink({}, {}, "other");
  const std::size_t willing = draft.source(make_source({.delivers = false}, "willing"));
  const std::size_t unwilling =
      draft.source(make_source({.rate = Reply::refuses(status::kUnsupportedRate), .delivers = false}, "unwilling"));
  draft.link(willing, draft.output(sink)).link(unwilling, draft.output(other)).rates(0.5f, 4);
  set_and_wait(draft.done());

  ASSERT_EQ(session->set_rate({.speed = 2}), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kRateChanged));

  EXPECT_TRUE(wait_until([&] { return calls->only({"willing.set_rate"}).size() == 2; }));
  EXPECT_THAT(calls->only({"willing.set_rate"}), ElementsAre("willing.set_rate 2", "willing.set_rate 1"));
  EXPECT_THAT(calls->only({"unwilling.set_rate"}), ElementsAre("unwilling.set_rate 2"));
}

// session R17
TEST_P(RateStory, IsRememberedWithoutATopologyAndAppliedToTheFirst) {
  ASSERT_EQ(session->set_rate({.speed = 2}), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kRateChanged));
  const std::size_t before = calls->count("");

  set_and_wait(rated(1, make_source({.delivers = false}), make_sink()));

  EXPECT_EQ(before, 0u);
  EXPECT_EQ(session->rate(), Rate{.speed = 2});
  EXPECT_THAT(*events, RaisesInOrder("RateChanged 2", "TopologySet", "TopologyReady"));
  EXPECT_THAT(calls->only({"source.set_rate", "clock.set_rate"}), ElementsAre("source.set_rate 2", "clock.set_rate 2"));
}

// session R180
TEST_P(RateStory, FallsBackToOneWhereTheNextTopologyCanNotHaveIt) {
  play(rated(1, make_source({.samples = 3}), make_sink()));
  ASSERT_EQ(session->set_rate({.speed = 4}), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kRateChanged));
  ASSERT_EQ(set(rated(2, make_source({.samples = 3}, "slow"), make_sink({}, {}, "slow sink"), 1, 1)), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_THAT(*events, RaisesInOrder("RateChanged 4", "RateChanged 1 C00D36D0", "Ended"));
  EXPECT_EQ(session->rate(), Rate{});
  EXPECT_EQ(calls->only({"clock.set_rate"}).back(), "clock.set_rate 1");
}

TEST_P(RateStory, IsRefusedAfterClose) {
  set_and_wait(rated(1, make_source({.delivers = false}), make_sink()));
  ASSERT_EQ(session->set_rate({.speed = 2}), status::kOk);
  ASSERT_EQ(session->close(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kClosed));

  EXPECT_EQ(session->set_rate({.speed = 2}), status::kInvalidRequest);
  EXPECT_THAT(*events, RaisesInOrder("RateChanged 2", "Closed"));
}

class RateTime : public SessionTest {
 protected:
  /// How long a presentation of 1 s lasts that is played at `rate` from `position_ms`, in ms.
  int lasts(Rate rate, int position_ms, FakeSource::Script script) {
    script.samples = 100;
    set_and_wait(rated(1, make_source(script), make_sink({.pace = milliseconds(1)})));
    EXPECT_EQ(session->set_rate(rate), status::kOk);
    EXPECT_EQ(seek(position_ms), status::kOk);
    EXPECT_TRUE(wait_for(EventKind::kStarted));
    const Hns begun = now();
    EXPECT_TRUE(wait_for(EventKind::kEnded));
    return static_cast<int>((now() - begun) / kHnsPerMillisecond);
  }
};

// A sink without a time source may be heard 30 ms longer, at any rate.
TEST_F(RateTime, IsHalvedAtTwo) { EXPECT_NEAR(lasts({.speed = 2}, 0, {}), 530, 5); }
TEST_F(RateTime, IsDoubledAtOneHalf) { EXPECT_NEAR(lasts({.speed = 0.5f}, 0, {}), 2030, 5); }
TEST_F(RateTime, RunsDownToZeroInReverse) { EXPECT_NEAR(lasts({.speed = -2}, 600, {}), 300, 5); }

TEST_F(RateTime, FollowsAChangeWhileTheLastSampleIsHeard) {
  play(rated(1, make_source({.samples = 100}), make_sink()));  // takes all at once; then the clock has to get there
  pass(milliseconds(100));

  ASSERT_EQ(session->set_rate({.speed = 4}), status::kOk);
  const Hns begun = now();
  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_NEAR(static_cast<int>((now() - begun) / kHnsPerMillisecond), 900 / 4 + 30, 5);
}

// session R178
TEST_F(RateTime, DoesNotScaleTimeStamps) {
  const auto sink = make_sink();
  set_and_wait(rated(1, make_source({.samples = 3}), sink));
  ASSERT_EQ(session->set_rate({.speed = 4}), status::kOk);
  ASSERT_EQ(start(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_THAT(sink->stream()->times(), ElementsAre(0, 10 * kHnsPerMillisecond, 20 * kHnsPerMillisecond));
}

TEST_F(RateTime, DropsInReverseWhatLiesAfterTheStart) {
  const auto sink = make_sink();
  set_and_wait(rated(1, make_source({.samples = 100, .samples_per_key = 1}), sink));
  ASSERT_EQ(session->set_rate({.speed = -1}), status::kOk);
  ASSERT_EQ(seek(25), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_THAT(sink->stream()->times(), ElementsAre(20 * kHnsPerMillisecond, 10 * kHnsPerMillisecond, 0));
}

/// source → transform → sink, backwards from 60 ms; samples of 10 ms, every third is a key sample.
class RateReverse : public SessionTest {
 protected:
  template <typename Port>
  void plays_backwards(const std::shared_ptr<Port>& transform) {
    const auto source = make_source({.samples = 10, .key_interval = 3});
    sink_ = make_sink();
    TopologyDraft draft(1);
    const std::size_t from = draft.source(source), between = draft.transform(transform);
    draft.link(from, between).link(between, draft.output(sink_)).rates(-4, 4);
    set_and_wait(draft.done());
    ASSERT_EQ(session->set_rate({.speed = -1}), status::kOk);
    ASSERT_EQ(seek(60), status::kOk);
    ASSERT_TRUE(wait_for(EventKind::kEnded));
  }

  std::shared_ptr<FakeSink> sink_;
};

// session R176
TEST_F(RateReverse, GivesATransformThatKnowsNoRatesKeySamplesOneByOne) {
  plays_backwards(make_transform({.held = 1}));

  EXPECT_THAT(sink_->stream()->times(), ElementsAre(60 * kHnsPerMillisecond, 30 * kHnsPerMillisecond, 0));
  EXPECT_THAT(calls->only({"sink.tick"}), ElementsAre("sink.tick 50", "sink.tick 40", "sink.tick 20", "sink.tick 10"));
  EXPECT_THAT(calls->only({"transform.input", "transform.drain", "transform.flush"}),
              testing::IsSupersetOf({"transform.input", "transform.drain", "transform.flush", "transform.input",
                                     "transform.drain", "transform.flush", "transform.input", "transform.drain",
                                     "transform.flush"}));
}

// session R176
TEST_F(RateReverse, GivesAnAsynchronousTransformKeySamplesOneByOne) {
  plays_backwards(make_async_transform({.room = 2, .held = 1}));

  EXPECT_THAT(sink_->stream()->times(), ElementsAre(60 * kHnsPerMillisecond, 30 * kHnsPerMillisecond, 0));
  EXPECT_THAT(calls->only({"sink.tick"}), ElementsAre("sink.tick 50", "sink.tick 40", "sink.tick 20", "sink.tick 10"));
}

// session R180
TEST_F(RateTime, OfATopologyThatHasGoneDoesNotStayWithTheClock) {
  set_and_wait(rated(1, make_source({.delivers = false}), make_sink()));
  ASSERT_EQ(session->set_rate({.speed = 2}), status::kOk);
  ASSERT_EQ(session->clear_current({}), status::kOk);
  ASSERT_EQ(session->set_rate({.speed = 1}), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kRateChanged, 2));

  play(line(2, make_source({.samples = 100}, "next"), make_sink({.pace = milliseconds(1)}, {}, "next sink")));
  const Hns begun = now();
  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_NEAR(static_cast<int>((now() - begun) / kHnsPerMillisecond), 1030, 5);
}

TEST_F(RateTime, EndsForwardsAfterItHasPlayedBackwards) {
  const auto sink = make_sink();
  set_and_wait(rated(1, make_source({.samples = 3}), sink));
  ASSERT_EQ(session->set_rate({.speed = -1}), status::kOk);
  ASSERT_EQ(seek(20), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kEnded));

  ASSERT_EQ(session->set_rate({.speed = 1}), status::kOk);
  ASSERT_EQ(start(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kStarted, 2));
  const Hns begun = now();
  ASSERT_TRUE(wait_for(EventKind::kEnded, 2));

  EXPECT_NEAR(static_cast<int>((now() - begun) / kHnsPerMillisecond), 60, 5);
  EXPECT_THAT(sink->stream()->times(), ElementsAre(20 * kHnsPerMillisecond, 10 * kHnsPerMillisecond, 0, 0,
                                                   10 * kHnsPerMillisecond, 20 * kHnsPerMillisecond));
}

TEST_F(RateTime, EndsForwardsWhereItOnlyMightHavePlayedBackwards) {
  set_and_wait(rated(1, make_source({.samples = 3}), make_sink()));
  ASSERT_EQ(session->set_rate({.speed = -1}), status::kOk);
  ASSERT_EQ(session->set_rate({.speed = 1}), status::kOk);
  ASSERT_EQ(start(), status::kOk);

  EXPECT_TRUE(wait_for(EventKind::kEnded));
}

TEST_F(RateTime, IsTakenBackFromASourceThatAnswersTooLate) {
  set_and_wait(rated(1, make_source({.rate = Reply::after(seconds(11)), .delivers = false}), make_sink()));
  ASSERT_EQ(session->set_rate({.speed = 2}), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kRateChanged));
  EXPECT_THAT(calls->only({"source.set_rate"}), ElementsAre("source.set_rate 2"));

  pass(seconds(30));

  EXPECT_THAT(calls->only({"source.set_rate"}), ElementsAre("source.set_rate 2", "source.set_rate 1"));
  EXPECT_EQ(calls->count("clock.set_rate"), 0u);
  EXPECT_EQ(session->rate(), Rate{});
}

TEST_F(RateTime, IsNotChangedByTheLateAnswerToAnother) {
  set_and_wait(rated(1, make_source({.rate = Reply::after(seconds(11)), .delivers = false}), make_sink()));
  ASSERT_EQ(session->set_rate({.speed = 2}), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kRateChanged));

  ASSERT_EQ(session->set_rate({.speed = 3}), status::kOk);
  pass(seconds(9));
  EXPECT_EQ(events->count(EventKind::kRateChanged), 1u);
  ASSERT_TRUE(wait_for(EventKind::kRateChanged, 2));
  pass(seconds(30));

  EXPECT_THAT(events->words(), Contains("RateChanged 1 800705B4").Times(2));
  EXPECT_EQ(calls->count("clock.set_rate"), 0u);
  EXPECT_EQ(calls->only({"source.set_rate"}).back(), "source.set_rate 1");
}

TEST_F(RateTime, IsNotChangedByTheAnswerToTheOneTakenBack) {
  TopologyDraft draft(1);
  const auto sink = make_sink();
  const auto other = make_sink({}, {}, "other");
  const std::size_t slow =
      draft.source(make_source({.rate = Reply::after(milliseconds(50)), .delivers = false}, "slow"));
  const std::size_t quick = draft.source(make_source({.refused_speed = 2, .delivers = false}, "quick"));
  draft.link(slow, draft.output(sink)).link(quick, draft.output(other)).rates(0.5f, 4);
  set_and_wait(draft.done());
  ASSERT_EQ(session->set_rate({.speed = 2}), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kRateChanged));

  pass(milliseconds(20));  // the slow one is asked for 1 again, and answers in 30 ms
  const Hns begun = now();
  ASSERT_EQ(session->set_rate({.speed = 3}), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kRateChanged, 2));

  EXPECT_EQ(events->words().back(), "RateChanged 3");
  EXPECT_GE(now() - begun, 50 * kHnsPerMillisecond);
}

TEST_F(RateTime, IsGivenUpWhereTheSourceNeverAnswers) {
  set_and_wait(rated(1, make_source({.rate = Reply::never(), .delivers = false}), make_sink()));

  ASSERT_EQ(session->set_rate({.speed = 2}), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kRateChanged));

  EXPECT_THAT(events->words(), Contains("RateChanged 1 800705B4"));
  EXPECT_EQ(session->rate(), Rate{});
}

}  // namespace
}  // namespace caesura::engine
