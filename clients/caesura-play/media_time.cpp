// SPDX-License-Identifier: MIT
#include "media_time.h"

#include <cctype>
#include <cstdio>

namespace caesura::play {
namespace {

/// Digits with at most one point among them, scaled by `unit`; digits below 100 ns are dropped.
std::optional<MediaTime> ParseNumber(std::string_view text, MediaTime unit) {
  constexpr MediaTime kLimit = 1'000'000 * kSecond;
  MediaTime whole = 0;
  MediaTime fraction = 0;
  MediaTime place = unit;
  bool digits = false;
  bool point = false;
  for (const char c : text) {
    if (c == '.' && !point) {
      point = true;
    } else if (std::isdigit(static_cast<unsigned char>(c)) == 0) {
      return std::nullopt;
    } else if (digits = true; point) {
      place /= 10;
      fraction += (c - '0') * place;
    } else if (whole = whole * 10 + (c - '0'); whole > kLimit / unit) {
      return std::nullopt;
    }
  }
  if (!digits) return std::nullopt;
  return whole * unit + fraction;
}

}  // namespace

std::optional<MediaTime> ParseTime(std::string_view text) {
  if (text.ends_with("ms")) return ParseNumber(text.substr(0, text.size() - 2), kMillisecond);

  MediaTime before = 0;
  int colons = 0;
  for (auto colon = text.find(':'); colon != text.npos; colon = text.find(':')) {
    const auto part = ParseNumber(text.substr(0, colon), kSecond);
    if (++colons > 2 || !part || *part % kSecond != 0) return std::nullopt;
    before = (before + *part) * 60;
    text.remove_prefix(colon + 1);
  }
  if (colons == 0 && text.ends_with('s')) text.remove_suffix(1);
  const auto last = ParseNumber(text, kSecond);
  if (!last) return std::nullopt;
  return before + *last;
}

std::string FormatTime(MediaTime time) {
  const bool negative = time < 0;
  const long long tenths = (negative ? -time : time) / (kSecond / 10);
  const long long minutes = tenths / 600;
  char text[48];
  if (minutes >= 60) {
    std::snprintf(text, sizeof text, "%s%lld:%02lld:%02lld.%lld", negative ? "-" : "", minutes / 60, minutes % 60,
                  tenths / 10 % 60, tenths % 10);
  } else {
    std::snprintf(text, sizeof text, "%s%lld:%02lld.%lld", negative ? "-" : "", minutes, tenths / 10 % 60, tenths % 10);
  }
  return text;
}

}  // namespace caesura::play
