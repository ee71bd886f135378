// SPDX-License-Identifier: MIT
#include "support/com_registry.h"

#include <vector>

namespace caesura::test {
namespace {

void add(RegistrySnapshot& snapshot, HKEY parent, const std::wstring& name, const std::wstring& path) {
  HKEY key = nullptr;
  if (RegOpenKeyExW(parent, name.c_str(), 0, KEY_READ, &key) != ERROR_SUCCESS) return;
  snapshot[path];
  std::vector<wchar_t> text(16384);
  std::vector<BYTE> data(65536);
  for (DWORD i = 0;; ++i) {
    auto length = static_cast<DWORD>(text.size());
    auto size = static_cast<DWORD>(data.size());
    DWORD type = 0;
    if (RegEnumValueW(key, i, text.data(), &length, nullptr, &type, data.data(), &size) != ERROR_SUCCESS) break;
    std::wstring& line = snapshot[path + L" : " + text.data()];
    line = std::to_wstring(type) + L' ';
    line.append(data.begin(), data.begin() + size);
  }
  for (DWORD i = 0;; ++i) {
    auto length = static_cast<DWORD>(text.size());
    if (RegEnumKeyExW(key, i, text.data(), &length, nullptr, nullptr, nullptr, nullptr) != ERROR_SUCCESS) break;
    const std::wstring child = text.data();
    add(snapshot, key, child, path + L'\\' + child);
  }
  RegCloseKey(key);
}

}  // namespace

RegistrySnapshot snapshot_of_classes() {
  RegistrySnapshot snapshot;
  add(snapshot, HKEY_CLASSES_ROOT, L"", L"HKEY_CLASSES_ROOT");
  return snapshot;
}

RegistrySnapshot snapshot_of_software() {
  RegistrySnapshot snapshot;
  add(snapshot, HKEY_LOCAL_MACHINE, L"Software", L"HKEY_LOCAL_MACHINE\\Software");
  add(snapshot, HKEY_CURRENT_USER, L"", L"HKEY_CURRENT_USER");
  return snapshot;
}

std::wstring class_value(const std::wstring& key, const wchar_t* name) {
  wchar_t text[MAX_PATH] = {};
  DWORD size = sizeof text;
  if (RegGetValueW(HKEY_CLASSES_ROOT, key.c_str(), name, RRF_RT_REG_SZ, nullptr, text, &size) != ERROR_SUCCESS)
    return L"";
  return text;
}

DWORD run(std::wstring command_line) {
  STARTUPINFOW startup{};
  startup.cb = sizeof startup;
  PROCESS_INFORMATION process{};
  if (!CreateProcessW(nullptr, command_line.data(), nullptr, nullptr, FALSE, 0, nullptr, nullptr, &startup, &process))
    return static_cast<DWORD>(-1);
  WaitForSingleObject(process.hProcess, INFINITE);
  DWORD code = static_cast<DWORD>(-1);
  GetExitCodeProcess(process.hProcess, &code);
  CloseHandle(process.hThread);
  CloseHandle(process.hProcess);
  return code;
}

}  // namespace caesura::test
