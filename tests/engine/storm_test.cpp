// SPDX-License-Identifier: MIT
//
// Lives of sessions that nobody has thought of. A storm that fails names its seed: CAESURA_STORM=SEED lives it again
// and shows every call and event. CAESURA_STORM_COMMANDS=COUNT lives until so many commands have been given.
#include "storm.h"

#include <cstdlib>
#include <iostream>
#include <string>

#include <gtest/gtest.h>

#include "base/log.h"
#include "support/environment.h"

namespace caesura::engine {
namespace {

TEST(SessionStorms, EndWithEveryCommandAnsweredAndNothingLeft) {
  if (!std::getenv("CAESURA_LOG")) log::set_levels("*=off");  // every storm has its warnings
  const std::uint64_t only = number_from("CAESURA_STORM", 0);
  const std::uint64_t wanted = only ? 0 : number_from("CAESURA_STORM_COMMANDS", 8'000);
  std::uint64_t commands = 0, lives = 0, played = 0;
  do {
    const std::uint64_t seed = only + ++lives - (only ? 1 : 0);
    const StormReport report = live_through_a_storm(Choices(seed), seed, only ? &std::cout : nullptr);
    EXPECT_EQ(report.problem, "") << "CAESURA_STORM=" << seed;
    commands += report.commands;
    played += report.played_to_its_end ? 1 : 0;
  } while (commands < wanted);
  std::cout << "figure: commands of storms, tasks run by hand in any order: " << commands << " in " << lives
            << " lives\n"
            << "figure: lives that play to the end of a presentation after all that: " << played << '\n';
  if (!only) {
    EXPECT_GT(played, lives / 10);
  }
  if (!std::getenv("CAESURA_LOG")) log::set_levels("*=warn");
}

}  // namespace
}  // namespace caesura::engine
