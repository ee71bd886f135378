// SPDX-License-Identifier: MIT
#include "support/process_counters.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <vector>

#include "com/win32.h"
// Need windows.h before them.
#include <psapi.h>
#include <tlhelp32.h>
#include <winternl.h>

namespace caesura::test {
namespace {

constexpr int kSystemExtendedHandleInformation = 64;

struct HandleEntry {
  void* object;
  ULONG_PTR process;
  ULONG_PTR handle;
  ULONG access;
  USHORT creator;
  USHORT type;
  ULONG attributes;
  ULONG reserved;
};

struct HandleList {
  ULONG_PTR count;
  ULONG_PTR reserved;
  HandleEntry first;
};

}  // namespace

std::size_t open_handles() {
  using Query = NTSTATUS WINAPI(int, void*, ULONG, ULONG*);
  const auto query = reinterpret_cast<Query*>(
      reinterpret_cast<void*>(GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "NtQuerySystemInformation")));
  std::vector<std::byte> memory(std::size_t{1} << 16);
  ULONG needed = 0;
  while (query(kSystemExtendedHandleInformation, memory.data(), static_cast<ULONG>(memory.size()), &needed) != 0) {
    if (memory.size() > (std::size_t{1} << 26)) return 0;
    memory.resize(memory.size() * 2);
  }
  const auto* list = reinterpret_cast<const HandleList*>(memory.data());
  const HandleEntry* entries = &list->first;
  std::size_t count = 0;
  for (ULONG_PTR i = 0; i < list->count; ++i) count += entries[i].process == GetCurrentProcessId() ? 1 : 0;
  return count;
}

std::size_t running_threads() {
  const HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0);
  THREADENTRY32 entry{};
  entry.dwSize = sizeof entry;
  std::size_t count = 0;
  for (BOOL more = Thread32First(snapshot, &entry); more; more = Thread32Next(snapshot, &entry))
    count += entry.th32OwnerProcessID == GetCurrentProcessId() ? 1 : 0;
  CloseHandle(snapshot);
  return count;
}

std::size_t private_bytes() {
  PROCESS_MEMORY_COUNTERS counters{};
  return K32GetProcessMemoryInfo(GetCurrentProcess(), &counters, sizeof counters) ? counters.PagefileUsage : 0;
}

std::map<std::size_t, std::size_t> heap_blocks() {
  HANDLE heaps[64];
  const DWORD count = std::min<DWORD>(GetProcessHeaps(static_cast<DWORD>(std::size(heaps)), heaps), std::size(heaps));
  // No memory is asked for while a heap is walked.
  static std::array<std::uint32_t, 4096> small;
  std::map<std::size_t, std::size_t> blocks;
  std::size_t large = 0;
  small.fill(0);
  for (DWORD i = 0; i < count; ++i) {
    PROCESS_HEAP_ENTRY entry{};
    if (!HeapLock(heaps[i])) continue;
    while (HeapWalk(heaps[i], &entry)) {
      if (!(entry.wFlags & PROCESS_HEAP_ENTRY_BUSY)) continue;
      if (entry.cbData < small.size()) {
        ++small[entry.cbData];
      } else {
        large += entry.cbData;
      }
    }
    HeapUnlock(heaps[i]);
  }
  for (std::size_t size = 0; size < small.size(); ++size)
    if (small[size] != 0) blocks[size] = small[size];
  if (large != 0) blocks[large] = 1;
  return blocks;
}

}  // namespace caesura::test
