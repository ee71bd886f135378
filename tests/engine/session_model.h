// SPDX-License-Identifier: MIT
//
// What of a session matters to its table: enough to know which inputs can come next, and the rules of every step.
#pragma once

#include <compare>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/session_machine.h"

namespace caesura::engine {

struct SessionModel {
  State state = State::kEmpty;
  bool command = false;                 // one is running
  bool closing = false;                 // … and it is Close
  bool replacing = false;               // … and it is SetTopology with IMMEDIATE
  bool current = false;                 // there is a pipeline
  bool loaded = false;                  // a topology waits to be installed or queued
  int queued = 0;                       // topologies, at most two
  bool phase = false;                   // a phase is under way
  bool resolving = false;               // the loader is at work
  bool ending = false;                  // a pipeline before the current one is not over yet
  std::optional<Input> queue_report{};  // what kDropCurrent has found
  bool watched = false;                 // the end is being watched for
  auto operator<=>(const SessionModel&) const = default;
};

/// Whether the state waits for components, so that it must have an exit by success and by failure.
bool waits_for_components(State state);
bool is_command(Input input);
std::string show(State state, Input input);
/// What can happen to a session that stands so. Never empty.
std::vector<Input> possible_inputs(const SessionModel& model);
/// Takes one step; calls `broken` for every rule that it breaks.
SessionModel take(const SessionModel& model, Input input, const std::function<void(const std::string&)>& broken);

}  // namespace caesura::engine
