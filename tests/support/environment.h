// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>

namespace caesura {

/// What the variable says, by which a person asks for one case, for all or for more of them; empty: nothing.
inline std::string text_from(const char* variable) {
  const char* const text = std::getenv(variable);
  return text ? text : "";
}

inline std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const std::string text = text_from(variable);
  return text.empty() ? otherwise : std::strtoull(text.c_str(), nullptr, 10);
}

}  // namespace caesura
