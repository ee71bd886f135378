// SPDX-License-Identifier: MIT
#include "com/module.h"

#include <atomic>

namespace caesura::com::module {
namespace {
std::atomic<long> reference_count{0};
}  // namespace

void add_reference() noexcept { reference_count.fetch_add(1, std::memory_order_relaxed); }
void release_reference() noexcept { reference_count.fetch_sub(1, std::memory_order_acq_rel); }
long references() noexcept { return reference_count.load(std::memory_order_acquire); }

HINSTANCE handle() noexcept {
  HMODULE module = nullptr;
  GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                     reinterpret_cast<LPCWSTR>(&reference_count), &module);
  return module;
}

std::wstring path() {
  std::wstring buffer(MAX_PATH, L'\0');
  for (;;) {
    const DWORD length = GetModuleFileNameW(handle(), buffer.data(), static_cast<DWORD>(buffer.size()));
    if (length < buffer.size()) {
      buffer.resize(length);
      return buffer;
    }
    buffer.resize(buffer.size() * 2);
  }
}

}  // namespace caesura::com::module
