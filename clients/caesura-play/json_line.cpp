// SPDX-License-Identifier: MIT
#include "json_line.h"

#include <cstdio>

namespace caesura::play {
namespace {

std::string Quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
      quoted += escape;
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

}  // namespace

JsonLine& JsonLine::Add(std::string_view key, std::string_view value) { return AddRaw(key, Quoted(value)); }

JsonLine& JsonLine::Add(std::string_view key, std::int64_t value) { return AddRaw(key, std::to_string(value)); }

JsonLine& JsonLine::Add(std::string_view key, double value) {
  char text[64];
  std::snprintf(text, sizeof text, "%.6f", value);
  return AddRaw(key, text);
}

JsonLine& JsonLine::Add(std::string_view key, bool value) { return AddRaw(key, value ? "true" : "false"); }

JsonLine& JsonLine::Add(std::string_view key, const JsonLine& value) { return AddRaw(key, value.str()); }

JsonLine& JsonLine::AddRaw(std::string_view key, std::string_view json) {
  if (!members_.empty()) members_ += ',';
  members_ += Quoted(key);
  members_ += ':';
  members_ += json;
  return *this;
}

}  // namespace caesura::play
