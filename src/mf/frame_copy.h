// SPDX-License-Identifier: MIT
#pragma once

#include "base/result.h"
#include "mf/headers.h"

namespace caesura::mf {

/// How an uncompressed picture lies in memory: the planes follow one another, each with lines of one pitch. Immutable.
struct FrameLayout {
  struct Plane {
    DWORD line_bytes = 0;
    DWORD lines = 0;
    LONG pitch_divisor = 1;  // of the picture's pitch: 2 for the chroma planes of I420
  };
  Plane planes[3];
  int plane_count = 0;
  LONG stride = 0;  // bytes from line to line in plain memory; negative: the bottom line comes first

  /// The layout of `type`. MF_E_INVALIDMEDIATYPE: not a picture that is known here.
  static Result<FrameLayout> of(IMFMediaType* type);
};

/// Copies one picture into `target`, which must be an IMF2DBuffer (a surface, say), from `source` as it lies there:
/// an IMF2DBuffer by its own pitch, plain memory by the layout's.
HRESULT copy_frame(const FrameLayout& layout, IMFMediaBuffer* source, IMFMediaBuffer* target);

}  // namespace caesura::mf
