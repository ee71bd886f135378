// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "event_record.h"
#include "media_file.h"
#include "options.h"
#include "terminal.h"

namespace caesura::play {

/// Tells what happens: as lines for people (--events), as JSON for scripts (--json), and as the progress line in a
/// terminal. JSON records carry `wall` (seconds since 1970) and `qpc` (seconds), and `position` (seconds on the
/// presentation clock, null while it has no time), read at the same moment.
class Reporter {
 public:
  Reporter(const Options& options, Terminal& terminal) : options_(options), terminal_(terminal) {}

  void Media(const MediaFile& file);
  /// Where on the screen the window's client area is.
  void Window(const RECT& area);
  void Command(std::string_view name, std::optional<MediaTime> target, std::optional<MediaTime> position);
  void Event(const EventRecord& event, std::optional<MediaTime> position);
  void Progress(std::string_view state, std::optional<MediaTime> position, MediaTime duration);
  /// Something that playback goes on without.
  void Warning(const std::string& sentence);
  void Summary(std::string_view result, int exit_code, const std::string& sentence, std::optional<MediaTime> position,
               MediaTime duration);

 private:
  const Options& options_;
  Terminal& terminal_;
};

}  // namespace caesura::play
