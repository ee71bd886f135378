// SPDX-License-Identifier: MIT
#include "schedule.h"

#include <algorithm>
#include <utility>

namespace caesura::play {

Schedule::Schedule(std::vector<Action> actions) : actions_(std::move(actions)) {
  std::stable_sort(actions_.begin(), actions_.end(), [](const Action& a, const Action& b) { return a.at < b.at; });
}

std::optional<Action> Schedule::TakeDue(MediaTime position) {
  if (actions_.empty() || actions_.front().at > position) return std::nullopt;
  const Action action = actions_.front();
  actions_.erase(actions_.begin());
  return action;
}

std::optional<MediaTime> Schedule::UntilNext(MediaTime position) const {
  if (actions_.empty()) return std::nullopt;
  return std::max<MediaTime>(0, actions_.front().at - position);
}

}  // namespace caesura::play
