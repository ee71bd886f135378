// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "mf/headers.h"

namespace caesura::mf {

/// A media type in a few words, for messages to people: "video NV12 320x240 25 fps", "audio PCM 44100 Hz 2 channels
/// 16 bits". Thread-safe.
std::string describe(IMFMediaType* type);

/// The name of a subtype: "H264", "PCM", or the GUID where there is no shorter one. Thread-safe.
std::string subtype_name(const GUID& subtype);

/// True for the uncompressed audio and video subtypes of the platform: no decoder is to be looked for. Thread-safe.
bool is_uncompressed(const GUID& subtype);

}  // namespace caesura::mf
