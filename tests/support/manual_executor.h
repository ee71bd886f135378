// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <utility>

#include "base/executor.h"

namespace caesura {

/// An Executor whose tasks run when the test says so, on the test's thread, by a clock that the test moves: the same
/// calls always give the same order. Posting is thread-safe; running is for one thread.
/// A pending task may hold a strand, which holds the executor: a test that ends with tasks pending calls `discard`.
class ManualExecutor final : public Executor {
 public:
  ManualExecutor() = default;
  ManualExecutor(const ManualExecutor&) = delete;
  ManualExecutor& operator=(const ManualExecutor&) = delete;

  void post(Task task) override {
    std::lock_guard lock(mutex_);
    ready_.push_back(std::move(task));
  }
  void post_after(std::chrono::nanoseconds delay, Task task) override {
    std::lock_guard lock(mutex_);
    delayed_.emplace(now_ + delay, std::move(task));
  }

  /// From now on the next task is picked from the ready ones at random, always the same way for the same seed. Strands
  /// keep the order of their own tasks.
  void shuffle(std::uint64_t seed) {
    std::lock_guard lock(mutex_);
    random_.emplace(seed);
  }

  /// False if no task was ready.
  bool run_one() {
    Task task = take_ready();
    if (!task) return false;
    task();
    return true;
  }
  /// Runs tasks, also those posted meanwhile, until none is ready; says how many. Time stands still.
  std::size_t run_all() {
    std::size_t count = 0;
    while (run_one()) ++count;
    return count;
  }
  /// Lets time pass: runs what is ready, then each delayed task, and all that it posts, at the time it is due.
  void advance(std::chrono::nanoseconds duration) {
    const auto end = now() + duration;
    do {
      run_all();
    } while (release_next_due(end));
  }
  /// Destroys what is pending without running it, and what that posts as it goes.
  void discard() {
    while (true) {
      std::deque<Task> ready;
      std::multimap<std::chrono::nanoseconds, Task> delayed;
      std::lock_guard lock(mutex_);
      if (ready_.empty() && delayed_.empty()) return;
      ready.swap(ready_);
      delayed.swap(delayed_);
    }
  }

  /// Since the executor was made.
  std::chrono::nanoseconds now() const {
    std::lock_guard lock(mutex_);
    return now_;
  }
  /// Tasks ready to run; delayed ones don't count until they are due.
  std::size_t ready() const {
    std::lock_guard lock(mutex_);
    return ready_.size();
  }
  std::size_t delayed() const {
    std::lock_guard lock(mutex_);
    return delayed_.size();
  }

 private:
  Task take_ready() {
    std::lock_guard lock(mutex_);
    if (ready_.empty()) return {};
    // Not a distribution of the standard library's: those differ between libraries.
    const auto index = random_ ? (*random_)() % ready_.size() : 0;
    const auto place = ready_.begin() + static_cast<std::ptrdiff_t>(index);
    Task task = std::move(*place);
    ready_.erase(place);
    return task;
  }
  // Moves time to the next due task, and that task to the ready ones; or to `end`, if none is due until then.
  bool release_next_due(std::chrono::nanoseconds end) {
    std::lock_guard lock(mutex_);
    if (delayed_.empty() || delayed_.begin()->first > end) {
      now_ = end;
      return false;
    }
    auto due = delayed_.extract(delayed_.begin());
    now_ = std::max(now_, due.key());
    ready_.push_back(std::move(due.mapped()));
    return true;
  }

  mutable std::mutex mutex_;
  std::deque<Task> ready_;                                 // under mutex_
  std::multimap<std::chrono::nanoseconds, Task> delayed_;  // under mutex_; by the time they are due
  std::chrono::nanoseconds now_{0};                        // under mutex_
  std::optional<std::mt19937_64> random_;                  // under mutex_
};

}  // namespace caesura
