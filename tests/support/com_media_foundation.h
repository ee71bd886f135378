// SPDX-License-Identifier: MIT
#pragma once

#include "com/win32.h"
// Need windows.h before them.
#include <mfapi.h>

namespace caesura::test {

/// Media Foundation, started for as long as this lives.
class MediaFoundation {
 public:
  MediaFoundation() { MFStartup(MF_VERSION, MFSTARTUP_FULL); }
  MediaFoundation(const MediaFoundation&) = delete;
  MediaFoundation& operator=(const MediaFoundation&) = delete;
  ~MediaFoundation() { MFShutdown(); }
};

}  // namespace caesura::test
