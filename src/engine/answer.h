// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace caesura::engine {

/// What somebody was asked for and has answered.
enum class Answer : std::uint8_t {
  kReady,
  kStarted,
  kPaused,
  kStopped,
  kRated,
  kHeld,
  kPrerolled,
  kFlushed,
  kReleased
};

}  // namespace caesura::engine
