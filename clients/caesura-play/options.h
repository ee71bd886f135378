// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "media_time.h"
#include "schedule.h"

namespace caesura::play {

/// What the command line asks for. All text is UTF-8.
struct Options {
  std::vector<std::string> files;  // paths or URLs, to be played one after the other
  MediaTime start = 0;             // --seek TO, --from T
  std::optional<MediaTime> until;
  MediaTime pause_for = 2 * kSecond;
  std::vector<Action> actions;                  // in the order given
  float rate = 1;                               // negative: backwards
  std::vector<std::optional<MediaTime>> scrub;  // frames to show one after the other; none: the one after the last
  float volume = 1;                             // 0 to 1
  bool mute = false;
  bool no_audio = false;
  bool no_video = false;
  bool events = false;
  bool json = false;
  bool help = false;
  bool version = false;
};

/// The command line makes no sense; what() says why in one sentence.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Reads the arguments that follow the program's name. Throws UsageError.
Options ParseOptions(const std::vector<std::string>& arguments);

/// The answer to --help.
extern const char* const kHelp;

}  // namespace caesura::play
