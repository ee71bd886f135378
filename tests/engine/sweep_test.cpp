// SPDX-License-Identifier: MIT
//
// One life of a session, told again and again: each time another one of all the calls into its components fails or
// throws, or another one of their answers is missing, late, given twice, or given from inside the call. Whatever it is,
// every command is answered once, the session closes, and nothing stays alive. CAESURA_SWEEP_STEP=N leaves out all but
// every Nth; CAESURA_SWEEP=all lets calls fail in more ways.
#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "base/log.h"
#include "session_rig.h"
#include "support/environment.h"

namespace caesura::engine {
namespace {

using Kind = Sabotage::Kind;

constexpr std::array kAnswered{EventKind::kTopologySet, EventKind::kTopologiesCleared, EventKind::kStarted,
                               EventKind::kPaused,      EventKind::kStopped,           EventKind::kRateChanged,
                               EventKind::kClosed};

/// Watches over the quality of a session and of a node.
class Watcher final : public QualityPort, public NodeWatch {
 public:
  explicit Watcher(FakeWorld world) : world_(std::move(world)) {}
  void topology_starts(const ForeignPtr&) override { (void)world_.enter("quality.starts"); }
  void topology_leaves(const ForeignPtr&) override { (void)world_.enter("quality.leaves"); }
  void shut_down() override { (void)world_.enter("quality.shut_down"); }
  void before_input(std::size_t, const Sample&) override { (void)world_.enter("watch.before_input"); }
  void after_output(std::size_t, const Sample&) override { (void)world_.enter("watch.after_output"); }
  std::optional<Hns> heard(const ForeignPtr&) override {
    (void)world_.enter("watch.heard");
    return 0;
  }

 private:
  const FakeWorld world_;
};

/// Plays at any rate.
class Rates final : public RateSupport {
 public:
  explicit Rates(FakeWorld world) : world_(std::move(world)) {}
  Status check(Rate) override { return world_.enter("rates.check"); }
  Result<float> slowest(Question) override { return 0.0F; }
  Result<float> fastest(Question) override { return 8.0F; }

 private:
  const FakeWorld world_;
};

class Cutter final : public SampleCutter {
 public:
  explicit Cutter(FakeWorld world) : world_(std::move(world)) {}
  Sample cut(Sample sample, Hns, Hns) override {
    (void)world_.enter("cutter.cut");
    return sample;
  }

 private:
  const FakeWorld world_;
};

class Life {
 public:
  explicit Life(std::shared_ptr<Sabotage> sabotage)
      : rig_(
            kInOrder, {}, [](const FakeWorld& world) { return std::make_shared<Watcher>(world); },
            std::move(sabotage)) {}

  void live() {
    Session& session = *rig_.session;
    const bool lived =
        done(EventKind::kTopologySet, rig_.set(rich_topology(1, 30))) &&
        done(EventKind::kTopologySet, rig_.set(rich_topology(2, 5))) &&  //
        done(EventKind::kStarted, rig_.start()) && meddle() && done(EventKind::kPaused, session.pause()) &&
        done(EventKind::kStarted, rig_.start()) && done(EventKind::kStarted, rig_.seek(100)) &&
        done(EventKind::kRateChanged, session.set_rate({.speed = 2})) && done(EventKind::kPaused, session.pause()) &&
        done(EventKind::kRateChanged, session.set_rate({.speed = 0})) && done(EventKind::kStarted, rig_.seek(150)) &&
        done(EventKind::kPaused, session.pause()) && done(EventKind::kRateChanged, session.set_rate({})) &&
        done(EventKind::kStarted, rig_.seek(200)) && wait(milliseconds(200)) &&  // the next presentation begins
        done(EventKind::kStopped, session.stop()) && done(EventKind::kStarted, rig_.start()) &&
        done(EventKind::kTopologySet, rig_.set(other_topology(3), true)) && done(EventKind::kStarted, rig_.start()) &&
        wait(milliseconds(300)) &&  // to its end
        done(EventKind::kTopologySet, rig_.set(rich_topology(4, 5))) &&
        done(EventKind::kTopologySet, rig_.set(other_topology(5))) &&
        done(EventKind::kTopologiesCleared, session.clear_topologies()) &&
        done(EventKind::kTopologySet, session.clear_current(std::nullopt)) &&
        done(EventKind::kTopologySet, rig_.set(other_topology(6))) && done(EventKind::kStarted, rig_.start()) &&
        done(EventKind::kClosed, session.close());
    if (!lived) return;
    rig_.pass(seconds(60));  // what is late comes
    check();
  }

