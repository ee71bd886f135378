// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "media_file.h"
#include "media_time.h"
#include "platform.h"

namespace caesura::play {

/// Source node and output node for each branch, joined directly: the session puts decoders and converters between them.
class TopologyBuilder {
 public:
  /// `until`: where the presentation ends, if not with the file.
  TopologyBuilder(const MediaFile& file, std::optional<MediaTime> until);

  /// `sink` activates the renderer of this stream's branch.
  void AddBranch(const Stream& stream, IMFActivate* sink);
  ComPtr<IMFTopology> Take() { return topology_; }

 private:
  const MediaFile& file_;
  const std::optional<MediaTime> until_;
  ComPtr<IMFTopology> topology_;
};

/// The sound renderer, already made, so that a missing device is known before the topology is. Null with the reason in
/// `hr` when there is none.
ComPtr<IMFActivate> MakeAudioRenderer(HRESULT& hr);

/// The picture renderer that draws into `window`. Throws Failure.
ComPtr<IMFActivate> MakeVideoRenderer(HWND window);

}  // namespace caesura::play
