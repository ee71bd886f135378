// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "media_time.h"

namespace caesura::play {

/// The progress line: `playing  0:01.2 / 0:05.0  [=====>          ]`, exactly `width` columns, ASCII. Without a
/// duration (0) there is no bar.
std::string ProgressLine(std::string_view state, MediaTime position, MediaTime duration, int width);

}  // namespace caesura::play
