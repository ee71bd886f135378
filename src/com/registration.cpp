// SPDX-License-Identifier: MIT
#include "com/registration.h"

#include "com/guid_text.h"
#include "com/hresult.h"

namespace caesura::com {
namespace {

std::wstring class_key(const Coclass& coclass) { return L"CLSID\\" + guid_wide_text(*coclass.clsid); }
std::wstring versioned(const Coclass& coclass) {
  return std::wstring(coclass.prog_id) + L'.' + std::to_wstring(coclass.version);
}
std::wstring library_key(const TypeLibrary& library) { return L"TypeLib\\" + guid_wide_text(*library.id); }
std::wstring library_version(const TypeLibrary& library) {
  return std::to_wstring(library.major) + L'.' + std::to_wstring(library.minor);
}

HRESULT write(const RegistryRow& row) {
  const auto bytes = static_cast<DWORD>((row.data.size() + 1) * sizeof(wchar_t));
  return HRESULT_FROM_WIN32(RegSetKeyValueW(HKEY_CLASSES_ROOT, row.key.c_str(),
                                            row.name.empty() ? nullptr : row.name.c_str(), REG_SZ, row.data.c_str(),
                                            bytes));
}

}  // namespace

std::vector<RegistryRow> registration_rows(const Server& server, const std::wstring& dll_path) {
  const std::wstring library_id = guid_wide_text(*server.library.id);
  const std::wstring version = library_version(server.library);
  std::vector<RegistryRow> rows;
  for (const Coclass& coclass : server.classes) {
    const std::wstring key = class_key(coclass);
    const std::wstring clsid = guid_wide_text(*coclass.clsid);
    const std::wstring prog_id = coclass.prog_id;
    rows.push_back({key, L"", coclass.name});
    rows.push_back({key + L"\\InprocServer32", L"", dll_path});
    rows.push_back({key + L"\\InprocServer32", L"ThreadingModel", L"Both"});
    rows.push_back({key + L"\\ProgID", L"", versioned(coclass)});
    rows.push_back({key + L"\\TypeLib", L"", library_id});
    rows.push_back({key + L"\\Version", L"", version});
    rows.push_back({key + L"\\VersionIndependentProgID", L"", prog_id});
    rows.push_back({prog_id, L"", coclass.name});
    rows.push_back({prog_id + L"\\CLSID", L"", clsid});
    rows.push_back({prog_id + L"\\CurVer", L"", versioned(coclass)});
    rows.push_back({versioned(coclass), L"", coclass.name});
    rows.push_back({versioned(coclass) + L"\\CLSID", L"", clsid});
  }
  const std::wstring key = library_key(server.library) + L'\\' + version;
  rows.push_back({key, L"", server.library.name});
  rows.push_back({key + L"\\0\\win64", L"", dll_path});
  rows.push_back({key + L"\\FLAGS", L"", L"0"});
  rows.push_back({key + L"\\HELPDIR", L"", dll_path.substr(0, dll_path.find_last_of(L'\\'))});
  return rows;
}

std::vector<std::wstring> registration_roots(const Server& server) {
  std::vector<std::wstring> roots;
  for (const Coclass& coclass : server.classes) {
    roots.push_back(class_key(coclass));
    roots.push_back(coclass.prog_id);
    roots.push_back(versioned(coclass));
  }
  roots.push_back(library_key(server.library));
  return roots;
}

HRESULT register_server(const Server& server, const std::wstring& dll_path) {
  for (const RegistryRow& row : registration_rows(server, dll_path)) {
    const HRESULT written = write(row);
    if (SUCCEEDED(written)) continue;
    static_cast<void>(unregister_server(server));
    return written;
  }
  return S_OK;
}

HRESULT unregister_server(const Server& server) {
  HRESULT first_failure = S_OK;
  for (const std::wstring& root : registration_roots(server)) {
    const LSTATUS deleted = RegDeleteTreeW(HKEY_CLASSES_ROOT, root.c_str());
    if (deleted != ERROR_SUCCESS && deleted != ERROR_FILE_NOT_FOUND && SUCCEEDED(first_failure))
      first_failure = HRESULT_FROM_WIN32(static_cast<DWORD>(deleted));
  }
  return first_failure;
}

}  // namespace caesura::com
