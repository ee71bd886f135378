// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>

#include "media_time.h"

namespace caesura::play {

/// Which of several files plays, and where in it a presentation time is, by what the session's events say. The times of
/// a file begin where the one before it ends. Not thread-safe.
class FileSequence {
 public:
  explicit FileSequence(std::size_t files) : files_(files) {}

  /// MESessionNotifyPresentationTime: the times of a file begin at `offset`. It may come early, while the file before
  /// is still heard, or only after the end of that.
  void Announced(std::optional<MediaTime> offset);
  /// MESessionStarted: playback goes on in the file whose times begin at `offset`.
  void Started(std::optional<MediaTime> offset);
  /// MF_TOPOSTATUS_ENDED: the present file has been played.
  void Ended();

  /// The file that plays, or else the next to play; the last when all are over.
  std::size_t current() const { return current_; }
  /// Where in the present file `time` is; nothing before the first, between two and after the last.
  std::optional<MediaTime> PositionAt(MediaTime time) const;

 private:
  std::size_t files_;
  std::size_t current_ = 0;
  bool plays_ = false;             // begun_at_ is the present file's
  MediaTime begun_at_ = 0;         // presentation time of its beginning
  std::optional<MediaTime> next_;  // … of the next file's, while this one is still heard
};

/// Whether the file that plays should have ended more than 12 s ago: `position` is past the end to which it plays, which
/// is its beginning at a negative `rate`. Never so when the `duration` is not known (0).
bool IsOverdue(MediaTime position, MediaTime duration, float rate);

/// Whether a file of this `duration` has more to give than what it has when it ends at `position`: over a second, or
/// anything to speak of where the duration is not known (0).
bool EndsEarly(MediaTime position, MediaTime duration);

}  // namespace caesura::play
