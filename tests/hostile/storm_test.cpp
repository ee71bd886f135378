// SPDX-License-Identifier: MIT
//
// Lives of sessions whose clients command at random, from many threads at a time. A storm that fails names its seed:
// CAESURA_STORM=SEED sends the same commands again. CAESURA_STORM_COMMANDS=COUNT lives until so many have been given.
#include <atomic>
#include <cstdio>
#include <limits>
#include <random>
#include <thread>

#include <gtest/gtest.h>

#include "hostile/hostile_client.h"
#include "hostile/troupe.h"
#include "support/com_dll.h"
#include "support/com_wait.h"
#include "support/environment.h"
#include "support/process_counters.h"
#include "support/session_client.h"

namespace caesura::test {
namespace {

using std::chrono::seconds;
using Random = std::mt19937_64;

int below(Random& random, int limit) { return static_cast<int>(random() % static_cast<unsigned>(limit)); }

mf::PropVariant random_position(Random& random) {
  constexpr LONGLONG kPlaces[] = {
      0, 1, 100'000, 399'999, 400'000, -1, std::numeric_limits<LONGLONG>::max(), std::numeric_limits<LONGLONG>::min()};
  return below(random, 2) == 0 ? mf::PropVariant() : mf::PropVariant::of_int64(kPlaces[below(random, 8)]);
}

/// One session, what it plays, and the threads that command it.
class Life {
 public:
  Life(Random& random, int rarity) : rarity_(rarity), client_(HostileClient::create()) {
    for (int i = 0; i < 3; ++i) {
      const Cast cast = below(random, 2) == 0 ? Cast::kSynchronous : Cast::kAsynchronous;
      troupes_.push_back(std::make_unique<Troupe>(cast, token_, below(random, 30) == 0));
    }
  }

  /// One command, of which some end the session.
  void command(Random& random) {
    constexpr float kRates[] = {1, 2, 0.5F, 0, -1, 8, 1e30F, std::numeric_limits<float>::quiet_NaN()};
    constexpr DWORD kFlags[] = {0, 0, MFSESSION_SETTOPOLOGY_NORESOLUTION, MFSESSION_SETTOPOLOGY_IMMEDIATE};
    IMFTopology* const topology = troupes_[static_cast<std::size_t>(below(random, 3))]->topology();
    if (below(random, rarity_) == 0) {
      static_cast<void>(below(random, 3) == 0 ? client_->shut_down() : client_->close());
      return;
    }
    switch (below(random, 14)) {
      case 0:
      case 1:
        return static_cast<void>(client_->set_topology(topology, kFlags[below(random, 4)]));
      case 2:
        return static_cast<void>(
            client_->set_topology(below(random, 2) == 0 ? topology : nullptr, MFSESSION_SETTOPOLOGY_CLEAR_CURRENT));
      case 3:
        return static_cast<void>(client_->clear_topologies());
      case 4:
      case 5:
      case 6:
        return static_cast<void>(client_->start(random_position(random)));
      case 7:
        return static_cast<void>(client_->start(random_position(random), __uuidof(IMFMediaSession)));
      case 8:
      case 9:
        return static_cast<void>(client_->pause());
      case 10:
        return static_cast<void>(client_->stop());
      case 11:
        return static_cast<void>(client_->set_rate(kRates[below(random, 8)]));
      case 12:
        return client_->take_event();
      default:
        return client_->ask_everything();
    }
  }

  /// What was wrong; empty where nothing was.
  std::string end() {
    std::string wrong;
    if (client_->session()) {
      client_->close();
      const bool heard = client_->await("Closed", seconds(12));
      if (!client_->is_gone()) wrong = heard ? client_->debts() : "MESessionClosed did not come; ";
      const DWORD begun = GetTickCount();
      client_->shut_down();
      if (GetTickCount() - begun > 12'000) wrong += "Shutdown does not end; ";
      client_->release();
    }
    troupes_.clear();
    if (!becomes_true([&] { return token_.use_count() == 1; }))
      wrong += std::to_string(token_.use_count() - 1) + " components are not released; ";
    if (wrong.empty()) return wrong;
    for (const std::string& event : client_->events()) wrong += event + " ";
    return wrong;
  }

 private:
  const int rarity_;  // of the commands that end it
  const std::shared_ptr<Saboteur> token_ = std::make_shared<Saboteur>();
  const std::shared_ptr<HostileClient> client_;
  std::vector<std::unique_ptr<Troupe>> troupes_;
};

struct StormReport {
  std::string problem;
  std::uint64_t commands = 0;
};

/// From one to six threads on one or several sessions.
StormReport live_through_a_storm(std::uint64_t seed) {
  Random random(seed);
  std::vector<std::unique_ptr<Life>> lives;
  const int sessions = 1 + below(random, 4);
  for (int i = 0; i < sessions; ++i) lives.push_back(std::make_unique<Life>(random, 20 + below(random, 400)));
  const int each = 20 + below(random, 200);
  std::vector<std::thread> threads;
  const int count = 1 + below(random, 6);
  for (int i = 0; i < count; ++i) {
    threads.emplace_back([&lives, own = Random(random()), each]() mutable {
      for (int done = 0; done < each; ++done) {
        lives[static_cast<std::size_t>(below(own, static_cast<int>(lives.size())))]->command(own);
        if (below(own, 8) == 0) Sleep(static_cast<DWORD>(below(own, 4)));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  StormReport report;
  report.commands = static_cast<std::uint64_t>(each) * static_cast<std::uint64_t>(count);
  for (const auto& life : lives) report.problem += life->end();
  return report;
}

/// Storms, several at a time.
class Weather {
 public:
  void storm(std::uint64_t commands) {
    std::vector<std::thread> threads;
    for (int i = 0; i < kAtATime; ++i) {
      threads.emplace_back([&] {
        const SessionPlatform platform;
        while (commands_ < commands) live();
      });
    }
    for (std::thread& thread : threads) thread.join();
    for (const std::string& problem : problems_) ADD_FAILURE() << problem;
  }
  unsigned long long commands() const { return commands_; }
  unsigned long long storms() const { return storms_; }

 private:
  static constexpr int kAtATime = 8;

  void live() {
    const std::uint64_t seed = ++storms_;
    const StormReport report = live_through_a_storm(seed);
    commands_ += report.commands;
    if (report.problem.empty()) return;
    const std::lock_guard lock(mutex_);
    problems_.push_back("CAESURA_STORM=" + std::to_string(seed) + ": " + report.problem);
  }

  std::atomic<std::uint64_t> commands_{0};
  std::atomic<std::uint64_t> storms_{0};
  Mutex mutex_;
  std::vector<std::string> problems_;  // under mutex_
};

/// Threads that send one command after the other until one is not accepted any more, while another closes the session.
std::string race_with_close() {
  const std::shared_ptr<HostileClient> client = HostileClient::create();
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      while (SUCCEEDED(client->pause())) {
      }
    });
  }
  threads.emplace_back([&] { client->close(); });
  for (std::thread& thread : threads) thread.join();
  const bool closed = client->await("Closed", seconds(12));
  client->shut_down();
  return closed ? client->debts() : "MESessionClosed did not come";
}

TEST(HostileStorms, OfCommandsWhileTheSessionIsClosedGetAnAnswerToEachThatWasAccepted) {
  const SessionPlatform platform;
  std::string problems;

  for (int i = 0; i < 30; ++i) problems += race_with_close();

  EXPECT_EQ(problems, "");
}

TEST(HostileStorms, EndWithEveryCommandAnsweredAndNothingLeft) {
  if (is_peer_tested()) GTEST_SKIP() << "the named cases are for the peer";
  const SessionPlatform platform;
  const std::uint64_t only = number_from("CAESURA_STORM", 0);
  const std::uint64_t wanted = number_from("CAESURA_STORM_COMMANDS", 20'000);
  if (only) {
    const StormReport report = live_through_a_storm(only);
    EXPECT_EQ(report.problem, "") << "CAESURA_STORM=" << only;
    return;
  }

  Weather warm_up;
  warm_up.storm(wanted / 4);  // after these the platform has what it keeps
  const std::size_t handles = open_handles();
  const std::size_t threads = running_threads();
  Weather weather;
  weather.storm(wanted);

  EXPECT_TRUE(becomes_true([&] { return open_handles() <= handles; })) << open_handles() << ", were " << handles;
  EXPECT_TRUE(becomes_true([&] { return running_threads() <= threads; })) << running_threads() << ", were " << threads;
  std::printf("figure: commands from threads: %llu\nfigure: storms: %llu\n", weather.commands(), weather.storms());
  std::printf("figure: handles before and after: %zu, %zu\n", handles, open_handles());
  std::printf("figure: threads before and after: %zu, %zu\n", threads, running_threads());
}

}  // namespace
}  // namespace caesura::test
