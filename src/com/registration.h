// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "com/coclass.h"

namespace caesura::com {

/// One string value of the registry, below HKEY_CLASSES_ROOT. An empty name is the key's default value.
struct RegistryRow {
  std::wstring key;
  std::wstring name;
  std::wstring data;
};

/// The whole registration of `server` in the DLL at `dll_path`: its classes, its ProgIDs and its type library.
/// Interface keys are not part of it: the interfaces are Media Foundation's, and the objects need no proxies, since
/// they carry the free-threaded marshaler.
std::vector<RegistryRow> registration_rows(const Server& server, const std::wstring& dll_path);

/// The topmost keys that are the server's own; all rows are in or below them.
std::vector<std::wstring> registration_roots(const Server& server);

/// Writes the rows, or, on failure, takes back all of them.
HRESULT register_server(const Server& server, const std::wstring& dll_path);
/// Deletes the roots with all that is below. Succeeds where nothing was registered.
HRESULT unregister_server(const Server& server);

}  // namespace caesura::com
