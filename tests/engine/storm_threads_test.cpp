// SPDX-License-Identifier: MIT
//
// Random commands from several threads to several sessions, whose tasks run on threads, too.
// CAESURA_STORM_COMMANDS=COUNT gives a quarter as many. What each thread does is the same for the same
// CAESURA_STORM=SEED; how they meet is not.
#include <array>
#include <atomic>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "base/log.h"
#include "session_rig.h"
#include "support/choices.h"
#include "support/environment.h"

namespace caesura::engine {
namespace {

constexpr int kThreads = 4;
constexpr int kCommands = 60;  // of each thread in one life

/// A session, and what it is told from everywhere.
class Target {
 public:
  explicit Target(std::uint64_t seed) {
    Choices choices(seed);
    for (NodeId id = 1; id <= 4; ++id) topologies_.push_back(topology(id, choices));
  }

  /// Thread-safe, as all but check.
  void act(Choices& choices) {
    Session& session = *rig_.session;
    switch (choices.below(12)) {
      case 0:
      case 1:
        return count(EventKind::kTopologySet, rig_.set(topologies_[choices.below(4)], choices.one_in(4)));
      case 2:
        if (choices.one_in(2)) return count(EventKind::kTopologiesCleared, session.clear_topologies());
        return count(EventKind::kTopologySet, session.clear_current(std::nullopt));
      case 3:
      case 4:
        return count(EventKind::kStarted, rig_.start());
      case 5:
      case 6:
        return count(EventKind::kStarted, rig_.seek(static_cast<int>(choices.below(300))));
      case 7:
        return count(EventKind::kPaused, session.pause());
      case 8:
        return count(EventKind::kStopped, session.stop());
      case 9: {
        constexpr float kSpeeds[]{1, 0, 2, 0.5F, 100};
        return count(EventKind::kRateChanged, session.set_rate({.speed = choices.one_of(kSpeeds)}));
      }
      case 10:
        (void)session.capabilities();
        (void)session.current_topology();
        return session.set_media_stop(1 + choices.below(4), choices.below(300) * kHnsPerMillisecond);
      default:
        return meddle(choices);
    }
  }
  void close() { count(EventKind::kClosed, rig_.session->close()); }
  void shut_down() {
    if (rig_.session->shut_down().ok()) ++shut_down_;
  }
  std::uint64_t commands() const { return commands_; }

  /// What went wrong, or nothing. Once nobody acts any more.
  std::string check() {
    const bool cut_short = shut_down_ > 0;
    for (std::size_t kind = 0; kind < owed_.size() && !cut_short; ++kind) {
      const auto event = static_cast<EventKind>(kind);
      if (!rig_.wait_for(event, owed_[kind], seconds(60))) return account(event, "not every command was answered");
    }
    shut_down();
    if (shut_down_ != 1) return fmt::format("Shutdown succeeded {} times", shut_down_.load());
    for (std::size_t kind = 0; kind < owed_.size(); ++kind) {
      const auto event = static_cast<EventKind>(kind);
      const bool more = owed_[kind] > 0 && event != EventKind::kRateChanged && rig_.events->count(event) > owed_[kind];
      if (more) return account(event, "a command was answered twice");
    }
    for (const auto& sink : sinks_) {
      if (sink->stream()->unasked() > 0) return sink->describe() + " got a sample that it had not asked for";
      if (rig_.calls->count(sink->describe() + ".shut_down") > 1) return sink->describe() + " was shut down twice";
    }
    return "";
  }

 private:
  void count(EventKind kind, Status given) {
    ++commands_;
    if (given.ok()) ++owed_[static_cast<std::size_t>(kind)];
  }
  std::string account(EventKind kind, const char* what) const {
    return fmt::format("{}: {}: {} of {}", what, describe({.kind = kind}), rig_.events->count(kind),
                       owed_[static_cast<std::size_t>(kind)].load());
  }
  /// Components speak by themselves.
  void meddle(Choices& choices) {
    FakeSource& source = *sources_[choices.below(4)];
    switch (choices.below(5)) {
      case 0:
        source.buffer(true);
        return source.buffer(false);
      case 1:
        return source.change_format(0, static_cast<int>(choices.below(3)));
      case 2:
        return source.tick(0, choices.below(300) * kHnsPerMillisecond);
      case 3:
        return source.raise(std::make_shared<Foreign>());
      default:
        return choices.one_in(4) ? source.fail(status::kFail) : sinks_[choices.below(4)]->stream()->fail(status::kFail);
    }
  }
  TopologyPtr topology(NodeId id, Choices& choices) {
    sources_.push_back(rig_.make_source({.samples = static_cast<int>(choices.below(60))}, fmt::format("source{}", id)));
    FakeSink::Script script{
        .traits = {.can_preroll = choices.one_in(2), .finalizable = choices.one_in(3)}
    };
    sinks_.push_back(
        rig_.make_sink({.requests = 2, .pace = milliseconds(choices.below(3))}, script, fmt::format("sink{}", id)));
    TopologyDraft draft(id);
    const std::size_t from = draft.source(sources_.back());
    const std::size_t between = draft.transform(rig_.make_transform({.held = choices.below(3)}));
    draft.bridge(std::make_shared<FakeBridge>(rig_.world, FakeTransform::Script{})).rates(0.25F, 4);
    return draft.link(from, between).link(between, draft.output(sinks_.back())).done();
  }

  SessionRig rig_{{.threads = true}};
  std::vector<std::shared_ptr<FakeSource>> sources_;
  std::vector<std::shared_ptr<FakeSink>> sinks_;
  std::vector<TopologyPtr> topologies_;
  std::array<std::atomic<std::size_t>, 16> owed_{};
  std::atomic<std::uint64_t> commands_ = 0;
  std::atomic<int> shut_down_ = 0;
};

/// Two sessions at once. Some are closed while commands come, some are shut down.
std::uint64_t live(std::uint64_t seed) {
  std::array<std::unique_ptr<Target>, 2> targets{std::make_unique<Target>(seed), std::make_unique<Target>(seed + 1)};
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&targets, seed, i] {
      Choices choices(seed * kThreads + static_cast<std::uint64_t>(i));
      for (int n = 0; n < kCommands; ++n) {
        Target& target = *targets[choices.below(2)];
        target.act(choices);
        if (choices.one_in(100)) target.close();
        if (choices.one_in(200)) target.shut_down();
        if (choices.one_in(4)) std::this_thread::sleep_for(std::chrono::microseconds(choices.below(2000)));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::uint64_t commands = 0;
  for (const auto& target : targets) {
    EXPECT_EQ(target->check(), "") << "CAESURA_STORM=" << seed;
    commands += target->commands();
  }
  return commands;
}

TEST(SessionThreadStorms, EndWithEveryCommandAnsweredAndNothingLeft) {
  log::set_levels("*=off");
  const std::uint64_t only = number_from("CAESURA_STORM", 0);
  const std::uint64_t most = only ? 0 : number_from("CAESURA_STORM_COMMANDS", 8'000) / 4;
  const int before = live_samples();
  std::uint64_t commands = 0;
  std::uint64_t seed = only ? only : 1;
  do {
    commands += live(seed++);
  } while (commands < most);
  EXPECT_EQ(live_samples(), before);
  std::cout << "figure: commands of storms from " << kThreads << " threads to two sessions at once: " << commands
            << '\n';
  log::set_levels("*=warn");
}

}  // namespace
}  // namespace caesura::engine
