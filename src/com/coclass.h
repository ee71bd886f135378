// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "com/win32.h"

namespace caesura::com {

/// One class that the server creates: a row of the table from which the factory lookup and all forms of registration
/// come. Immutable.
struct Coclass {
  const CLSID* clsid;
  const wchar_t* prog_id;  // version-independent
  int version;             // appended to prog_id
  const wchar_t* name;     // for people
  HRESULT (*create)(REFIID iid, void** object);
};

/// The type library in the DLL's resource 1. Immutable.
struct TypeLibrary {
  const GUID* id;
  int major;
  int minor;
  const wchar_t* name;
};

/// All that a server registers. Every class is registered with ThreadingModel Both. Immutable.
struct Server {
  std::span<const Coclass> classes;
  TypeLibrary library;
};

}  // namespace caesura::com
