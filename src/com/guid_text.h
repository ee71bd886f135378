// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "com/win32.h"

namespace caesura::com {

/// `guid` as registries write it: {XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX}.
inline std::wstring guid_wide_text(REFGUID guid) {
  wchar_t text[39];
  StringFromGUID2(guid, text, 39);
  return text;
}

inline std::string guid_text(REFGUID guid) {
  const std::wstring wide = guid_wide_text(guid);
  std::string text;
  for (wchar_t c : wide) text.push_back(static_cast<char>(c));  // hexadecimal digits, braces and dashes
  return text;
}

}  // namespace caesura::com
