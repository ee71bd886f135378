// SPDX-License-Identifier: MIT
//
// Who watches over quality: what it is told, and what it can bring about.
#include "engine/quality.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/countdown.h"
#include "session_rig.h"

namespace caesura::engine {
namespace {

using testing::ElementsAre;

/// Logs what it is told of a session.
class FakeQuality final : public QualityPort {
 public:
  /// `gate`: what it waits for when it is told of a topology; null: it takes no time.
  FakeQuality(std::shared_ptr<CallLog> calls, std::shared_ptr<Countdown> gate)
      : calls_(std::move(calls)), gate_(std::move(gate)) {}

  void topology_starts(const ForeignPtr& topology) override {
    if (gate_) gate_->wait();
    playing_ = topology;
    calls_->add("quality.starts");
  }
  void topology_leaves(const ForeignPtr& topology) override {
    calls_->add(topology == playing_ ? "quality.leaves" : "quality.another_leaves");
  }
  void shut_down() override { calls_->add("quality.shut_down"); }

 private:
  const std::shared_ptr<CallLog> calls_;
  const std::shared_ptr<Countdown> gate_;
  ForeignPtr playing_;
};

/// A stream sink's word: how late it is, or (nothing) a word of another kind.
struct Word final : Foreign {
  explicit Word(std::optional<Hns> how_late) : lag(how_late) {}
  const std::optional<Hns> lag;
};

/// Logs what it sees of one node.
class FakeWatch final : public NodeWatch {
 public:
  FakeWatch(std::shared_ptr<CallLog> calls, std::string name) : calls_(std::move(calls)), name_(std::move(name)) {}

  void before_input(std::size_t, const Sample& sample) override { add("before", sample); }
  void after_output(std::size_t, const Sample& sample) override { add("after", sample); }
  std::optional<Hns> heard(const ForeignPtr& event) override { return static_cast<const Word&>(*event).lag; }

 private:
  void add(const char* when, const Sample& sample) {
    calls_->add(fmt::format("{} {} {}", when, name_, sample.time / kHnsPerMillisecond));
  }

  const std::shared_ptr<CallLog> calls_;
  const std::string name_;
};

class Quality : public testing::Test, public SessionRig {
 protected:
  explicit Quality(Running running = kInOrder, std::shared_ptr<Countdown> gate = nullptr)
      : SessionRig(running, {},
                   [&](const FakeWorld& parts) { return std::make_shared<FakeQuality>(parts.calls, gate); }) {}

  /// source → transform → sink, all watched.
  TopologyPtr watched(const std::shared_ptr<FakeSource>& source, const std::shared_ptr<FakeSink>& sink) {
    TopologyDraft draft(1);
    const std::size_t from = draft.source(source), between = draft.transform(make_transform()), to = draft.output(sink);
    draft.watch(from, std::make_shared<FakeWatch>(calls, "source"));
    draft.watch(between, std::make_shared<FakeWatch>(calls, "transform"));
    draft.watch(to, std::make_shared<FakeWatch>(calls, "sink"));
    return draft.link(from, between).link(between, to).done();
  }
  std::vector<Hns> delivered(const FakeSink& sink) const {
    std::vector<Hns> times = sink.stream()->times();
    for (Hns& time : times) time /= kHnsPerMillisecond;
    return times;
  }
};

// session R163
TEST_F(Quality, SeesEverySampleBeforeEachInputAndAfterEachOutput) {
  const auto sink = make_sink({.pace = seconds(1)});
  play(watched(make_source({.samples = 100}), sink));
  ASSERT_TRUE(wait_until([&] { return delivered(*sink).size() == 2; }));

  EXPECT_THAT(calls->only({"before", "after", "transform.input", "sink.sample"}),
              ElementsAre("after source 0", "before transform 0", "transform.input", "after transform 0",
                          "before sink 0", "sink.sample 0", "after source 10", "before transform 10", "transform.input",
                          "after transform 10", "before sink 10", "sink.sample 10"));
}

// session R163
TEST_F(Quality, SeesWhatPassesANodeThatWasPutIn) {
  const auto source = make_source({.samples = 100});
  TopologyDraft draft(1);
  const std::size_t from = draft.source(source);
  draft.bridge(
      std::make_shared<FakeBridge>(world, FakeTransform::Script{}, std::make_shared<FakeWatch>(calls, "bridge")));
  play(draft.link(from, draft.output(make_sink({.pace = seconds(1), .takes_formats = false}))).done());

  source->change_format(0, 1);
  pass(seconds(1));

  EXPECT_THAT(calls->only({"before", "after", "bridge.input"}),
              ElementsAre("before bridge 10", "bridge.input", "after bridge 10"));
}

// session R163
TEST_F(Quality, SeesASampleOnceHoweverOftenASinkHasNoRoomForIt) {
  play(watched(make_source({.samples = 1}), make_sink({.full_calls = 3})));
  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_EQ(calls->count("sink.full"), 3u);
  EXPECT_THAT(calls->only({"before sink"}), ElementsAre("before sink 0"));
}

// session R9
TEST_F(Quality, HearsOfATopologyOnceBeforeItsFirstSampleAndWhenItLeaves) {
  const auto sink = make_sink({.pace = seconds(1)});
  play(watched(make_source({.samples = 100}), sink));
  ASSERT_EQ(session->stop(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kStopped));
  ASSERT_EQ(start(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kStarted, 2));
  ASSERT_EQ(session->clear_current(std::nullopt), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kTopologySet, 2));
  pass(milliseconds(1));

