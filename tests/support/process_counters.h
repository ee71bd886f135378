// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <map>

namespace caesura::test {

// What this process holds now. GetProcessHandleCount is always 0 under Wine 8, so both count entries of system lists.
std::size_t open_handles();
std::size_t running_threads();

/// What is committed to this process alone, bytes: whole pages.
std::size_t private_bytes();
/// How many blocks of its heaps are in use, by their size in bytes; those of 4 KB and more are summed up as one. Other
/// threads wait meanwhile. Thread-bound.
std::map<std::size_t, std::size_t> heap_blocks();

}  // namespace caesura::test
