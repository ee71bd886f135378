// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>

#include "base/status.h"
#include "engine/session_states.h"

namespace caesura::engine {

/// One cell of the table: what a session does with an input. Immutable.
struct Cell {
  static constexpr std::size_t kMostEffects = 6;

  Verdict verdict = Verdict::kIgnore;
  State next = State::kEmpty;                     // of kGo
  std::array<Effect, kMostEffects> effects = {};  // of kGo; ends at the first kNone
  Status status{};                                // of kRefuse: what the command's event says

  /// The effects in the order in which they are carried out.
  constexpr std::span<const Effect> steps() const {
    std::size_t count = 0;
    while (count < kMostEffects && effects[count] != Effect::kNone) ++count;
    return std::span(effects).first(count);
  }
};

/// The whole behaviour of a session, as a total function: no other code decides what a command or a report leads to.
/// Immutable, thread-safe.
const Cell& step(State state, Input input);

/// True when `state` waits for components, so that it must have an exit by success and by failure.
bool waits_for_components(State state);

/// The table as a Mermaid state diagram: what docs/session-states.md shows.
std::string mermaid();

}  // namespace caesura::engine