  EXPECT_THAT(calls->only({"quality", "after source 0"}),
              ElementsAre("quality.starts", "after source 0", "after source 0", "quality.leaves"));
}

// session R143
TEST_F(Quality, HearsThatItsTopologyLeavesAlthoughThatHasChangedMeanwhile) {
  const auto source = make_source({.samples = 100});
  TopologyDraft draft(1);
  const std::size_t from = draft.source(source);
  draft.link(from, draft.output(make_sink({.pace = milliseconds(10), .takes_formats = false})));
  play(draft.bridge(std::make_shared<FakeBridge>(world, FakeTransform::Script{})).done());
  const TopologyPtr before = session->current_topology();
  source->change_format(0, 1);
  ASSERT_TRUE(wait_until([&] { return session->current_topology() != before; }));
  ASSERT_EQ(session->clear_current(std::nullopt), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kTopologySet, 2));
  pass(milliseconds(1));

  EXPECT_THAT(calls->only({"quality"}), ElementsAre("quality.starts", "quality.leaves"));
}

// session R163
TEST_F(Quality, IsShutDownOnceAndSeesNothingAfterwards) {
  play(watched(make_source({.samples = 100}), make_sink({.pace = milliseconds(10)})));
  pass(milliseconds(30));
  ASSERT_EQ(shut_down(), status::kOk);

  EXPECT_THAT(calls->only({"quality"}), ElementsAre("quality.starts", "quality.leaves", "quality.shut_down"));
  EXPECT_EQ(calls->only({"before", "after", "quality.shut_down"}).back(), "quality.shut_down");
}

TEST_F(Quality, IsShutDownWhereNothingPlayedEither) {
  ASSERT_EQ(shut_down(), status::kOk);

  EXPECT_THAT(calls->only({"quality"}), ElementsAre("quality.shut_down"));
}

class SlowQuality : public Quality {
 protected:
  explicit SlowQuality(std::shared_ptr<Countdown> closed = std::make_shared<Countdown>(1))
      : Quality({.threads = true}, closed), gate(std::move(closed)) {}

  const std::shared_ptr<Countdown> gate;
};

TEST_F(SlowQuality, DoesNotKeepATopologyFromPlaying) {
  const auto sink = make_sink();
  set_and_wait(watched(make_source(), sink));
  ASSERT_EQ(start(), status::kOk);

  EXPECT_TRUE(wait_for(EventKind::kEnded, 1, seconds(5)));
  EXPECT_EQ(events->count(EventKind::kError), 0u);
  gate->count_down();
}

class LateSink : public Quality {
 protected:
  /// 20 samples of 10 ms; the sink asks for one every 100 ms.
  void play_slowly() {
    sink = make_sink({.pace = milliseconds(100)});
    play(watched(make_source({.samples = 20}), sink));
    ASSERT_TRUE(wait_until([&] { return delivered(*sink).size() == 1; }));
  }
  void say(std::optional<Hns> lag) { sink->stream()->say_quality(std::make_shared<Word>(lag)); }
  static Hns ms(int count) { return count * kHnsPerMillisecond; }

  std::shared_ptr<FakeSink> sink;
};

TEST_F(LateSink, IsSparedTheSamplesThatItWouldShowTooLate) {
  play_slowly();
  say(ms(35));
  ASSERT_TRUE(wait_until([&] { return delivered(*sink).size() == 3; }));

  EXPECT_THAT(delivered(*sink), ElementsAre(0, 40, 50));
}

TEST_F(LateSink, GetsEverySampleOnceItHasCaughtUp) {
  play_slowly();
  say(ms(150));
  say(0);
  ASSERT_TRUE(wait_until([&] { return delivered(*sink).size() == 3; }));

  EXPECT_THAT(delivered(*sink), ElementsAre(0, 10, 20));
}

TEST_F(LateSink, IsStillLateWhateverElseItSays) {
  play_slowly();
  say(ms(35));
  say(std::nullopt);
  ASSERT_TRUE(wait_until([&] { return delivered(*sink).size() == 2; }));

  EXPECT_THAT(delivered(*sink), ElementsAre(0, 40));
}

TEST_F(LateSink, StartsAnewAfterASeek) {
  play_slowly();
  say(ms(150));
  pass(milliseconds(1));
  ASSERT_EQ(seek(50), status::kOk);
  ASSERT_TRUE(wait_until([&] { return delivered(*sink).size() == 3; }));

  EXPECT_THAT(delivered(*sink), ElementsAre(0, 50, 60));
}

TEST_F(LateSink, ReachesTheEndThoughTheLastSamplesAreLeftOut) {
  const Hns begun = now();
  play_slowly();
  say(10 * kHnsPerSecond);
  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_THAT(delivered(*sink), ElementsAre(0));
  EXPECT_GE(now() - begun, ms(200));
}

}  // namespace
}  // namespace caesura::engine
