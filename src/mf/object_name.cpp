// SPDX-License-Identifier: MIT
#include "mf/object_name.h"

#include <array>
#include <cwchar>

#include "com/com_ptr.h"
#include "com/guid_text.h"
#include "mf/given.h"

namespace caesura::mf {

std::string to_utf8(const wchar_t* text) {
  const int length = static_cast<int>(std::wcslen(text));
  const int size = WideCharToMultiByte(CP_UTF8, 0, text, length, nullptr, 0, nullptr, nullptr);
  std::string utf8(static_cast<std::size_t>(size), '\0');
  WideCharToMultiByte(CP_UTF8, 0, text, length, utf8.data(), size, nullptr, nullptr);
  return utf8;
}

std::wstring to_utf16(const std::string& text) {
  const int length = static_cast<int>(text.size());
  const int size = MultiByteToWideChar(CP_UTF8, 0, text.data(), length, nullptr, 0);
  std::wstring utf16(static_cast<std::size_t>(size), L'\0');
  MultiByteToWideChar(CP_UTF8, 0, text.data(), length, utf16.data(), size);
  return utf16;
}

std::string describe_object(const std::string& kind, IUnknown* object) {
  std::string text = kind + " of " + module_of(object);
  com::ComPtr<IPersist> persist;
  CLSID clsid = GUID_NULL;
  if (SUCCEEDED(given(object->QueryInterface(IID_PPV_ARGS(&persist)), persist)) &&
      SUCCEEDED(persist->GetClassID(&clsid)))
    text += " " + com::guid_text(clsid);
  return text;
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
