// SPDX-License-Identifier: MIT
//
// Topology attributes that mingw-w64's headers lack.
#pragma once

#include "com/win32.h"

namespace caesura::mf {

/// MF_TOPOLOGY_ENUMERATE_SOURCE_TYPES
inline constexpr GUID kTopologyEnumerateSourceTypes{
    0x6248c36d, 0x5d0b, 0x4f40, {0xa0, 0xbb, 0xb0, 0xb3, 0x05, 0xf7, 0x76, 0x98}
};
/// MF_TOPOLOGY_PROJECTSTART
inline constexpr GUID kTopologyProjectStart{
    0x7ed3f802, 0x86bb, 0x4b3f, {0xb7, 0xe4, 0x7c, 0xb4, 0x3a, 0xfd, 0x4b, 0x80}
};
/// MF_TOPOLOGY_PROJECTSTOP
inline constexpr GUID kTopologyProjectStop{
    0x7ed3f803, 0x86bb, 0x4b3f, {0xb7, 0xe4, 0x7c, 0xb4, 0x3a, 0xfd, 0x4b, 0x80}
};

}  // namespace caesura::mf
