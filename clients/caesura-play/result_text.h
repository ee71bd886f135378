// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "platform.h"

namespace caesura::play {

/// `0xc00d36fc`.
std::string ResultHex(HRESULT result);
/// `MF_E_SESSION_PAUSEWHILESTOPPED`, or `` when the code has no name here.
std::string ResultName(HRESULT result);
/// `the session can't pause while it is stopped (MF_E_SESSION_PAUSEWHILESTOPPED, 0xc00d36fc)`; for a code without a
/// name the system's text, when it has one.
std::string ResultText(HRESULT result);

}  // namespace caesura::play
