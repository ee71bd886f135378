// SPDX-License-Identifier: MIT
#include "options.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string_view>

namespace caesura::play {
namespace {

MediaTime TimeOf(const std::string& option, std::string_view text) {
  const auto time = ParseTime(text);
  if (!time) throw UsageError(option + ": \"" + std::string(text) + "\" is no time such as 1.5, 1500ms or 0:01.5");
  return *time;
}

float VolumeOf(const std::string& text) {
  char* end = nullptr;
  const float volume = std::strtof(text.c_str(), &end);
  const bool whole = !text.empty() && *end == '\0';
  if (!whole || !(volume >= 0 && volume <= 1)) {
    throw UsageError("--volume: \"" + text + "\" is no number from 0 to 1");
  }
  return volume;
}

/// --seek TO or --seek TO@AT.
void ReadSeek(Options& options, const std::string& value) {
  const auto at = value.find('@');
  const MediaTime target = TimeOf("--seek", std::string_view(value).substr(0, at));
  if (at == value.npos) {
    options.start = target;
  } else {
    const MediaTime when = TimeOf("--seek", std::string_view(value).substr(at + 1));
    options.actions.push_back({Action::Kind::kSeek, when, target});
  }
}

float RateOf(const std::string& text) {
  char* end = nullptr;
  const float rate = std::strtof(text.c_str(), &end);
  const bool number = !text.empty() && *end == '\0' && std::isfinite(rate);
  if (!number || std::abs(rate) < 0.1f || std::abs(rate) > 16) {
    throw UsageError("--rate: \"" + text + "\" is no rate from 0.1 to 16, or from -16 to -0.1");
  }
  return rate;
}

/// --scrub 1,2.5,+
void ReadScrub(Options& options, std::string_view list) {
  while (true) {
    const auto comma = list.find(',');
    const std::string_view frame = list.substr(0, comma);
    options.scrub.push_back(frame == "+" ? std::nullopt : std::optional(TimeOf("--scrub", frame)));
    if (comma == list.npos) return;
    list.remove_prefix(comma + 1);
  }
}

/// Options without a value. False when the name is none of them.
bool ReadFlag(Options& options, const std::string& name) {
  if (name == "--mute") return options.mute = true;
  if (name == "--no-audio") return options.no_audio = true;
  if (name == "--no-video") return options.no_video = true;
  if (name == "--events") return options.events = true;
  if (name == "--json") return options.json = true;
  if (name == "--help" || name == "-h") return options.help = true;
  if (name == "--version") return options.version = true;
  return false;
}

/// Options with a value. False when the name is none of them.
bool ReadValue(Options& options, const std::string& name, const std::string& value) {
  if (name == "--seek") {
    ReadSeek(options, value);
  } else if (name == "--volume") {
    options.volume = VolumeOf(value);
  } else if (name == "--from") {
    options.start = TimeOf(name, value);
  } else if (name == "--until") {
    options.until = TimeOf(name, value);
  } else if (name == "--pause-at") {
    options.actions.push_back({Action::Kind::kPause, TimeOf(name, value), 0});
  } else if (name == "--pause-for") {
    options.pause_for = TimeOf(name, value);
  } else if (name == "--stop-at") {
    options.actions.push_back({Action::Kind::kStop, TimeOf(name, value), 0});
  } else if (name == "--rate") {
    options.rate = RateOf(value);
  } else if (name == "--scrub") {
    ReadScrub(options, value);
  } else {
    return false;
  }
  return true;
}

bool TakesValue(const std::string& name) {
  return name == "--seek" || name == "--from" || name == "--until" || name == "--pause-at" || name == "--pause-for" ||
         name == "--stop-at" || name == "--rate" || name == "--scrub" || name == "--volume";
}

}  // namespace

Options ParseOptions(const std::vector<std::string>& arguments) {
  Options options;
  bool only_files = false;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (only_files || !argument.starts_with('-') || argument == "-") {
      options.files.push_back(argument);
      continue;
    }
    if (argument == "--") {
      only_files = true;
      continue;
    }
    const auto equals = argument.find('=');
    const std::string name = argument.substr(0, equals);
    if (!TakesValue(name)) {
      if (equals != argument.npos || !ReadFlag(options, name)) throw UsageError("unknown option " + argument);
    } else if (equals != argument.npos) {
      ReadValue(options, name, argument.substr(equals + 1));
    } else if (++i == arguments.size()) {
      throw UsageError(name + " wants a value");
    } else {
      ReadValue(options, name, arguments[i]);
    }
  }
  if (options.files.empty() && !options.help && !options.version) throw UsageError("no file given; see --help");
  if (options.files.size() > 1 && !options.scrub.empty()) throw UsageError("--scrub shows frames of one file");
  if (options.files.size() > 1 && options.rate < 0) throw UsageError("--rate: only one file can be played backwards");
  return options;
}

const char* const kHelp =
    R"(caesura-play FILE|URL... [options]

Plays files with the media session of Caesura: sound through the default device, the picture in a window. Several are
played one after the other, without a gap where the sound has the same format; times are those of the first, but for the
keys, which go to places in the file that plays.

  --seek TO        start at TO
  --seek TO@AT     go to TO when the clock reaches AT
  --from T         the same as --seek T: start at T
  --until T        end at T, to the sample: what plays is a part of the file
  --pause-at T     pause when the clock reaches T
  --pause-for T    how long such a pause lasts (default 2s; a key ends it earlier)
  --stop-at T      stop when the clock reaches T, and end
  --rate R         play R times as fast: 0.1 to 16, or -16 to -0.1 to play backwards, from the end if --seek and --from
                   don't say otherwise, one file, where its source can
  --scrub T,T,…    show the frames at these times, each for as long as --pause-for says, and end; + is the next frame
  --volume V       how loud it is: 0 (silent) to 1 (as it is in the file)
  --mute           start silent; the key m brings the sound back
  --no-audio       leave the sound out: no audio device is touched
  --no-video       leave the picture out: no window is opened
  --events         print every event of the session: time, name, status, value, attributes
  --json           print one JSON object a line: window, media, commands, events, positions, summary
  --help, --version

Times are 1.5, 1.5s, 1500ms, 0:01.5 or 1:02:03. --seek TO@AT, --pause-at and --stop-at may be given several times; each
happens once, in the order in which the clock gets there: the earliest first, or, backwards, the latest. The clock shows
the position in the file, so a seek moves it; what a seek jumps over happens right after it.

Where the sound device allows no rate but 1, other rates are played without sound.

Keys, in the terminal and in the window: space = pause or go on, s = stop, left/right = 5 s back/ahead, [ and ] = slower
and faster in the same direction, + and - = louder and quieter, m = sound off and on, q or Esc = close.
A seek while paused goes on playing.

Exit codes: 0 played to its end, or stopped as asked; 1 playback failed; 2 the command line makes no sense;
3 the file can't be opened; 4 nothing in it can be played; 5 no session (is Caesura registered?); 6 playback stalled.
)";

}  // namespace caesura::play