  /// Gives commands, runs so many tasks, and shuts down. False: there were not so many.
  bool shut_down_after(int steps) {
    Session& session = *rig_.session;
    std::vector<std::function<Status()>> commands{[&] { return rig_.set(rich_topology(1, 5)); },
                                                  [&] { return rig_.set(other_topology(2)); },
                                                  [&] { return rig_.start(); },
                                                  [&] { return rig_.seek(20); },
                                                  [&] { return session.pause(); },
                                                  [&] { return session.set_rate({.speed = 2}); },
                                                  [&] { return rig_.start(); },
                                                  [&] { return rig_.set(other_topology(3), true); },
                                                  [&] { return session.stop(); },
                                                  [&] { return session.close(); }};
    std::size_t next = 0;
    int step = 0;
    for (int idle = 0; step < steps && idle < 100; ++step) {
      if (step % 40 == 0 && next < commands.size()) (void)commands[next++]();
      idle = rig_.manual->run_one() ? 0 : idle + 1;
      if (idle > 0) rig_.pass(milliseconds(1));
    }
    if (!rig_.shut_down(true).ok()) problem_ = "Shutdown fails";
    check_sinks();
    return step == steps;
  }
  const std::string& problem() const { return problem_; }

  /// What has to be gone when this is.
  std::vector<std::weak_ptr<const void>> parts() const { return parts_; }

 private:
  /// The command was given, or refused with `given`.
  bool done(EventKind kind, Status given) {
    if (given.ok()) ++owed_[static_cast<std::size_t>(kind)];
    const bool answered = rig_.wait_until([this] { return is_answered(); }, seconds(70));
    if (!answered) problem_ = fmt::format("{} was not answered", describe({.kind = kind}));
    return wait(milliseconds(25)) && answered;
  }
  bool wait(milliseconds duration) {
    rig_.pass(duration);
    return true;
  }
  std::size_t owed(EventKind kind) const { return owed_[static_cast<std::size_t>(kind)]; }
  bool is_answered() const {
    return std::all_of(kAnswered.begin(), kAnswered.end(),
                       [this](EventKind kind) { return rig_.events->count(kind) >= owed(kind); });
  }
  /// Components say something by themselves.
  bool meddle() {
    FakeSource& source = *sources_.front();
    source.tick(0, 50 * kHnsPerMillisecond);
    source.change_format(0, 1);
    source.change_format(1, 1);
    source.buffer(true);
    rig_.pass(milliseconds(20));
    source.buffer(false);
    two_->stream()->say_quality(std::make_shared<Foreign>());
    rig_.session->set_media_stop(1, 250 * kHnsPerMillisecond);
    (void)rig_.session->use_queues(true, [](Status) {});
    return wait(milliseconds(20));
  }
  void check() {
    for (const EventKind kind : kAnswered) {
      if (kind != EventKind::kRateChanged && rig_.events->count(kind) != owed(kind))
        problem_ = fmt::format("{} came twice", describe({.kind = kind}));
    }
    if (rig_.events->entries().back().event.kind != EventKind::kClosed)
      problem_ = "after Closed came " + rig_.events->words().back();
    if (!rig_.shut_down().ok()) problem_ = "Shutdown fails";
    check_sinks();
  }
  void check_sinks() {
    rig_.manual->advance(seconds(6));  // on a busy machine the call gives up before the teardown is through
    for (const auto& sink : {one_, two_, three_, four_, five_}) {
      const std::string call = sink->describe() + ".shut_down";
      if (rig_.calls->count(call) > 1) problem_ = call + " was called twice";
      if (rig_.calls->count(call) < 1 && rig_.calls->count(sink->describe() + ".listen") > 0)
        problem_ = call + " was not called";
    }
  }

  template <typename Part>
  std::shared_ptr<Part> keep(std::shared_ptr<Part> part) {
    parts_.push_back(part);
    return part;
  }
  std::shared_ptr<FakeSource> source(FakeSource::Script script) {
    sources_.push_back(keep(rig_.make_source(script, fmt::format("source{}", sources_.size()))));
    return sources_.back();
  }
  /// Pictures → tee → one and two; sound → synchronous and asynchronous transform → three. Of another source, which
  /// stops early, a part of a stream → four.
  TopologyPtr rich_topology(NodeId id, int samples) {
    const auto media = source({.streams = 2, .samples = samples});
    const auto part = source({.samples = samples, .segments = true});
    const auto watcher = keep(std::make_shared<Watcher>(rig_.world));
    TopologyDraft draft(id);
    const std::size_t pictures = draft.source(media), sound = draft.source(media, 1);
    const std::size_t start = draft.source(part, 0, 0, 45 * kHnsPerMillisecond), tee = draft.tee();
    const std::size_t decoder = draft.transform(keep(rig_.make_transform({.held = 1})));
    const std::size_t encoder = draft.transform(keep(rig_.make_async_transform({.room = 2})));
    draft.link(pictures, tee).link(tee, draft.output(one_)).link(tee, draft.output(two_));
    draft.link(sound, decoder).link(decoder, encoder).link(encoder, draft.output(three_));
    draft.link(start, draft.output(four_)).trim_at(start, std::make_shared<Cutter>(rig_.world));
    draft.queue(pictures, std::make_shared<Foreign>()).watch(decoder, watcher).watch(tee + 2, watcher);
    return finish(draft);
  }
  /// Another sink, and an asynchronous transform that goes with it.
  TopologyPtr other_topology(NodeId id) {
    TopologyDraft draft(id);
    const std::size_t from = draft.source(source({.samples = 10}));
    const std::size_t between = draft.transform(keep(rig_.make_async_transform({.held = 1})), true);
    draft.link(from, between).link(between, draft.output(five_));
    return finish(draft);
  }
  TopologyPtr finish(TopologyDraft& draft) {
    draft.bridge(keep(std::make_shared<FakeBridge>(rig_.world, FakeTransform::Script{})));
    draft.rates(keep(std::make_shared<Rates>(rig_.world)));
    return keep(draft.done());
  }

