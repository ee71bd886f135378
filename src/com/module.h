// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "com/win32.h"

namespace caesura::com {

/// What keeps the DLL loaded, and where it is. Thread-safe.
namespace module {

void add_reference() noexcept;
void release_reference() noexcept;
/// The number of living objects and server locks.
long references() noexcept;

/// The DLL or program that this code is linked into.
HINSTANCE handle() noexcept;
std::wstring path();

}  // namespace module

/// Holds the module for as long as it lives. Immutable.
class ModuleReference {
 public:
  ModuleReference() noexcept { module::add_reference(); }
  ModuleReference(const ModuleReference&) = delete;
  ModuleReference& operator=(const ModuleReference&) = delete;
  ~ModuleReference() { module::release_reference(); }
};

}  // namespace caesura::com
