// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <memory>
#include <thread>
#include <vector>

#include "base/executor.h"

namespace caesura {

/// The Executor of native runs: a fixed number of threads and one more that keeps time. Its destructor drops delayed
/// tasks that are not due yet, lets the posted ones run to the last, and then returns; it may run inside a task of the
/// pool, since a task can hold the last reference to it. Thread-safe.
class ThreadPool final : public Executor {
 public:
  explicit ThreadPool(int threads);
  ~ThreadPool() override;
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  void post(Task task) override;
  void post_after(std::chrono::nanoseconds delay, Task task) override;

 private:
  struct Shared;

  const std::shared_ptr<Shared> shared_;
  std::thread timer_;
  std::vector<std::thread> workers_;
};

}  // namespace caesura
