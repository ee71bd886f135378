// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <ostream>
#include <string>

#include "support/choices.h"

namespace caesura::engine {

/// Makes up a session's life and lives it: topologies of all shapes, of components that fail, answer late or never, or
/// say what nobody asked for; commands at any time; sometimes a close, always a shutdown. Tasks are run by hand.
/// `order` is the seed by which tasks are picked; `trace` gets every call and event.
struct StormReport {
  /// What went wrong, or nothing: that a command was not answered exactly once within the time that a session has for
  /// it, that something came after MESessionClosed, that a component got what it had not asked for, that the session
  /// never comes to rest, or that something is left alive.
  std::string problem;
  std::uint64_t commands = 0;      // given to the session
  bool played_to_its_end = false;  // what started last of all, as half of the storms try
};
StormReport live_through_a_storm(Choices choices, std::uint64_t order, std::ostream* trace = nullptr);

}  // namespace caesura::engine
