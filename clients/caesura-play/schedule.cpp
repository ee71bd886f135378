// SPDX-License-Identifier: MIT
#include "schedule.h"

#include <algorithm>
#include <utility>

namespace caesura::play {

Schedule::Schedule(std::vector<Action> actions, bool backwards) : actions_(std::move(actions)), backwards_(backwards) {
  std::stable_sort(actions_.begin(), actions_.end(),
                   [backwards](const Action& a, const Action& b) { return backwards ? b.at < a.at : a.at < b.at; });
}

MediaTime Schedule::Distance(MediaTime position) const {
  const MediaTime ahead = actions_.front().at - position;
  return backwards_ ? -ahead : ahead;
}

std::optional<Action> Schedule::TakeDue(MediaTime position) {
  if (actions_.empty() || Distance(position) > 0) return std::nullopt;
  const Action action = actions_.front();
  actions_.erase(actions_.begin());
  return action;
}

std::optional<MediaTime> Schedule::UntilNext(MediaTime position) const {
  if (actions_.empty()) return std::nullopt;
  return std::max<MediaTime>(0, Distance(position));
}

}  // namespace caesura::play
