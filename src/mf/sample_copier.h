// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "base/result.h"
#include "mf/frame_copy.h"
#include "mf/headers.h"

namespace caesura::mf {

/// Brings frames into the samples that a video stream sink allocates itself, which are the only ones that some
/// renderers show. Strand-bound.
class SampleCopier {
 public:
  /// Takes `sink`'s allocator, if it offers one (MR_VIDEO_ACCELERATION_SERVICE). Reference: IMFVideoSampleAllocator.
  explicit SampleCopier(IMFStreamSink* sink);
  ~SampleCopier();
  SampleCopier(const SampleCopier&) = delete;
  SampleCopier& operator=(const SampleCopier&) = delete;

  bool needed() const { return allocator_ != nullptr; }
  /// A sample of the allocator with the picture, the times and the attributes of `sample`; `sample` itself where it is
  /// in video memory already. MF_E_NOTACCEPTING: none is free now.
  Result<ComPtr<IMFSample>> copy(IMFSample* sample);
  /// The next sample comes in another format.
  void forget_format();

 private:
  Status prepare();

  IMFStreamSink* const sink_;  // the owner's
  ComPtr<IMFVideoSampleAllocator> allocator_;
  std::optional<FrameLayout> layout_;
};

}  // namespace caesura::mf
