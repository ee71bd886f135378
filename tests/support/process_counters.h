// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace caesura::test {

// What this process holds now. GetProcessHandleCount is always 0 under Wine 8, so both count entries of system lists.
std::size_t open_handles();
std::size_t running_threads();

}  // namespace caesura::test
