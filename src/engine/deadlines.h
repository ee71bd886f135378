// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "base/strand.h"

namespace caesura::engine {

/// Calls back when something has not happened in time. There is one timer at most, of at most kTick, however many
/// deadlines come and go: what it holds is free again soon after its owner has gone. Strand-bound.
class Deadlines final : public std::enable_shared_from_this<Deadlines> {
 public:
  using Id = std::uint64_t;
  static constexpr std::chrono::milliseconds kTick{250};

  explicit Deadlines(std::shared_ptr<Strand> strand) : strand_(std::move(strand)) {}

  /// Calls `late` on the strand after `limit`, at most kTick later, unless `clear` comes first.
  Id set(std::chrono::milliseconds limit, std::function<void()> late);
  void clear(Id id);
  void clear() { entries_.clear(); }

 private:
  struct Entry {
    Id id;
    std::chrono::milliseconds left;
    std::function<void()> late;
  };
  void arm();
  void tick();

  const std::shared_ptr<Strand> strand_;
  std::vector<Entry> entries_;
  Id last_id_ = 0;
  bool armed_ = false;
};

}  // namespace caesura::engine
