// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "platform.h"

namespace caesura::play {

/// `MESessionStarted`; a type unknown here is `event 4711`.
std::string EventName(MediaEventType type);
/// `READY (100)`.
std::string TopologyStatusText(UINT32 status);
/// `0x07 (START SEEK PAUSE)`.
std::string CapabilitiesText(UINT32 capabilities);
/// The documented name without `MF_EVENT_`, or nullptr.
const char* AttributeName(const GUID& key);
/// `VT_EMPTY`.
std::string VariantTypeName(VARTYPE type);

}  // namespace caesura::play
