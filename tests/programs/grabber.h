// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "platform.h"

namespace programs {

/// One sample that the sample grabber sink gave.
struct GrabbedSample {
  LONGLONG time = 0;      // 100 ns
  LONGLONG duration = 0;  // 100 ns
  std::vector<BYTE> bytes;
};

/// Gets every sample of a file's stream in that uncompressed format, as fast as they can be decoded: the sink is told
/// to ignore the clock. Reference: "Using the Sample Grabber Sink".
std::vector<GrabbedSample> Grab(const std::wstring& path, const GUID& major, const GUID& subtype);

}  // namespace programs
