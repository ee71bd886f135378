// SPDX-License-Identifier: MIT
//
// Every call that one playback makes on its components, and every event that they raise, goes wrong once in every way.
#include <atomic>
#include <cstdio>
#include <mutex>
#include <thread>

#include <gtest/gtest.h>

#include "hostile/ways.h"
#include "support/com_dll.h"
#include "support/environment.h"
#include "support/session_client.h"

namespace caesura::test {
namespace {

struct Case {
  Cast cast;
  std::string call;
  int nth;
  const Way* way;

  std::string name() const {
    return std::string(cast == Cast::kSynchronous ? "synchronous, " : "asynchronous, ") + call + " " +
           std::to_string(nth) + " " + way->name;
  }
};

/// Nobody can do anything about some lies. What says that it has an interface must give it, and nothing where it says
/// that it has none; and Wine's presentation clock, which is part of the platform, believes whatever a time source says
/// of its underlying clock.
bool is_beyond_everybody(const std::string& call, const Way& way) {
  if (call != "sink.QueryInterface" && call != "sink.GetUnderlyingClock") return false;
  const bool claims = way.sin == Sin::kReturn && SUCCEEDED(way.code);
  return claims || way.sin == Sin::kReturnAfter || way.sin == Sin::kNull || way.sin == Sin::kGarbage;
}

/// The calls of an honest playback.
std::map<std::string, int> calls_of(Cast cast) {
  HostilePlayback honest(cast, {});
  EXPECT_EQ(honest.run(), "");
  return honest.saboteur().counts();
}

/// All calls times all ways; or in less time each way at the first call of each kind, and one way at each later one.
void add_cases(std::vector<Case>& cases, Cast cast, bool all) {
  std::size_t turn = 0;
  for (const auto& [call, times] : calls_of(cast)) {
    const std::span<const Way> ways = ways_of(call);
    for (int nth = 1; nth <= times; ++nth, ++turn) {
      for (std::size_t way = 0; way < ways.size(); ++way) {
        const bool wanted = all || nth == 1 || turn % ways.size() == way;
        if (wanted && !is_beyond_everybody(call, ways[way])) cases.push_back({cast, call, nth, &ways[way]});
      }
    }
  }
}

/// Runs cases on several threads, each with its own sessions.
class Sweep {
 public:
  explicit Sweep(std::vector<Case> cases) : cases_(std::move(cases)) {}

  void run(int threads) {
    std::vector<std::thread> all;
    for (int i = 0; i < threads; ++i) all.emplace_back([this] { work(); });
    for (std::thread& thread : all) thread.join();
  }
  int reached() const { return reached_; }
  const std::vector<std::string>& findings() const { return findings_; }

 private:
  void work() {
    const SessionPlatform platform;
    for (std::size_t i = next_++; i < cases_.size(); i = next_++) {
      const Case& each = cases_[i];
      if (loud_) std::fprintf(stderr, "> %s\n", each.name().c_str());
      const DWORD begun = GetTickCount();
      HostilePlayback playback(each.cast,
                               {.call = each.call, .nth = each.nth, .sin = each.way->sin, .code = each.way->code},
                               each.way->inside);
      const std::string wrong = playback.run();
      if (loud_) std::fprintf(stderr, "< %lu ms %s\n", GetTickCount() - begun, each.name().c_str());
      if (playback.saboteur().was_due()) ++reached_;
      if (wrong.empty()) continue;
      const std::lock_guard lock(mutex_);
      findings_.push_back(each.name() + ": " + wrong);
    }
  }

  const std::vector<Case> cases_;
  const bool loud_ = !text_from("CAESURA_SWEEP_LOUD").empty();
  std::atomic<std::size_t> next_{0};
  std::atomic<int> reached_{0};
  Mutex mutex_;
  std::vector<std::string> findings_;  // under mutex_
};

TEST(HostileComponents, NeverHoldASessionUpWhateverTheyDoAtWhicheverCall) {
  if (is_peer_tested()) GTEST_SKIP() << "the named cases are for the peer";
  const SessionPlatform platform;
  std::vector<Case> cases;
  const bool all = text_from("CAESURA_SWEEP") == "all";
  add_cases(cases, Cast::kSynchronous, all);
  add_cases(cases, Cast::kAsynchronous, all);
  const std::string only = text_from("CAESURA_SWEEP_ONLY");
  std::erase_if(cases, [&](const Case& each) { return each.name().find(only) == std::string::npos; });
  const std::size_t count = cases.size();

  Sweep sweep(std::move(cases));
  sweep.run(40);

  std::printf("figure: playbacks with a call or an event that goes wrong: %zu\n", count);
  std::printf("figure: of these, came to that call or event: %d\nfigure: findings: %zu\n", sweep.reached(),
              sweep.findings().size());
  for (const std::string& finding : sweep.findings()) ADD_FAILURE() << finding;
}

}  // namespace
}  // namespace caesura::test
