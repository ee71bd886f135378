// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "com/win32.h"

namespace caesura::mf {

/// The file name of the module that implements `object`, "evr.dll", for messages to people.
std::string module_of(IUnknown* object);

/// `media source of a.dll`, and behind it the class in the registry, where the object says so itself (IPersist).
std::string describe_object(const std::string& kind, IUnknown* object);

/// UTF-16 as UTF-8, and back.
std::string to_utf8(const wchar_t* text);
std::wstring to_utf16(const std::string& text);

}  // namespace caesura::mf
