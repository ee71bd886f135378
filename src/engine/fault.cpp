// SPDX-License-Identifier: MIT
#include "engine/fault.h"

#include <fmt/core.h>

namespace caesura::engine {

std::string sentence_of(const Fault& fault) {
  const std::string node = fault.node == 0 ? "" : fmt::format(", node {:#x},", fault.node);
  const std::string what = fault.asked.empty() ? "failed" : "was asked to " + fault.asked + " and does not answer";
  return fault.component + node + " " + what;
}

}  // namespace caesura::engine
