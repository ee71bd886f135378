// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

namespace caesura {

/// A subscriber of an EventQueue whose callback, state and request are numbers. `held` shows who still has a copy.
struct FakeSubscriber {
  int callback = 0;
  int state = 0;
  int request = 0;
  std::shared_ptr<int> held = nullptr;

  bool same_callback(const FakeSubscriber& other) const { return callback == other.callback; }
  bool same_state(const FakeSubscriber& other) const { return state == other.state; }
  int token() const { return request; }
};

}  // namespace caesura
