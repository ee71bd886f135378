// SPDX-License-Identifier: MIT
#include "engine/deadlines.h"

#include <algorithm>
#include <utility>

namespace caesura::engine {

Deadlines::Id Deadlines::set(std::chrono::milliseconds limit, std::function<void()> late) {
  // A tick that is under way began earlier than this.
  entries_.push_back({++last_id_, armed_ ? limit + kTick : limit, std::move(late)});
  arm();
  return last_id_;
}

void Deadlines::clear(Id id) {
  std::erase_if(entries_, [&](const Entry& entry) { return entry.id == id; });
}

void Deadlines::arm() {
  if (armed_ || entries_.empty()) return;
  armed_ = true;
  strand_->post_after(kTick, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->tick();
  });
}

void Deadlines::tick() {
  armed_ = false;
  for (Entry& entry : entries_) entry.left -= kTick;
  const auto due = std::stable_partition(entries_.begin(), entries_.end(),
                                         [](const Entry& entry) { return entry.left.count() > 0; });
  std::vector<Entry> late(std::make_move_iterator(due), std::make_move_iterator(entries_.end()));
  entries_.erase(due, entries_.end());
  arm();
  for (Entry& entry : late) entry.late();
}

}  // namespace caesura::engine
