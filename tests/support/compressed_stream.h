// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "mf/headers.h"

namespace caesura::test {

/// What a decoder takes at a time: one coded picture, or one block of coded sound.
struct AccessUnit {
  std::vector<std::uint8_t> bytes;
  LONGLONG time = 0;      // 100 ns
  LONGLONG duration = 0;  // 100 ns
  bool key = true;        // decoding can begin here
};

/// A compressed elementary stream in memory, and the media type that a source gives for it.
struct CompressedStream {
  mf::ComPtr<IMFMediaType> type;
  std::vector<AccessUnit> units;
};

/// H.264 as in Annex B of the standard, without B pictures, `rate` pictures a second. Empty where `path` can't be read.
CompressedStream read_h264(const std::string& path, UINT32 width, UINT32 height, UINT32 rate);

/// AAC in ADTS frames; the units are the raw blocks inside. Empty where `path` can't be read.
CompressedStream read_adts(const std::string& path);

}  // namespace caesura::test
