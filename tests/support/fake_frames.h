// SPDX-License-Identifier: MIT
#pragma once

#include <evr.h>

#include "com/object.h"
#include "support/fake_media.h"

namespace caesura::test {

/// What a video renderer gives for MR_VIDEO_ACCELERATION_SERVICE: frames of its own, in plain memory. Strand-bound.
class FakeFrames final : public com::Object<IMFVideoSampleAllocator> {
 public:
  HRESULT STDMETHODCALLTYPE SetDirectXManager(IUnknown*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE UninitializeSampleAllocator() noexcept override { return S_OK; }
  HRESULT STDMETHODCALLTYPE InitializeSampleAllocator(DWORD, IMFMediaType* type) noexcept override {
    GUID subtype = GUID_NULL;
    static_cast<void>(type->GetGUID(MF_MT_SUBTYPE, &subtype));
    format_ = subtype.Data1;
    return MFGetAttributeSize(type, MF_MT_FRAME_SIZE, &width_, &height_);
  }
  HRESULT STDMETHODCALLTYPE AllocateSample(IMFSample** sample) noexcept override {
    ComPtr<IMFMediaBuffer> buffer;
    HRESULT hr = MFCreate2DMediaBuffer(width_, height_, format_, FALSE, &buffer);
    if (SUCCEEDED(hr)) hr = MFCreateSample(sample);
    return SUCCEEDED(hr) ? (*sample)->AddBuffer(buffer.Get()) : hr;
  }

 private:
  UINT32 width_ = 0, height_ = 0;
  DWORD format_ = 0;
};

}  // namespace caesura::test
