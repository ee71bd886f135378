// SPDX-License-Identifier: MIT
#pragma once

#include "base/result.h"
#include "engine/session_events.h"
#include "mf/headers.h"

namespace caesura::mf {

/// The platform's form of what the engine tells the application: type, status, value and attributes. The event of a
/// component is passed on as it is. Reference: Media Session Events and the page of each event.
Result<ComPtr<IMFMediaEvent>> make_media_event(const engine::SessionEvent& event);

}  // namespace caesura::mf
