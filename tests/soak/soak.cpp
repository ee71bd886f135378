// SPDX-License-Identifier: MIT
//
// caesura_soak KIND SECONDS: lives sessions for so long, and writes what the process holds, a line a second or so, each
// between two lives: `seconds lives private heap items handles threads rested`, memory in bytes. `heap` is what is in
// use in the heaps but for `items`, which the platform leaves of its work items. `rested` is 1 after a rest in which
// the threads of the platform's pools that have nothing to do end, else 0. KIND is
//   own   sessions with the tests' own components
//   real  sessions with the platform's own source and audio renderer
//   bare  the same source and renderer without a session
// What it writes is for tools/soak to judge. Ends with 1 where a life went wrong.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string_view>

#include <gtest/gtest.h>

#include "soak/life.h"
#include "soak/platform_items.h"
#include "support/process_counters.h"
#include "support/real_playback.h"

namespace caesura::test {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begun) { return std::chrono::duration<double>(Clock::now() - begun).count(); }

void write_line(double seconds, unsigned long lives, const PlatformItems& platform, bool rested) {
  std::size_t heap = 0;
  std::size_t items = 0;
  for (const auto& [size, count] : heap_blocks()) (size == platform.bytes() ? items : heap) += size * count;
  std::printf("%.1f %lu %zu %zu %zu %zu %zu %d\n", seconds, lives, private_bytes(), heap, items, open_handles(),
              running_threads(), rested ? 1 : 0);
  std::fflush(stdout);
}

/// Lives until the time is over, not too fast, for the sake of what the platform leaves. False after a life that went
/// wrong.
bool soak(double seconds, const std::function<bool()>& live) {
  constexpr double kLivesPerSecond = 15;
  constexpr double kAwake = 10;
  constexpr DWORD kRest = 7'000;  // milliseconds; the threads of a pool have five seconds
  const PlatformItems platform;
  const Clock::time_point begun = Clock::now();
  unsigned long lives = 0;
  double rests = kAwake;
  for (double next = 0, due = 0; seconds_since(begun) < seconds; ++lives) {
    if (!live()) {
      std::fprintf(stderr, "life %lu went wrong\n", lives);
      return false;
    }
    due = std::max(due, seconds_since(begun) - 1) + 1 / kLivesPerSecond;
    const double early = due - seconds_since(begun);
    if (early > 0) Sleep(static_cast<DWORD>(early * 1000));
    const bool rested = seconds_since(begun) >= rests;
    if (rested) {
      Sleep(kRest);
      rests = seconds_since(begun) + kAwake;
    } else if (seconds_since(begun) < next) {
      continue;
    }
    write_line(seconds_since(begun), lives + 1, platform, rested);
    next = seconds_since(begun) + 1;
  }
  return true;
}

int run(std::string_view kind, double seconds) {
  const SessionPlatform platform;
  if (kind == "own") {
    Lives lives(1);
    return soak(seconds, [&] { return lives.live(); }) ? 0 : 1;
  }
  const SoundFile file;
  const auto play = kind == "bare" ? play_bare : play_in_session;
  return soak(seconds, [&] { return play(file), !testing::Test::HasFailure(); }) ? 0 : 1;
}

}  // namespace
}  // namespace caesura::test

int main(int count, char** arguments) {
  testing::InitGoogleTest(&count, arguments);
  const std::string_view kind = count == 3 ? arguments[1] : "";
  if (kind != "own" && kind != "real" && kind != "bare") {
    std::fputs("caesura_soak own|real|bare SECONDS\n", stderr);
    return 2;
  }
  return caesura::test::run(kind, std::atof(arguments[2]));
}
