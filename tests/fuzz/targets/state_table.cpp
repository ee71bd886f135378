// SPDX-License-Identifier: MIT
#include <algorithm>

#include "../targets.h"
#include "engine/session_model.h"

namespace caesura::fuzz {

using engine::Input;
using engine::SessionModel;
using engine::State;

void state_table(const std::uint8_t* bytes, std::size_t size) {
  SessionModel model;
  const auto take = [&model](Input input) {
    std::string broken;
    model = engine::take(model, input, [&](const std::string& rule) { broken = rule; });
    require(broken.empty(), broken);
  };
  for (std::size_t i = 0; i < size && model.state != State::kShutDown; ++i) {
    const std::vector<Input> inputs = engine::possible_inputs(model);
    take(inputs[bytes[i] % inputs.size()]);
  }
  // From wherever that is, a session that is asked to close and whose components answer is closed before long.
  for (int steps = 0; model.state != State::kClosed && model.state != State::kShutDown; ++steps) {
    require(steps < 100, "a session does not close");
    const std::vector<Input> inputs = engine::possible_inputs(model);
    const auto can = [&](Input input) { return std::find(inputs.begin(), inputs.end(), input) != inputs.end(); };
    if (inputs.size() == 1) {
      take(inputs.front());
    } else if (can(Input::kPhaseDone)) {
      take(Input::kPhaseDone);
    } else if (can(Input::kResolveFailed)) {
      take(Input::kResolveFailed);
    } else {
      take(Input::kClose);
    }
  }
}

}  // namespace caesura::fuzz
