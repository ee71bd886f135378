// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

#include "base/task.h"

namespace caesura {

/// Runs tasks somewhere, some time: several at once, in no order. Never inside post. Thread-safe.
class Executor {
 public:
  virtual ~Executor() = default;

  virtual void post(Task task) = 0;
  /// Runs `task` once, not before `delay` has passed. It can't be taken back: let the task find out that it is late.
  virtual void post_after(std::chrono::nanoseconds delay, Task task) = 0;
};

}  // namespace caesura
