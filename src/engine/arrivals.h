// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <utility>
#include <variant>

#include "engine/ports.h"

namespace caesura::engine {

/// What waits in a node, in order: samples, and formats of the samples after them.
using Arrival = std::variant<Sample, ForeignPtr>;
using Arrivals = std::deque<Arrival>;

/// Forgets all but the last format.
inline void keep_last_format(Arrivals& arrivals) {
  ForeignPtr last;
  for (Arrival& arrival : arrivals) {
    if (ForeignPtr* const format = std::get_if<ForeignPtr>(&arrival)) last = std::move(*format);
  }
  arrivals.clear();
  if (last) arrivals.emplace_back(std::move(last));
}

}  // namespace caesura::engine
