// SPDX-License-Identifier: MIT
#pragma once

#include "platform.h"

namespace caesura::play {

/// A new session out of CoCreateInstance. Throws Failure(kNoSession), which says what to do.
ComPtr<IMFMediaSession> CreateSession();

}  // namespace caesura::play
