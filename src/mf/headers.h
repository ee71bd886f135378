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

/// MF_TOPONODE_ATTRIBUTE_EDITOR_SERVICE, MF_LOCAL_MFT_REGISTRATION_SERVICE, MF_WORKQUEUE_SERVICES.
inline constexpr GUID kTopologyNodeAttributeEditorService{
    0x65656e1a, 0x077f, 0x4472, {0x83, 0xef, 0x31, 0x6f, 0x11, 0xd5, 0x08, 0x7a}
};
inline constexpr GUID kLocalMftRegistrationService{
    0xddf5cf9c, 0x4506, 0x45aa, {0xab, 0xf0, 0x6d, 0x5d, 0x94, 0xdd, 0x1b, 0x4a}
};
inline constexpr GUID kWorkQueueServices{
    0x8e37d489, 0x41e0, 0x413a, {0x90, 0x68, 0x28, 0x7c, 0x88, 0x6d, 0x8d, 0xda}
};

/// MF_TOPONODE_FLUSH: an MF_TOPONODE_FLUSH_MODE.
inline constexpr GUID kToponodeFlush{
    0x494bbce8, 0xb031, 0x4e38, {0x97, 0xc4, 0xd5, 0x42, 0x2d, 0xd6, 0x18, 0xdc}
};

}  // namespace caesura::mf