  SessionRig rig_;
  std::vector<std::weak_ptr<const void>> parts_{rig_.session, rig_.clock};
  std::shared_ptr<FakeSink> sink(const char* name, FakeSink::Script script, FakeStreamSink::Script stream = {}) {
    stream.pace = milliseconds(5);
    return keep(rig_.make_sink(stream, script, name));
  }
  const std::shared_ptr<FakeSink> one_ = sink("one", {.traits = {.can_preroll = true}});
  const std::shared_ptr<FakeSink> two_ = sink("two", {}, {.requests = 2, .takes_formats = false});
  const std::shared_ptr<FakeSink> three_ = sink("three", {.traits = {.finalizable = true}});
  const std::shared_ptr<FakeSink> four_ = sink("four", {.traits = {.knows_rates = true}});
  const std::shared_ptr<FakeSink> five_ = sink("five", {
                                                           .traits = {.can_preroll = true, .finalizable = true}
  });
  std::vector<std::shared_ptr<FakeSource>> sources_;
  std::array<std::size_t, 16> owed_{};
  std::string problem_;
};

/// What went wrong, or is left, when `tell` has lived a life.
std::string live(const std::shared_ptr<Sabotage>& sabotage, const std::function<void(Life&)>& tell) {
  const int before = live_samples();
  std::vector<std::weak_ptr<const void>> parts;
  std::string problem;
  {
    Life life(sabotage);
    tell(life);
    problem = life.problem();
    parts = life.parts();
  }
  if (!problem.empty()) return problem;
  if (live_samples() != before) return "samples are left alive";
  const auto alive = std::count_if(parts.begin(), parts.end(), [](const auto& part) { return !part.expired(); });
  return alive ? fmt::format("{} components are left alive", alive) : "";
}

struct Sweep {
  const char* name;
  Kind kind;
  std::vector<Status> failures = {status::kOk};
};
void PrintTo(const Sweep& sweep, std::ostream* out) { *out << sweep.name; }
std::string name_of_sweep(const testing::TestParamInfo<Sweep>& info) { return info.param.name; }

class SessionSweep : public testing::TestWithParam<Sweep> {
 protected:
  void SetUp() override { log::set_levels("*=off"); }
  void TearDown() override { log::set_levels("*=warn"); }
};

TEST_P(SessionSweep, EndsWellWhicheverOneItIs) {
  const int step = std::max(1, static_cast<int>(number_from("CAESURA_SWEEP_STEP", 1)));
  std::vector<Status> failures = GetParam().failures;
  if (text_from("CAESURA_SWEEP").empty()) failures.resize(1);
  int swept = 0;
  for (const Status failure : failures) {
    for (int number = 0;; number += step) {
      const auto sabotage = std::make_shared<Sabotage>(GetParam().kind, number, failure);
      EXPECT_EQ(live(sabotage, [](Life& life) { life.live(); }), "") << "number " << number << ", " << failure.code();
      if (sabotage->count() <= number) break;
      ++swept;
    }
  }
  std::cout << "figure: " << GetParam().name << ": " << swept << '\n';
  EXPECT_GT(swept, 800 / step);
}

TEST(SessionSweepOfShutdown, EndsWellAfterWhicheverTaskItIs) {
  log::set_levels("*=off");
  const int step = std::max(1, static_cast<int>(number_from("CAESURA_SWEEP_STEP", 1)));
  int points = 0;
  for (bool more = true; more; ++points)
    EXPECT_EQ(live(nullptr, [&](Life& life) { more = life.shut_down_after(points * step); }), "") << points * step;
  std::cout << "figure: points of a life at which it is shut down: " << points << '\n';
  EXPECT_GT(points, 400 / step);
  log::set_levels("*=warn");
}

INSTANTIATE_TEST_SUITE_P(Of, SessionSweep,
                         testing::Values(
                             Sweep{
                                 "CallsThatFail",
                                 Kind::kCallFails,
                                 {status::kFail, status::kShutdown, status::kNotAccepting, status::kEndOfStream,
                                               status::kNotImplemented, status::kInvalidRequest}
},
                             Sweep{"CallsThatThrow", Kind::kCallThrows}, Sweep{"AnswersMissing", Kind::kAnswerMissing},
                             Sweep{"AnswersGivenTwice", Kind::kAnswerTwice}, Sweep{"AnswersTooLate", Kind::kAnswerLate},
                             Sweep{"AnswersFromInsideTheCall", Kind::kAnswerInside},
                             Sweep{"AnswersFromAnotherThread", Kind::kAnswerElsewhere}),
                         name_of_sweep);

}  // namespace
}  // namespace caesura::engine
