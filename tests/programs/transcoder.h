// SPDX-License-Identifier: MIT
#pragma once

#include "platform.h"

namespace programs {

/// Makes a G.711 file of the sound of any file, as fast as it can be decoded. The topology is built by hand, as
/// MFCreateTranscodeTopology would; encoder and file sink are the program's own. Reference: "Tutorial: Encoding an MP4
/// File", IMFFinalizableMediaSink.
void Transcode(const std::wstring& from, const std::wstring& to);

}  // namespace programs
