// SPDX-License-Identifier: MIT
// What of a Player has to do with several files, which play one after the other.
#include <utility>

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

/// The times of a file begin where the one before it ends. The session says so early: while that is still heard.
void Player::FollowPresentation(const EventRecord& event) {
  if (event.type == MESessionNotifyPresentationTime) {
    next_offset_ = event.presentation_offset;
    if (std::exchange(between_files_, false)) begun_at_ = std::exchange(next_offset_, std::nullopt).value_or(0);
  } else if (event.type == MESessionStarted && SUCCEEDED(event.status)) {
    begun_at_ = event.presentation_offset.value_or(begun_at_);
    next_offset_.reset();
  } else if (event.type == MESessionTopologyStatus && event.topology_status == MF_TOPOSTATUS_ENDED &&
             current_ + 1 < files_.size()) {
    ++current_;
    between_files_ = !next_offset_;
    begun_at_ = std::exchange(next_offset_, std::nullopt).value_or(begun_at_);
  }
}

/// Where the file that plays is.
std::optional<MediaTime> Player::FilePosition() const {
  const auto position = control_->Position();
  return position ? std::optional(*position - begun_at_) : std::nullopt;
}

void Player::ShutDownSources() {
  for (const MediaFile& file : files_) file.source->Shutdown();
}

}  // namespace caesura::play
