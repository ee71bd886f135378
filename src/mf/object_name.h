// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "com/win32.h"

namespace caesura::mf {

/// The file name of the module that implements `object`, "evr.dll", for messages to people.
std::string module_of(IUnknown* object);

/// UTF-16 as UTF-8.
std::string to_utf8(const wchar_t* text);

}  // namespace caesura::mf
