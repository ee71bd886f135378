// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>
#include <string>

namespace caesura::play {

/// What the program tells its caller; --help lists them.
enum class ExitCode {
  kPlayed = 0,
  kPlaybackFailed = 1,
  kUsage = 2,
  kCannotOpen = 3,
  kNothingPlayable = 4,
  kNoSession = 5,
  kStalled = 6,
};

/// Playback can't go on; what() is one sentence for the user. Thrown anywhere, caught in main.cpp.
class Failure : public std::runtime_error {
 public:
  Failure(ExitCode code, const std::string& sentence) : std::runtime_error(sentence), code_(code) {}
  ExitCode code() const { return code_; }

 private:
  ExitCode code_;
};

}  // namespace caesura::play
