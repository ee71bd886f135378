// SPDX-License-Identifier: MIT
//
// Media Foundation's headers, in the order in which they compile, and what mingw-w64's lack.
#pragma once

#include "com/win32.h"
// Need windows.h before them.
#include <mfapi.h>
#include <mferror.h>
#include <mfidl.h>
#include <mfobjects.h>
#include <mftransform.h>
#include <propidl.h>

namespace caesura::mf {

using com::ComPtr;

/// PRESENTATION_CURRENT_POSITION: the clock goes on from where it was paused. Reference: IMFPresentationClock::Start.
inline constexpr LONGLONG kPresentationCurrentPosition = 0x7fffffffffffffff;

/// A flag of MFMEDIASOURCE_CHARACTERISTICS. Reference: IMFMediaSource::GetCharacteristics.
inline constexpr DWORD kSourceDoesNotUseNetwork = 0x80;

/// MF_SESSION_GLOBAL_TIME: the session plays editing sequences.
inline constexpr GUID kSessionGlobalTime{
    0x1e83d482, 0x1f1c, 0x4571, {0x84, 0x05, 0x88, 0xf4, 0xb2, 0x18, 0x1f, 0x72}
};

/// MF_TOPONODE_FLUSH: an MF_TOPONODE_FLUSH_MODE.
inline constexpr GUID kToponodeFlush{
    0x494bbce8, 0xb031, 0x4e38, {0x97, 0xc4, 0xd5, 0x42, 0x2d, 0xd6, 0x18, 0xdc}
};

}  // namespace caesura::mf
