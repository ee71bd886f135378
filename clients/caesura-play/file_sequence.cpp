// SPDX-License-Identifier: MIT
#include "file_sequence.h"

#include <utility>

namespace caesura::play {

void FileSequence::Announced(std::optional<MediaTime> offset) {
  if (plays_) {
    next_ = offset;
  } else {
    plays_ = true;
    begun_at_ = offset.value_or(0);
  }
}

void FileSequence::Started(std::optional<MediaTime> offset) {
  plays_ = true;
  begun_at_ = offset.value_or(begun_at_);
  next_.reset();
}

void FileSequence::Ended() {
  const bool last = current_ + 1 == files_;
  if (!last) ++current_;
  plays_ = !last && next_;
  begun_at_ = std::exchange(next_, std::nullopt).value_or(begun_at_);
}

std::optional<MediaTime> FileSequence::PositionAt(MediaTime time) const {
  return plays_ ? std::optional(time - begun_at_) : std::nullopt;
}

bool IsOverdue(MediaTime position, MediaTime duration, float rate) {
  constexpr MediaTime kPatience = 12 * kSecond;  // the session, which can say who is to blame, comes before
  return duration > 0 && (rate < 0 ? -position : position - duration) > kPatience;
}

bool EndsEarly(MediaTime position, MediaTime duration) {
  return duration < kMillisecond ? position < kSecond / 2 : position < duration - kSecond;
}

}  // namespace caesura::play
