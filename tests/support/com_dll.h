// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "com/win32.h"
// Need windows.h before them.
#include <mfidl.h>

namespace caesura::test {

/// Where the DLL under test is: in the environment's CAESURA_DLL, or beside the test program.
std::wstring dll_path();

/// Whether Wine's own session is held to the same tests (`./dev test --peer`): CAESURA_PEER is in the environment.
bool is_peer_tested();

/// A session, as a client gets it: by CoCreateInstance of Caesura's class, or from mf.dll where the peer is tested.
HRESULT create_session(IMFMediaSession** session);

/// The DLL under test, loaded and reached by its exports alone. Thread-bound.
class Dll {
 public:
  Dll();
  Dll(const Dll&) = delete;
  Dll& operator=(const Dll&) = delete;
  ~Dll();

  HMODULE handle() const { return module_; }
  HRESULT get_class_object(REFCLSID clsid, REFIID iid, void** object) const;
  HRESULT can_unload_now() const;
  HRESULT register_server() const;
  HRESULT unregister_server() const;
  /// Also the peer's, where that is tested.
  HRESULT create_media_session(IMFAttributes* configuration, IMFMediaSession** session) const;

 private:
  HMODULE module_;
};

}  // namespace caesura::test
