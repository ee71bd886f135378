// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "media_time.h"
#include "platform.h"

namespace caesura::play {

/// One stream of the file and what it carries.
struct Stream {
  enum class Kind { kAudio, kVideo, kOther };
  DWORD index = 0;
  ComPtr<IMFStreamDescriptor> descriptor;
  Kind kind = Kind::kOther;
  std::string format;  // `H264`, `AAC`, `I420`, or the GUID
  UINT32 width = 0;    // of video, in square pixels
  UINT32 height = 0;
  double frame_rate = 0;
  UINT32 sample_rate = 0;  // of audio
  UINT32 channels = 0;
};

/// An opened source. The first audio and the first video stream are selected, all others are not.
/// The owner calls source->Shutdown() once the session is closed.
struct MediaFile {
  std::string name;  // as it was given
  ComPtr<IMFMediaSource> source;
  ComPtr<IMFPresentationDescriptor> presentation;
  MediaTime duration = 0;  // 0: unknown
  std::vector<Stream> streams;

  /// The stream of this kind that is selected, or nullptr.
  const Stream* Selected(Stream::Kind kind) const;
  void Deselect(Stream::Kind kind);
};

/// Opens a path or a URL. Throws Failure: kCannotOpen, or kStalled where the system does not come back with it.
MediaFile OpenMedia(const std::string& path_or_url);

}  // namespace caesura::play
