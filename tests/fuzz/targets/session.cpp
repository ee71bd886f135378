// SPDX-License-Identifier: MIT
#include "../targets.h"
#include "engine/storm.h"

namespace caesura::fuzz {

void session(const std::uint8_t* bytes, std::size_t size) {
  Choices choices(bytes, size);
  const std::uint64_t order = choices.below(256);
  const engine::StormReport report = engine::live_through_a_storm(choices, order);
  require(report.problem.empty(), report.problem);
}

}  // namespace caesura::fuzz
