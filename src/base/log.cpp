// SPDX-License-Identifier: MIT
#include "base/log.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

namespace caesura::log {
namespace {

constexpr std::array<std::string_view, kCategories> kCategoryNames{"session", "topology",  "loader", "pipeline",
                                                                   "source",  "transform", "sink",   "clock",
                                                                   "events",  "strand",    "com",    "server"};
constexpr std::array<std::string_view, 6> kLevelNames{"trace", "debug", "info", "warn", "error", "off"};

template <typename Names>
std::optional<std::size_t> find(const Names& names, std::string_view name) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return i;
  }
  return std::nullopt;
}

spdlog::level::level_enum to_spdlog(Level level) {
  switch (level) {
    case Level::kTrace:
      return spdlog::level::trace;
    case Level::kDebug:
      return spdlog::level::debug;
    case Level::kInfo:
      return spdlog::level::info;
    case Level::kWarn:
      return spdlog::level::warn;
    case Level::kError:
      return spdlog::level::err;
    case Level::kOff:
      break;
  }
  return spdlog::level::off;
}

// Not in spdlog's registry, which would be shared with an application that uses spdlog itself. The levels are ours.
spdlog::logger& logger() {
  static spdlog::logger instance = [] {
    spdlog::logger made("caesura", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made.set_pattern("%H:%M:%S.%e %t %L %v");
    made.set_level(spdlog::level::trace);
    return made;
  }();
  return instance;
}

struct Setting {
  std::string_view text;
  std::string_view name;
  std::optional<std::size_t> level;
};

// Cuts the first setting off `text`.
Setting take_setting(std::string_view& text) {
  const auto part = text.substr(0, text.find(','));
  text.remove_prefix(std::min(text.size(), part.size() + 1));
  const auto equals = std::min(part.find('='), part.size());
  return {part, part.substr(0, equals), find(kLevelNames, part.substr(std::min(equals + 1, part.size())))};
}

void set_level(std::size_t category, std::size_t level) {
  detail::levels[category].store(static_cast<Level>(level), std::memory_order_relaxed);
}

template <Level kLevel, std::size_t... kIndex>
constexpr std::array<std::atomic<Level>, sizeof...(kIndex)> all_at(std::index_sequence<kIndex...>) {
  return {((void)kIndex, kLevel)...};
}

// Until this has run, the categories are at their default.
[[maybe_unused]] const bool environment_read = [] {
  if (const char* text = std::getenv("CAESURA_LOG")) set_levels(text);
  return true;
}();

}  // namespace

constinit std::array<std::atomic<Level>, kCategories> detail::levels =
    all_at<Level::kWarn>(std::make_index_sequence<kCategories>());

void detail::write(Category category, Level level, fmt::string_view format, fmt::format_args args) {
  fmt::memory_buffer line;
  fmt::format_to(std::back_inserter(line), "{:<9} ", kCategoryNames[static_cast<std::size_t>(category)]);
  fmt::vformat_to(std::back_inserter(line), format, args);
  logger().log(to_spdlog(level), spdlog::string_view_t(line.data(), line.size()));
}

void set_levels(std::string_view text) {
  for (auto rest = text; !rest.empty();) {
    const auto setting = take_setting(rest);
    if (setting.name != "*" || !setting.level) continue;
    for (std::size_t category = 0; category < kCategories; ++category) set_level(category, *setting.level);
  }
  while (!text.empty()) {
    const auto setting = take_setting(text);
    const auto category = find(kCategoryNames, setting.name);
    if (category && setting.level) {
      set_level(*category, *setting.level);
    } else if (setting.name != "*" || !setting.level) {
      LOG_WARN(server, "CAESURA_LOG: '{}' is not understood", setting.text);
    }
  }
}

}  // namespace caesura::log
