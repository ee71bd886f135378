// SPDX-License-Identifier: MIT
#include "com/registration_text.h"

#include "com/guid_text.h"
#include "com/registration.h"

namespace caesura::com {
namespace {

std::string utf8(const std::wstring& text) {
  const auto length = static_cast<int>(text.size());
  std::string bytes(
      static_cast<std::size_t>(WideCharToMultiByte(CP_UTF8, 0, text.data(), length, nullptr, 0, nullptr, nullptr)),
      '\0');
  WideCharToMultiByte(CP_UTF8, 0, text.data(), length, bytes.data(), static_cast<int>(bytes.size()), nullptr, nullptr);
  return bytes;
}

/// `text` as regedit wants strings: quoted, with quotes and backslashes escaped.
std::wstring quoted(const std::wstring& text) {
  std::wstring out = L"\"";
  for (const wchar_t c : text) {
    if (c == L'\\' || c == L'"') out += L'\\';
    out += c;
  }
  return out + L'"';
}

}  // namespace

std::string registry_file(const Server& server, const std::wstring& dll_path) {
  std::wstring text = L"Windows Registry Editor Version 5.00\r\n";
  std::wstring key;
  for (const RegistryRow& row : registration_rows(server, dll_path)) {
    if (row.key != key) text += L"\r\n[HKEY_CLASSES_ROOT\\" + row.key + L"]\r\n";
    key = row.key;
    text += (row.name.empty() ? L"@" : quoted(row.name)) + L'=' + quoted(row.data) + L"\r\n";
  }
  return utf8(text);
}

std::string manifest(const Server& server, const std::wstring& name, const std::wstring& version,
                     const std::wstring& dll_name) {
  const std::wstring library_id = guid_wide_text(*server.library.id);
  std::wstring text =
      L"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
      L"<assembly xmlns=\"urn:schemas-microsoft-com:asm.v1\" manifestVersion=\"1.0\">\n"
      L"  <assemblyIdentity type=\"win32\" name=\"" +
      name + L"\" version=\"" + version +
      L"\" processorArchitecture=\"amd64\"/>\n"
      L"  <file name=\"" +
      dll_name + L"\">\n";
  for (const Coclass& coclass : server.classes) {
    const std::wstring prog_id = coclass.prog_id;
    text += L"    <comClass description=\"" + std::wstring(coclass.name) + L"\" clsid=\"" +
            guid_wide_text(*coclass.clsid) + L"\" threadingModel=\"Both\" progid=\"" + prog_id + L"\" tlbid=\"" +
            library_id +
            L"\">\n"
            L"      <progid>" +
            prog_id + L'.' + std::to_wstring(coclass.version) +
            L"</progid>\n"
            L"    </comClass>\n";
  }
  text += L"    <typelib tlbid=\"" + library_id + L"\" version=\"" + std::to_wstring(server.library.major) + L'.' +
          std::to_wstring(server.library.minor) +
          L"\" helpdir=\"\"/>\n"
          L"  </file>\n"
          L"</assembly>\n";
  return utf8(text);
}

}  // namespace caesura::com
