// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace caesura::play {

/// A presentation time or a span of it, in units of 100 ns.
using MediaTime = std::int64_t;

inline constexpr MediaTime kSecond = 10'000'000;
inline constexpr MediaTime kMillisecond = 10'000;

constexpr double Seconds(MediaTime time) { return static_cast<double>(time) / static_cast<double>(kSecond); }

/// Reads `1.5`, `1.5s`, `1500ms`, `0:01.5` and `1:02:03`. Nothing for anything else, negative times included.
std::optional<MediaTime> ParseTime(std::string_view text);

/// `0:01.5`, `1:02:03.0`: minutes, seconds and tenths, hours when there are some.
std::string FormatTime(MediaTime time);

}  // namespace caesura::play
