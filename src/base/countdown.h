// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>

#include "base/mutex.h"

namespace caesura {

/// Lets threads wait until something has happened `count` times. It does what std::latch and
/// std::binary_semaphore would: those, like everything on std::atomic::wait, stop_token's callbacks
/// included, lose wake-ups where libstdc++ 12 has no futex (its bits/atomic_wait.h compares the value
/// before it takes the lock). Thread-safe.
class Countdown {
 public:
  explicit Countdown(std::ptrdiff_t count) : count_(count) {}
  Countdown(const Countdown&) = delete;
  Countdown& operator=(const Countdown&) = delete;

  void count_down() {
    std::lock_guard lock(mutex_);
    // Told under the lock, so that who waits may destroy this as soon as it is through.
    if (--count_ == 0) reached_.notify_all();
  }
  void wait() {
    std::unique_lock<std::mutex> lock(mutex_);
    reached_.wait(lock, [this] { return count_ <= 0; });
  }
  /// False if `timeout` passed first.
  bool wait_for(std::chrono::nanoseconds timeout) {
    std::unique_lock<std::mutex> lock(mutex_);
    return reached_.wait_for(lock, timeout, [this] { return count_ <= 0; });
  }

 private:
  Mutex mutex_;
  std::condition_variable reached_;
  std::ptrdiff_t count_;  // under mutex_
};

}  // namespace caesura
