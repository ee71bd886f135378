// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <span>

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

/// MESessionClosed has been told, or Shutdown called: nothing follows.
constexpr bool is_over(State state) { return state == State::kClosed || state == State::kShutDown; }

/// Played to the end: no topology is current any more.
constexpr bool has_ended(State state) {
  return state == State::kEnded || state == State::kEndedResolving || state == State::kEndedRating;
}

}  // namespace caesura::engine
