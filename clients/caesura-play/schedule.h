// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <vector>

#include "media_time.h"

namespace caesura::play {

/// Something to be done once, when the presentation clock has reached `at`.
struct Action {
  enum class Kind { kPause, kSeek, kStop };
  Kind kind = Kind::kPause;
  MediaTime at = 0;
  MediaTime target = 0;  // of kSeek
};

/// What the command line asked to be done along the way. An action that a seek jumps over is due right after the seek.
/// Not thread-safe.
class Schedule {
 public:
  Schedule() = default;
  /// Sorts by time; among equals the order given stays.
  explicit Schedule(std::vector<Action> actions);

  /// Takes out the earliest action that is due at `position`, if there is one.
  std::optional<Action> TakeDue(MediaTime position);
  /// How far the clock still has to run from `position` to the next action.
  std::optional<MediaTime> UntilNext(MediaTime position) const;

 private:
  std::vector<Action> actions_;
};

}  // namespace caesura::play
