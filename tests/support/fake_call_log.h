// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/mutex.h"

namespace caesura::test {

/// What was called on the fakes that share this log, in order: "source.Start", "sink.OnClockStart", with what matters
/// of the arguments as text. Thread-safe.
class CallLog {
 public:
  struct Call {
    std::string name;
    std::string detail;
  };

  void add(std::string name, std::string detail = {}) {
    std::unique_lock<std::mutex> lock(mutex_);
    calls_.push_back({name, std::move(detail)});
    changed_.notify_all();
    if (name != blocked_) return;
    ++inside_;
    changed_.wait(lock, [&] { return name != blocked_; });
    --inside_;
    changed_.notify_all();
  }

  /// From now on calls of that name do not return.
  void block(std::string name) {
    const std::lock_guard lock(mutex_);
    blocked_ = std::move(name);
  }
  /// Until now; waits for those that are inside.
  void unblock() {
    std::unique_lock<std::mutex> lock(mutex_);
    blocked_.clear();
    changed_.notify_all();
    changed_.wait(lock, [&] { return inside_ == 0; });
  }

  /// Waits until `name` has been called `times` times; false after five seconds.
  bool wait_for(std::string_view name, std::ptrdiff_t times = 1) const {
    std::unique_lock<std::mutex> lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(5), [&] { return count_locked(name) >= times; });
  }
  std::ptrdiff_t count(std::string_view name) const {
    const std::lock_guard lock(mutex_);
    return count_locked(name);
  }
  bool called(std::string_view name) const { return count(name) > 0; }
  /// The names in order; with `only`, just those that begin with one of its prefixes.
  std::vector<std::string> names(std::vector<std::string> only = {}) const {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> names;
    for (const Call& call : calls_)
      if (only.empty() ||
          std::any_of(only.begin(), only.end(), [&](const auto& p) { return call.name.starts_with(p); }))
        names.push_back(call.name);
    return names;
  }
  /// The details of each call of `name`, in order.
  std::vector<std::string> details(std::string_view name) const {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> details;
    for (const Call& call : calls_)
      if (call.name == name) details.push_back(call.detail);
    return details;
  }
  /// True when both were called, `first`'s first call before `second`'s first.
  bool in_order(std::string_view first, std::string_view second) const {
    const std::lock_guard lock(mutex_);
    const auto a = find_locked(first);
    const auto b = find_locked(second);
    return a != calls_.end() && b != calls_.end() && a < b;
  }
  void clear() {
    const std::lock_guard lock(mutex_);
    calls_.clear();
  }

 private:
  std::ptrdiff_t count_locked(std::string_view name) const {
    return std::count_if(calls_.begin(), calls_.end(), [&](const Call& call) { return call.name == name; });
  }
  std::vector<Call>::const_iterator find_locked(std::string_view name) const {
    return std::find_if(calls_.begin(), calls_.end(), [&](const Call& call) { return call.name == name; });
  }

  mutable Mutex mutex_;
  mutable std::condition_variable changed_;
  std::vector<Call> calls_;  // under mutex_, as the next two
  std::string blocked_;      // the call that does not return; empty: all do
  int inside_ = 0;
};

}  // namespace caesura::test
