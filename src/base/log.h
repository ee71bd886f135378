// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <string_view>

#include <fmt/core.h>

/// The log: one line per message on the standard error stream, sorted into categories that each have their own level.
/// `CAESURA_LOG=session=debug,strand=trace,*=warn` in the environment sets the levels; without it they are all `warn`.
/// A message whose level is off costs one compare: it is not formatted, and its arguments are not evaluated.
/// Thread-safe, and synchronous: a message is written when its macro returns.
///
///   LOG_DEBUG(session, "session {}: {} + {} -> {}", id, state, input, next);
namespace caesura::log {

/// `error`: a promise was broken. `warn`: we coped. `info`: once per session. `debug`: per command. `trace`: per
/// sample.
enum class Level : int { kTrace, kDebug, kInfo, kWarn, kError, kOff };

/// Spelt as in the environment variable and in the macros' first argument.
enum class Category : int {
  session,
  topology,
  loader,
  pipeline,
  source,
  transform,
  sink,
  clock,
  events,
  strand,
  com,
  server,
};
inline constexpr std::size_t kCategories = static_cast<std::size_t>(Category::server) + 1;

namespace detail {
extern std::array<std::atomic<Level>, kCategories> levels;
void write(Category category, Level level, fmt::string_view format, fmt::format_args args);
}  // namespace detail

inline Level level_of(Category category) {
  return detail::levels[static_cast<std::size_t>(category)].load(std::memory_order_relaxed);
}
inline bool enabled(Category category, Level level) { return level >= level_of(category); }

/// Sets levels from text as in CAESURA_LOG. `*` stands for every category that the text doesn't name. Levels are
/// trace, debug, info, warn, error and off. What can't be understood is skipped with a warning.
void set_levels(std::string_view text);

template <typename... Args>
void message(Category category, Level level, fmt::format_string<Args...> format, Args&&... args) {
  detail::write(category, level, format, fmt::make_format_args(args...));
}

}  // namespace caesura::log

/// Messages below this level (0 is trace) are left out of the build.
#ifndef CAESURA_LOG_FLOOR
#define CAESURA_LOG_FLOOR 0
#endif

#define CAESURA_LOG_AT(category_name, level, ...)                                             \
  do {                                                                                        \
    if constexpr (static_cast<int>(level) >= CAESURA_LOG_FLOOR) {                             \
      if (::caesura::log::enabled(::caesura::log::Category::category_name, level))            \
        ::caesura::log::message(::caesura::log::Category::category_name, level, __VA_ARGS__); \
    }                                                                                         \
  } while (false)

#define LOG_ERROR(category, ...) CAESURA_LOG_AT(category, ::caesura::log::Level::kError, __VA_ARGS__)
#define LOG_WARN(category, ...) CAESURA_LOG_AT(category, ::caesura::log::Level::kWarn, __VA_ARGS__)
#define LOG_INFO(category, ...) CAESURA_LOG_AT(category, ::caesura::log::Level::kInfo, __VA_ARGS__)
#define LOG_DEBUG(category, ...) CAESURA_LOG_AT(category, ::caesura::log::Level::kDebug, __VA_ARGS__)
#define LOG_TRACE(category, ...) CAESURA_LOG_AT(category, ::caesura::log::Level::kTrace, __VA_ARGS__)
