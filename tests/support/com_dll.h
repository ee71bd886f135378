// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "com/win32.h"
// Need windows.h before them.
#include <mfidl.h>

namespace caesura::test {

/// Where the DLL under test is: in the environment's CAESURA_DLL, or beside the test program.
std::wstring dll_path();

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
  HRESULT create_media_session(IMFAttributes* configuration, IMFMediaSession** session) const;

 private:
  HMODULE module_;
};

}  // namespace caesura::test
