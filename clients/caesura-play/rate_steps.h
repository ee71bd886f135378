// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

namespace caesura::play {

/// The usual rate that is one step faster or slower than `rate`, in the same direction; nothing beyond the last.
std::optional<float> NextRate(float rate, bool faster);

}  // namespace caesura::play
