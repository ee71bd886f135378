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

/// What the command line asked to be done along the way, in the order in which the clock gets there. An action that a
/// seek jumps over is due right after the seek. Not thread-safe.
class Schedule {
 public:
  Schedule() = default;
  /// Sorts by time, downwards where the clock runs `backwards`; among equals the order given stays.
  explicit Schedule(std::vector<Action> actions, bool backwards = false);

  /// Takes out the first action that is due at `position`, if there is one.
  std::optional<Action> TakeDue(MediaTime position);
  /// How far the clock still has to run from `position` to the next action.
  std::optional<MediaTime> UntilNext(MediaTime position) const;

 private:
  /// How far `position` is from the first action; not above 0: there, or past it.
  MediaTime Distance(MediaTime position) const;

  std::vector<Action> actions_;
  bool backwards_ = false;
};

}  // namespace caesura::play
