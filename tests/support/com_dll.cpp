// SPDX-License-Identifier: MIT
#include "support/com_dll.h"

#include <stdexcept>

#include "caesura.h"

namespace caesura::test {
namespace {

template <typename Function>
Function* find(HMODULE module, const char* name) {
  const FARPROC address = GetProcAddress(module, name);
  if (!address) throw std::runtime_error(std::string("the DLL has no ") + name);
  return reinterpret_cast<Function*>(reinterpret_cast<void*>(address));
}

using GetClassObject = HRESULT STDAPICALLTYPE(REFCLSID, REFIID, void**);
using WithoutArguments = HRESULT STDAPICALLTYPE();
using CreateMediaSession = HRESULT STDAPICALLTYPE(IMFAttributes*, IMFMediaSession**);

/// Stays loaded.
HMODULE peer() { return LoadLibraryW(L"mf.dll"); }

}  // namespace

std::wstring dll_path() {
  wchar_t text[MAX_PATH];
  if (GetEnvironmentVariableW(L"CAESURA_DLL", text, MAX_PATH) != 0) return text;
  GetModuleFileNameW(nullptr, text, MAX_PATH);
  const std::wstring program = text;
  return program.substr(0, program.find_last_of(L'\\') + 1) + L"caesura.dll";
}

bool is_peer_tested() { return GetEnvironmentVariableW(L"CAESURA_PEER", nullptr, 0) > 1; }  // with its end

HRESULT create_session(IMFMediaSession** session) {
  if (is_peer_tested()) return find<CreateMediaSession>(peer(), "MFCreateMediaSession")(nullptr, session);
  return CoCreateInstance(CLSID_MediaSession, nullptr, CLSCTX_INPROC_SERVER, IID_PPV_ARGS(session));
}

Dll::Dll() : module_(LoadLibraryW(dll_path().c_str())) {
  if (!module_) throw std::runtime_error("caesura.dll can't be loaded");
}
Dll::~Dll() { FreeLibrary(module_); }

HRESULT Dll::get_class_object(REFCLSID clsid, REFIID iid, void** object) const {
  return find<GetClassObject>(module_, "DllGetClassObject")(clsid, iid, object);
}
HRESULT Dll::can_unload_now() const { return find<WithoutArguments>(module_, "DllCanUnloadNow")(); }
HRESULT Dll::register_server() const { return find<WithoutArguments>(module_, "DllRegisterServer")(); }
HRESULT Dll::unregister_server() const { return find<WithoutArguments>(module_, "DllUnregisterServer")(); }
HRESULT Dll::create_media_session(IMFAttributes* configuration, IMFMediaSession** session) const {
  return find<CreateMediaSession>(is_peer_tested() ? peer() : module_, "MFCreateMediaSession")(configuration, session);
}

}  // namespace caesura::test
