// SPDX-License-Identifier: MIT
#include "mf/frame_copy.h"

#include <cstdint>

#include "com/hresult.h"

namespace caesura::mf {
namespace {

/// A picture's first line and the distance to the next, for as long as the buffer is locked. Thread-bound.
class LockedFrame {
 public:
  LockedFrame(IMFMediaBuffer* buffer, const FrameLayout& layout) : buffer_(buffer) {
    if (SUCCEEDED(buffer->QueryInterface(IID_PPV_ARGS(&surface_)))) {
      hr_ = surface_->Lock2D(&first_line_, &pitch_);
      return;
    }
    BYTE* memory = nullptr;
    DWORD length = 0;
    hr_ = buffer->Lock(&memory, nullptr, &length);
    if (FAILED(hr_)) return;
    pitch_ = stride_in(layout, length);
    const bool bottom_up = pitch_ < 0;
    first_line_ = bottom_up ? memory - static_cast<std::intptr_t>(pitch_) *
                                           (static_cast<std::intptr_t>(layout.planes[0].lines) - 1)
                            : memory;
    if (length < size_of(layout, pitch_)) {
      buffer->Unlock();
      hr_ = MF_E_BUFFERTOOSMALL;
    }
  }
  LockedFrame(const LockedFrame&) = delete;
  LockedFrame& operator=(const LockedFrame&) = delete;
  ~LockedFrame() {
    if (FAILED(hr_)) return;
    if (surface_) {
      surface_->Unlock2D();
    } else {
      buffer_->Unlock();
    }
  }

  HRESULT result() const { return hr_; }
  BYTE* first_line() const { return first_line_; }
  LONG pitch() const { return pitch_; }

 private:
  /// Wine's sources and converters pad lines to four bytes, whatever the media type says: the length tells.
  static LONG stride_in(const FrameLayout& layout, DWORD length) {
    const LONG padded = (layout.stride + 3) / 4 * 4;
    return layout.stride > 0 && length >= size_of(layout, padded) ? padded : layout.stride;
  }
  static DWORD size_of(const FrameLayout& layout, LONG pitch) {
    DWORD size = 0;
    const DWORD stride = static_cast<DWORD>(pitch < 0 ? -pitch : pitch);
    for (int i = 0; i < layout.plane_count; ++i)
      size += stride / static_cast<DWORD>(layout.planes[i].pitch_divisor) * layout.planes[i].lines;
    return size;
  }

  IMFMediaBuffer* const buffer_;
  ComPtr<IMF2DBuffer> surface_;
  HRESULT hr_ = E_UNEXPECTED;
  BYTE* first_line_ = nullptr;
  LONG pitch_ = 0;
};

struct PackedFormat {
  const GUID* subtype;
  DWORD bytes_per_pixel;
};

constexpr PackedFormat kPackedFormats[] = {
    {&MFVideoFormat_YUY2,   2},
    {&MFVideoFormat_UYVY,   2},
    {&MFVideoFormat_RGB32,  4},
    {&MFVideoFormat_ARGB32, 4},
    {&MFVideoFormat_RGB24,  3},
    {&MFVideoFormat_RGB565, 2},
    {&MFVideoFormat_RGB555, 2},
    {&MFVideoFormat_AYUV,   4},
};

}  // namespace

Result<FrameLayout> FrameLayout::of(IMFMediaType* type) {
  GUID subtype = GUID_NULL;
  UINT32 width = 0;
  UINT32 height = 0;
  RETURN_IF_FAILED(type->GetGUID(MF_MT_SUBTYPE, &subtype));
  RETURN_IF_FAILED(MFGetAttributeSize(type, MF_MT_FRAME_SIZE, &width, &height));
  const DWORD half_height = (height + 1) / 2;

  FrameLayout layout;
  if (subtype == MFVideoFormat_NV12) {
    const DWORD chroma_bytes = (width + 1) / 2 * 2;
    layout = {
        {{width, height, 1}, {chroma_bytes, half_height, 1}, {}},
        2, static_cast<LONG>(width)
    };
  } else if (subtype == MFVideoFormat_I420 || subtype == MFVideoFormat_IYUV || subtype == MFVideoFormat_YV12) {
    const DWORD half_width = (width + 1) / 2;
    layout = {
        {{width, height, 1}, {half_width, half_height, 2}, {half_width, half_height, 2}},
        3, static_cast<LONG>(width)
    };
  } else {
    DWORD bytes_per_pixel = 0;
    for (const PackedFormat& format : kPackedFormats)
      if (subtype == *format.subtype) bytes_per_pixel = format.bytes_per_pixel;
    RETURN_HR_IF(MF_E_INVALIDMEDIATYPE, bytes_per_pixel == 0);
    const DWORD line_bytes = width * bytes_per_pixel;
    layout = {
        {{line_bytes, height, 1}, {}, {}},
        1, static_cast<LONG>((line_bytes + 3) / 4 * 4)
    };
  }

  UINT32 stride = 0;
  if (SUCCEEDED(type->GetUINT32(MF_MT_DEFAULT_STRIDE, &stride)) && stride != 0)
    layout.stride = static_cast<LONG>(stride);
  return layout;
}

HRESULT copy_frame(const FrameLayout& layout, IMFMediaBuffer* source, IMFMediaBuffer* target) {
  const LockedFrame from(source, layout);
  RETURN_IF_FAILED(from.result());
  const LockedFrame to(target, layout);
  RETURN_IF_FAILED(to.result());

  const BYTE* read = from.first_line();
  BYTE* write = to.first_line();
  for (int i = 0; i < layout.plane_count; ++i) {
    const FrameLayout::Plane& plane = layout.planes[i];
    const LONG read_pitch = from.pitch() / plane.pitch_divisor;
    const LONG write_pitch = to.pitch() / plane.pitch_divisor;
    RETURN_IF_FAILED(MFCopyImage(write, write_pitch, read, read_pitch, plane.line_bytes, plane.lines));
    read += static_cast<std::intptr_t>(read_pitch) * static_cast<std::intptr_t>(plane.lines);
    write += static_cast<std::intptr_t>(write_pitch) * static_cast<std::intptr_t>(plane.lines);
  }
  return S_OK;
}

}  // namespace caesura::mf
