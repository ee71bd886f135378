// SPDX-License-Identifier: MIT
//
// Lives of sessions that nobody has thought of. A storm that fails names its seed: CAESURA_STORM=SEED lives it again
// and shows every call and event. CAESURA_STORMS=COUNT lives as many.
#include "storm.h"

#include <cstdlib>
#include <iostream>
#include <string>

#include <gtest/gtest.h>

#include "base/log.h"

namespace caesura::engine {
namespace {

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* const text = std::getenv(variable);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

TEST(SessionStorms, EndWithEveryCommandAnsweredAndNothingLeft) {
  if (!std::getenv("CAESURA_LOG")) log::set_levels("*=off");  // every storm has its warnings
  const std::uint64_t only = number_from("CAESURA_STORM", 0);
  const std::uint64_t count = number_from("CAESURA_STORMS", 300);
  for (std::uint64_t seed = only ? only : 1; seed <= (only ? only : count); ++seed)
    EXPECT_EQ(live_through_a_storm(Choices(seed), seed, only ? &std::cout : nullptr), "") << "CAESURA_STORM=" << seed;
  if (!std::getenv("CAESURA_LOG")) log::set_levels("*=warn");
}

}  // namespace
}  // namespace caesura::engine
