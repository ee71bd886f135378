// SPDX-License-Identifier: MIT
//
// Rate 0: one frame per Start.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "session_rig.h"

namespace caesura::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr FakeSink::Script kPicture{
    .traits = {.can_preroll = true, .knows_rates = true}
};

class Scrub : public SessionStory {
 protected:
  /// A source of 100 samples of 10 ms, and one sink of pictures.
  void prepare(FakeStreamSink::Script stream = {}, FakeSink::Script script = kPicture) {
    source_ = make_source({.streams = 1, .samples = 100, .samples_per_key = 10});
    sink_ = make_sink(stream, script);
    TopologyDraft draft(1);
    const std::size_t from = draft.source(source_);
    set_and_wait(draft.link(from, draft.output(sink_)).rates(-4, 4).done());
  }
  void to_zero() {
    ASSERT_EQ(session->set_rate({.speed = 0}), status::kOk);
    ASSERT_TRUE(wait_for(EventKind::kRateChanged));
  }
  /// Waits for the `number`th frame.
  void shown(std::size_t number) { ASSERT_TRUE(wait_for(EventKind::kScrubComplete, number)); }
  std::vector<Hns> times() const { return sink_->stream()->times(); }
  static Hns ms(int count) { return count * kHnsPerMillisecond; }

  std::shared_ptr<FakeSource> source_;
  std::shared_ptr<FakeSink> sink_;
};
INSTANTIATE_TEST_SUITE_P(Run, Scrub, testing::ValuesIn(all_ways_of_running()), name_of);

// session R179 O29
TEST_P(Scrub, ShowsTheFrameAskedForAndNoOther) {
  prepare({.requests = 3});
  to_zero();

  ASSERT_EQ(seek(470), status::kOk);
  shown(1);
  pass(milliseconds(100));

  EXPECT_THAT(times(), ElementsAre(ms(470)));
  EXPECT_EQ(clock->time(), ms(470));
  EXPECT_THAT(*events, RaisesInOrder("RateChanged 0", "Started", "ScrubComplete"));
  EXPECT_EQ(events->count(EventKind::kScrubComplete), 1u);
  EXPECT_THAT(calls->only({"sink.preroll"}), IsEmpty());
}

// session R179
TEST_P(Scrub, ShowsOneFrameAfterTheOther) {
  prepare();
  to_zero();

  ASSERT_EQ(seek(470), status::kOk);
  shown(1);
  ASSERT_EQ(seek(120), status::kOk);
  shown(2);

  EXPECT_THAT(times(), ElementsAre(ms(470), ms(120)));
  EXPECT_EQ(clock->time(), ms(120));
}

// session R179
TEST_P(Scrub, StepsToTheNextFrameWithoutTouchingTheSource) {
  prepare();
  to_zero();
  ASSERT_EQ(seek(470), status::kOk);
  shown(1);

  ASSERT_EQ(start(), status::kOk);
  shown(2);
  ASSERT_EQ(start(), status::kOk);
  shown(3);

  EXPECT_THAT(times(), ElementsAre(ms(470), ms(480), ms(490)));
  EXPECT_EQ(clock->time(), ms(490));
  EXPECT_THAT(calls->only({"source.start", "source.stop"}), ElementsAre("source.start 470"));
}

// session R179
TEST_P(Scrub, BeginsWithTheFrameAtWhichItWasPaused) {
  prepare({.pace = milliseconds(10)});
  ASSERT_EQ(seek(200), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kStarted));
  ASSERT_EQ(session->pause(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kPaused));
  const Hns frozen = clock->time();
  to_zero();

  ASSERT_EQ(start(), status::kOk);
  shown(1);

  EXPECT_EQ(clock->time(), frozen);
  EXPECT_EQ(times().back(), frozen - frozen % ms(10));
}

// What was on its way when the session was paused comes at rate 0, and with it the end.
TEST_P(Scrub, ForgetsNoEndThatComesBeforeTheFirstFrame) {
  const auto sink = make_sink({.full_calls = 50}, kPicture);
  TopologyDraft draft(1);
  const std::size_t from = draft.source(make_source({.samples = 1}));
  set_and_wait(draft.link(from, draft.output(sink, 0, true)).rates(-4, 4).done());
  ASSERT_EQ(start(), status::kOk);
  ASSERT_TRUE(wait_until([&] { return calls->count("sink.full") > 2; }));
  ASSERT_EQ(session->pause(), status::kOk);
  to_zero();
  ASSERT_TRUE(wait_until([&] { return !sink->stream()->times().empty(); }));
  EXPECT_EQ(calls->count("sink.marker"), 0u);

  ASSERT_EQ(session->set_rate({.speed = 1}), status::kOk);
  ASSERT_EQ(start(), status::kOk);

  EXPECT_TRUE(wait_for(EventKind::kEnded));
}

