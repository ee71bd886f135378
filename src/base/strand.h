// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/executor.h"
#include "base/mutex.h"

namespace caesura {

/// A queue of tasks that run one at a time, in the order they were posted, on threads lent by an Executor. It never
/// runs a task inside post. A drain runs at most kTurn tasks and then posts itself again, so that one strand can't
/// starve another. Pending tasks keep the strand alive. Thread-safe.
class Strand : public std::enable_shared_from_this<Strand> {
 public:
  static constexpr int kTurn = 16;

  static std::shared_ptr<Strand> create(std::shared_ptr<Executor> executor, std::string name);

  void post(Task task);
  /// Posts `task` to this strand once `delay` has passed.
  void post_after(std::chrono::nanoseconds delay, Task task);
  /// True inside a task of this strand.
  bool runs_here() const;
  const std::string& name() const { return name_; }

 private:
  Strand(std::shared_ptr<Executor> executor, std::string name);
  void drain();

  const std::shared_ptr<Executor> executor_;
  const std::string name_;
  Mutex mutex_;
  std::vector<Task> inbox_;    // under mutex_
  bool scheduled_ = false;     // under mutex_
  std::vector<Task> running_;  // of the thread that drains
  std::size_t next_ = 0;       // of the thread that drains
};

}  // namespace caesura
