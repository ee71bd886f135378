// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace caesura::play {

/// One JSON object, written member by member in the order given. Text is UTF-8.
class JsonLine {
 public:
  JsonLine& Add(std::string_view key, std::string_view value);
  JsonLine& Add(std::string_view key, const char* value) { return Add(key, std::string_view(value)); }
  JsonLine& Add(std::string_view key, std::int64_t value);
  /// With six digits after the point.
  JsonLine& Add(std::string_view key, double value);
  JsonLine& Add(std::string_view key, bool value);
  JsonLine& Add(std::string_view key, const JsonLine& value);
  /// `json` is JSON already.
  JsonLine& AddRaw(std::string_view key, std::string_view json);

  /// The object, without a line break.
  std::string str() const { return "{" + members_ + "}"; }

 private:
  std::string members_;
};

}  // namespace caesura::play