TEST_P(Scrub, PlaysOnFromTheFrameThatIsShown) {
  prepare();
  to_zero();
  ASSERT_EQ(seek(950), status::kOk);
  shown(1);
  ASSERT_EQ(session->pause(), status::kOk);
  ASSERT_EQ(session->set_rate({}), status::kOk);
  ASSERT_EQ(start(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_THAT(times(), ElementsAre(ms(950), ms(950), ms(960), ms(970), ms(980), ms(990)));
}

TEST_P(Scrub, WaitsForASinkThatTakesLong) {
  prepare({.scrub = Reply::after(milliseconds(300))});
  to_zero();
  ASSERT_EQ(seek(470), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kStarted));
  ASSERT_TRUE(wait_until([&] { return times().size() == 1; }));
  const std::size_t early = events->count(EventKind::kScrubComplete);

  shown(1);

  EXPECT_EQ(early, 0u);
}

TEST_P(Scrub, GivesASilentSinkAWhile) {
  prepare({.scrub = Reply::never(), .scrubbing = Scrubbing::kSilent});
  to_zero();

  ASSERT_EQ(seek(470), status::kOk);
  shown(1);

  EXPECT_THAT(times(), ElementsAre(ms(470)));
}

TEST_P(Scrub, OffersAFrameAgainWhenASinkThatRefusedItAsks) {
  prepare({.failing_sample = 0, .failure = status::kInvalidRequest});
  to_zero();
  ASSERT_EQ(seek(470), status::kOk);
  ASSERT_TRUE(wait_until([&] { return calls->count("sink.sample 470") == 1; }));

  sink_->stream()->request();
  shown(1);

  EXPECT_THAT(times(), ElementsAre(ms(470)));
}

// session R179
TEST_P(Scrub, LeavesOutSoundAndSinksWithoutRates) {
  const auto source = make_source({.streams = 3, .samples = 100});
  const auto picture = make_sink({}, kPicture, "picture");
  const auto sound = make_sink({.scrubbing = Scrubbing::kNothing}, kPicture, "sound");
  const auto old = make_sink({}, {}, "old");
  TopologyDraft draft(1);
  const std::size_t streams[] = {draft.source(source, 0), draft.source(source, 1), draft.source(source, 2)};
  draft.link(streams[0], draft.output(picture)).link(streams[1], draft.output(sound));
  set_and_wait(draft.link(streams[2], draft.output(old)).rates(-4, 4).done());
  to_zero();

  ASSERT_EQ(seek(470), status::kOk);
  shown(1);

  EXPECT_THAT(picture->stream()->times(), ElementsAre(ms(470)));
  EXPECT_THAT(sound->stream()->times(), IsEmpty());
  EXPECT_THAT(old->stream()->times(), IsEmpty());
}

TEST_P(Scrub, ShowsWhatAnAsynchronousTransformMakesOfEachPlace) {
  sink_ = make_sink({}, kPicture);
  TopologyDraft draft(1);
  const std::size_t from = draft.source(make_source({.samples = 100}));
  const std::size_t between = draft.transform(make_async_transform({.room = 2}));
  set_and_wait(draft.link(from, between).link(between, draft.output(sink_)).rates(-4, 4).done());
  to_zero();

  ASSERT_EQ(seek(470), status::kOk);
  shown(1);
  ASSERT_EQ(seek(120), status::kOk);
  shown(2);

  EXPECT_THAT(times(), ElementsAre(ms(470), ms(120)));
}

// session R179
TEST_P(Scrub, KeepsNothingForASinkThatTakesNoPart) {
  const auto picture = make_sink({}, kPicture, "picture");
  TopologyDraft draft(1);
  const std::size_t from = draft.source(make_source({.samples = 100})), tee = draft.tee();
  draft.link(from, tee).link(tee, draft.output(picture)).link(tee, draft.output(make_sink({}, {}, "old")));
  set_and_wait(draft.rates(-4, 4).done());
  to_zero();

  for (std::size_t frame = 1; frame <= 20; ++frame) {
    ASSERT_EQ(start(), status::kOk);
    shown(frame);
  }

  EXPECT_EQ(picture->stream()->times().size(), 20u);
  EXPECT_LT(live_samples(), 10);
}

TEST_P(Scrub, IsCompleteWithoutAFrameAtTheEnd) {
  prepare();
  to_zero();
  ASSERT_EQ(seek(990), status::kOk);
  shown(1);

  ASSERT_EQ(start(), status::kOk);
  shown(2);
  ASSERT_EQ(seek(10), status::kOk);
  shown(3);

  EXPECT_THAT(times(), ElementsAre(ms(990), ms(10)));
  EXPECT_EQ(events->count(EventKind::kEnded), 0u);
}

TEST_P(Scrub, StopsAndPauses) {
  prepare();
  to_zero();
  ASSERT_EQ(seek(470), status::kOk);
  shown(1);

  ASSERT_EQ(session->pause(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kPaused));
  ASSERT_EQ(start(), status::kOk);
  shown(2);
  ASSERT_EQ(session->stop(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kStopped));
  ASSERT_EQ(start(), status::kOk);
  shown(3);

  EXPECT_THAT(times(), ElementsAre(ms(470), ms(480), 0));
}

TEST_P(Scrub, ThatIsOvertakenBySeekIsNotToldOf) {
  prepare({.scrub = Reply::after(milliseconds(50))});
  to_zero();

  ASSERT_EQ(seek(470), status::kOk);
  ASSERT_EQ(seek(120), status::kOk);
  shown(1);
  pass(milliseconds(200));

  EXPECT_EQ(times().back(), ms(120));
  EXPECT_EQ(events->count(EventKind::kScrubComplete), 1u);
}

}  // namespace
}  // namespace caesura::engine
