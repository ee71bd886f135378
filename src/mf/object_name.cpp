// SPDX-License-Identifier: MIT
#include "mf/object_name.h"

#include <array>
#include <cwchar>

namespace caesura::mf {

std::string to_utf8(const wchar_t* text) {
  const int length = static_cast<int>(std::wcslen(text));
  const int size = WideCharToMultiByte(CP_UTF8, 0, text, length, nullptr, 0, nullptr, nullptr);
  std::string utf8(static_cast<std::size_t>(size), '\0');
  WideCharToMultiByte(CP_UTF8, 0, text, length, utf8.data(), size, nullptr, nullptr);
  return utf8;
}

std::string module_of(IUnknown* object) {
  const void* const table = *reinterpret_cast<void* const*>(object);
  HMODULE module = nullptr;
  if (!GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                          static_cast<const wchar_t*>(table), &module))
    return "an unknown module";
  std::array<wchar_t, MAX_PATH> path{};
  GetModuleFileNameW(module, path.data(), static_cast<DWORD>(path.size() - 1));
  const wchar_t* const separator = std::wcsrchr(path.data(), L'\\');
  return to_utf8(separator ? separator + 1 : path.data());
}

}  // namespace caesura::mf
