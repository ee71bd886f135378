// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace caesura::engine {

/// Every call that the engine made into the fakes of a test, in order, as text such as `source.start 0`. Thread-safe.
class CallLog {
 public:
  void add(std::string call) {
    const std::lock_guard lock(mutex_);
    calls_.push_back(std::move(call));
  }
  void clear() {
    const std::lock_guard lock(mutex_);
    calls_.clear();
  }
  std::vector<std::string> all() const {
    const std::lock_guard lock(mutex_);
    return calls_;
  }
  /// The calls that begin with one of `prefixes`.
  std::vector<std::string> only(const std::vector<std::string_view>& prefixes) const {
    std::vector<std::string> found = all();
    std::erase_if(found, [&](const std::string& call) {
      return std::none_of(prefixes.begin(), prefixes.end(), [&](auto prefix) { return call.starts_with(prefix); });
    });
    return found;
  }
  std::size_t count(std::string_view prefix) const {
    const std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(
        std::count_if(calls_.begin(), calls_.end(), [&](const std::string& call) { return call.starts_with(prefix); }));
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> calls_;  // under mutex_
};

}  // namespace caesura::engine
