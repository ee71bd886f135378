// SPDX-License-Identifier: MIT
#include "options.h"

#include <cmath>
#include <string>
#include <vector>

#include "../targets.h"
#include "json_line.h"
#include "media_time.h"
#include "rate_steps.h"
#include "schedule.h"

namespace caesura::fuzz {
namespace {

/// The arguments are separated by line feeds.
std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts{""};
  for (const char c : text) {
    if (c == '\n') {
      parts.emplace_back();
    } else if (c != '\0') {
      parts.back() += c;
    }
  }
  return parts;
}

void check(const play::Options& options) {
  require(options.start >= 0 && options.pause_for >= 0, "a time is negative");
  require(options.volume >= 0 && options.volume <= 1, "the volume is not between 0 and 1");
  require(std::isfinite(options.rate), "the rate is not finite");
  (void)play::NextRate(options.rate, true);
  (void)play::NextRate(options.rate, false);
  play::Schedule schedule(options.actions, options.rate < 0);
  play::MediaTime position = options.start;
  for (std::size_t i = 0; i <= options.actions.size(); ++i) {
    if (const auto next = schedule.UntilNext(position)) position += options.rate < 0 ? -*next : *next;
    while (schedule.TakeDue(position)) {
    }
  }
  require(!schedule.UntilNext(position), "an action never becomes due");
}

}  // namespace

void options(const std::uint8_t* bytes, std::size_t size) {
  const std::string text(bytes, bytes + size);
  const std::vector<std::string> arguments = split(text);
  for (const std::string& argument : arguments) {
    if (const auto time = play::ParseTime(argument)) require(!play::FormatTime(*time).empty(), "a time has no text");
  }
  try {
    check(play::ParseOptions(arguments));
  } catch (const play::UsageError& error) {
    require(*error.what() != '\0', "a refusal says nothing");
  }
}

}  // namespace caesura::fuzz
