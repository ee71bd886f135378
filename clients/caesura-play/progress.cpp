// SPDX-License-Identifier: MIT
#include "progress.h"

#include <algorithm>

namespace caesura::play {

std::string ProgressLine(std::string_view state, MediaTime position, MediaTime duration, int width) {
  constexpr int kShortestBar = 8;
  constexpr std::size_t kStateColumns = 9;
  std::string line(state);
  line.resize(std::max(kStateColumns, line.size()), ' ');
  line += FormatTime(position);
  if (duration > 0) line += " / " + FormatTime(duration);

  const int bar = width - static_cast<int>(line.size()) - 4;
  if (duration > 0 && bar >= kShortestBar) {
    const auto share = std::clamp(static_cast<double>(position) / static_cast<double>(duration), 0.0, 1.0);
    const int done = static_cast<int>(share * bar);
    line += "  [" + std::string(static_cast<std::size_t>(done), '=');
    if (done < bar) line += '>' + std::string(static_cast<std::size_t>(bar - done - 1), ' ');
    line += ']';
  }
  line.resize(static_cast<std::size_t>(std::max(width, 0)), ' ');
  return line;
}

}  // namespace caesura::play
