// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>

#include "com/win32.h"

namespace caesura::test {

/// Keys and values of a part of the registry, each as one line of text.
using RegistrySnapshot = std::map<std::wstring, std::wstring>;

/// Everything below HKEY_CLASSES_ROOT.
RegistrySnapshot snapshot_of_classes();
/// All that programs write: HKEY_LOCAL_MACHINE\Software, where the classes are, too, and HKEY_CURRENT_USER.
RegistrySnapshot snapshot_of_software();

/// The data of a string value, or empty.
std::wstring class_value(const std::wstring& key, const wchar_t* name = nullptr);

/// Runs a program to its end and gives its exit code, or DWORD(-1) if it doesn't start.
DWORD run(std::wstring command_line);

}  // namespace caesura::test
