// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>

namespace caesura::engine {

/// Whether a component gives what it was asked for while data flows. Its node tells, on the branch's strand; somebody
/// else looks from time to time, so that a component which blocks that strand is seen, too. Thread-safe.
class Pulse {
 public:
  enum class Owes : std::uint8_t { kNothing, kSample, kOutput, kDrain };

  void set(Owes owes) { owes_ = owes; }
  Owes owes() const { return owes_; }
  /// It has given something, or has been asked anew.
  void beat() { ++beats_; }
  std::uint64_t beats() const { return beats_; }

 private:
  std::atomic<Owes> owes_{Owes::kNothing};
  std::atomic<std::uint64_t> beats_{0};
};

}  // namespace caesura::engine
