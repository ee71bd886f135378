// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <mutex>
#include <utility>

#include "base/mutex.h"

namespace caesura {

/// A value that one strand publishes and any thread reads: whole snapshots, never half of one. Thread-safe.
template <typename T>
class Published {
 public:
  Published() : value_(std::make_shared<const T>()) {}

  /// Gives back what it replaces, so that the caller chooses where that is freed.
  std::shared_ptr<const T> set(T value) {
    auto next = std::make_shared<const T>(std::move(value));
    const std::lock_guard lock(mutex_);
    value_.swap(next);
    return next;
  }
  std::shared_ptr<const T> get() const {
    const std::lock_guard lock(mutex_);
    return value_;
  }

 private:
  mutable Mutex mutex_;
  std::shared_ptr<const T> value_;
};

}  // namespace caesura
