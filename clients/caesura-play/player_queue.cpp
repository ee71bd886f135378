// SPDX-License-Identifier: MIT
// What of a Player has to do with several files, which play one after the other.
#include <algorithm>

#include "player.h"

namespace caesura::play {

/// All of them, before anything plays: a file that can't be opened is known at once.
void Player::OpenFiles() {
  try {
    for (const std::string& name : options_.files) {
      files_.push_back(OpenMedia(name));
      ending_.duration += files_.back().duration;
    }
  } catch (const Failure&) {
    ShutDownSources();
    throw;
  }
}

/// Sets the topology of the next file; false when all are set.
bool Player::QueueNext() {
  if (queued_ == files_.size()) return false;
  control_->SetTopology(BuildTopology(files_[queued_++]).Get());
  return true;
}

void Player::FollowPresentation(const EventRecord& event) {
  if (event.type == MESessionNotifyPresentationTime) {
    sequence_.Announced(event.presentation_offset);
  } else if (event.type == MESessionStarted && SUCCEEDED(event.status)) {
    sequence_.Started(event.presentation_offset);
  } else if (event.type == MESessionTopologyStatus && event.topology_status == MF_TOPOSTATUS_ENDED) {
    CheckEnd();
    sequence_.Ended();
    seen_.reset();
    if (sequence_.current() > 0) schedule_ = Schedule();  // its times were the first file's
  }
}

/// Where the file that plays is; nothing while none does.
std::optional<MediaTime> Player::FilePosition() const {
  const auto position = control_->Position();
  return position ? sequence_.PositionAt(*position) : std::nullopt;
}

void Player::SeePosition() {
  const auto position = FilePosition();
  if (!position) return;
  seen_ = position;
  seen_at_ = Clock::now();
}

/// Says so where a file ends before its time. What could have been played since it was last looked at counts.
void Player::CheckEnd() {
  const float rate = control_->Rate();
  if (state_ != State::kPlaying || !seen_ || rate <= 0) return;
  const auto since = static_cast<double>(std::chrono::nanoseconds(Clock::now() - seen_at_).count() / 100);
  const bool is_first = &File() == &files_.front();
  const MediaTime end =
      is_first ? std::min(options_.until.value_or(File().duration), File().duration) : File().duration;
  if (!EndsEarly(*seen_ + static_cast<MediaTime>(since * rate), end)) return;
  const std::string whole = end > 0 ? " of " + FormatTime(end) : "";
  reporter_.Warning(File().name + ": it ended at " + FormatTime(*seen_) + whole + "; it may be damaged");
}

void Player::ShutDownSources() {
  for (const MediaFile& file : files_) file.source->Shutdown();
}

}  // namespace caesura::play
