// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "platform.h"

namespace programs {

/// A picture as the video renderer gives it: 32 bits a pixel.
struct Thumbnail {
  LONG width = 0;
  LONG height = 0;
  std::vector<BYTE> pixels;
};

/// The pictures of a film at these times (100 ns), for which it does not play: at rate 0 each Start shows one frame.
/// Reference: "How to Perform Scrubbing", IMFVideoDisplayControl::GetCurrentImage.
std::vector<Thumbnail> MakeThumbnails(const std::wstring& path, const std::vector<LONGLONG>& times);

}  // namespace programs
