// SPDX-License-Identifier: MIT
//
// What caesura.dll exports: the four functions of a COM server, and Media Foundation's own way to a session.
// Reference: DllGetClassObject, DllCanUnloadNow, DllRegisterServer, DllUnregisterServer, MFCreateMediaSession.
#include "com/win32.h"
// Needs windows.h before it.
#include <mfidl.h>

#include "com/class_factory.h"
#include "com/guard.h"
#include "com/hresult.h"
#include "com/module.h"
#include "com/registration.h"
#include "facade/media_session.h"
#include "server/coclasses.h"

namespace com = caesura::com;
using caesura::server::server;

STDAPI DllGetClassObject(REFCLSID clsid, REFIID iid, void** object) {
  return com::guarded([&] { return com::get_class_object(server().classes, clsid, iid, object); });
}

STDAPI DllCanUnloadNow() { return com::module::references() == 0 ? S_OK : S_FALSE; }

STDAPI DllRegisterServer() {
  return com::guarded([] { return com::register_server(server(), com::module::path()); });
}

STDAPI DllUnregisterServer() {
  return com::guarded([] { return com::unregister_server(server()); });
}

/// `session` must not be null. The caller calls IMFMediaSession::Shutdown before its last Release.
STDAPI MFCreateMediaSession(IMFAttributes* configuration, IMFMediaSession** session) {
  RETURN_HR_IF(E_POINTER, !session);
  *session = nullptr;
  return com::guarded([&] {
    return caesura::facade::create_media_session(configuration, __uuidof(IMFMediaSession),
                                                 reinterpret_cast<void**>(session));
  });
}
