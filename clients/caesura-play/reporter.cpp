// SPDX-License-Identifier: MIT
#include "reporter.h"

#include <cstdio>

#include "json_line.h"
#include "progress.h"
#include "result_text.h"
#include "wall_clock.h"

namespace caesura::play {
namespace {

JsonLine Record(std::string_view type, std::optional<MediaTime> position) {
  const Moment now = Moment::Now();
  JsonLine line;
  line.Add("type", type).Add("wall", now.wall).Add("qpc", now.qpc);
  return position ? line.Add("position", Seconds(*position)) : line.AddRaw("position", "null");
}

JsonLine StreamRecord(const Stream& stream, bool selected) {
  JsonLine line;
  const bool audio = stream.kind == Stream::Kind::kAudio;
  const bool video = stream.kind == Stream::Kind::kVideo;
  line.Add("kind", audio ? "audio" : video ? "video" : "other").Add("format", stream.format).Add("selected", selected);
  if (audio) line.Add("sample_rate", std::int64_t{stream.sample_rate}).Add("channels", std::int64_t{stream.channels});
  if (video) {
    line.Add("width", std::int64_t{stream.width}).Add("height", std::int64_t{stream.height});
    line.Add("frame_rate", stream.frame_rate);
  }
  return line;
}

}  // namespace

void Reporter::Media(const MediaFile& file) {
  if (!options_.json) return;
  std::string streams;
  for (const Stream& stream : file.streams) {
    const Stream* selected = file.Selected(stream.kind);
    streams += (streams.empty() ? "" : ",") + StreamRecord(stream, selected && selected->index == stream.index).str();
  }
  JsonLine line = Record("media", std::nullopt);
  line.Add("file", file.name).Add("duration", Seconds(file.duration)).AddRaw("streams", "[" + streams + "]");
  terminal_.PrintLine(line.str());
}

void Reporter::Window(const RECT& area) {
  if (!options_.json) return;
  JsonLine line = Record("window", std::nullopt);
  line.Add("left", std::int64_t{area.left}).Add("top", std::int64_t{area.top});
  line.Add("width", std::int64_t{area.right - area.left}).Add("height", std::int64_t{area.bottom - area.top});
  terminal_.PrintLine(line.str());
}

void Reporter::Command(std::string_view name, std::optional<MediaTime> target, std::optional<MediaTime> position) {
  if (!options_.json) return;
  JsonLine line = Record("command", position);
  line.Add("command", name);
  if (target) line.Add("target", Seconds(*target));
  terminal_.PrintLine(line.str());
}

void Reporter::Event(const EventRecord& event, std::optional<MediaTime> position) {
  if (options_.json) {
    JsonLine attributes;
    for (const auto& [key, value] : event.attributes) attributes.Add(key, value);
    JsonLine line = Record("event", position);
    line.Add("event", event.name).Add("number", static_cast<std::int64_t>(event.type));
    line.Add("status", ResultHex(event.status)).Add("status_text", ResultText(event.status));
    line.Add("value_type", event.value_type).Add("value", event.value).Add("attributes", attributes);
    terminal_.PrintLine(line.str());
  } else if (options_.events) {
    SYSTEMTIME now;
    char time[64];
    GetLocalTime(&now);
    std::snprintf(time, sizeof time, "%02d:%02d:%02d.%03d %9.3f s  ", now.wHour, now.wMinute, now.wSecond,
                  now.wMilliseconds, Seconds(position.value_or(0)));
    terminal_.PrintLine(time + EventLine(event));
  }
}

void Reporter::Progress(std::string_view state, std::optional<MediaTime> position, MediaTime duration) {
  if (options_.json) {
    terminal_.PrintLine(Record("position", position).Add("state", state).str());
  } else if (terminal_.draws_progress()) {
    terminal_.DrawProgress(ProgressLine(state, position.value_or(0), duration, terminal_.width()));
  }
}

void Reporter::Warning(const std::string& sentence) {
  terminal_.EndProgress();
  std::fprintf(stderr, "caesura-play: %s\n", sentence.c_str());
  if (options_.json) terminal_.PrintLine(Record("warning", std::nullopt).Add("text", sentence).str());
}

void Reporter::Summary(std::string_view result, int exit_code, const std::string& sentence,
                       std::optional<MediaTime> position, MediaTime duration) {
  terminal_.EndProgress();
  if (!sentence.empty()) std::fprintf(stderr, "caesura-play: %s\n", sentence.c_str());
  if (!options_.json) return;
  JsonLine line = Record("summary", position);
  line.Add("result", result).Add("exit", std::int64_t{exit_code}).Add("duration", Seconds(duration));
  terminal_.PrintLine(line.Add("error", sentence).str());
}

}  // namespace caesura::play
