// SPDX-License-Identifier: MIT
#include "mf/sample_copier.h"

#include <d3d9.h>
#include <evr.h>

#include "base/log.h"
#include "com/hresult.h"
#include "mf/given.h"

namespace caesura::mf {
namespace {

// One on the screen, one on its way there, one being filled, one spare.
constexpr DWORD kFrames = 4;

bool is_in_video_memory(IMFMediaBuffer* buffer) {
  ComPtr<IDirect3DSurface9> surface;
  return SUCCEEDED(MFGetService(buffer, MR_BUFFER_SERVICE, IID_PPV_ARGS(&surface)));
}

}  // namespace

SampleCopier::SampleCopier(IMFStreamSink* sink) : sink_(sink) {
  static_cast<void>(MFGetService(sink, MR_VIDEO_ACCELERATION_SERVICE, IID_PPV_ARGS(&allocator_)));
}

SampleCopier::~SampleCopier() { forget_format(); }

Status SampleCopier::prepare() {
  ComPtr<IMFMediaTypeHandler> handler;
  RETURN_IF_FAILED(given(sink_->GetMediaTypeHandler(&handler), handler));
  ComPtr<IMFMediaType> type;
  RETURN_IF_FAILED(given(handler->GetCurrentMediaType(&type), type));
  const Result<FrameLayout> layout = FrameLayout::of(type.Get());
  RETURN_IF_FAILED(layout.status());
  RETURN_IF_FAILED(allocator_->InitializeSampleAllocator(kFrames, type.Get()));
  layout_ = layout.value();
  return status::kOk;
}

void SampleCopier::forget_format() {
  if (layout_) static_cast<void>(allocator_->UninitializeSampleAllocator());
  layout_.reset();
}

Result<ComPtr<IMFSample>> SampleCopier::copy(IMFSample* sample) {
  DWORD buffers = 0;
  RETURN_IF_FAILED(sample->GetBufferCount(&buffers));
  ComPtr<IMFMediaBuffer> source;
  RETURN_IF_FAILED(
      given(buffers == 1 ? sample->GetBufferByIndex(0, &source) : sample->ConvertToContiguousBuffer(&source), source));
  if (is_in_video_memory(source.Get())) return ComPtr<IMFSample>(sample);
  if (!layout_) RETURN_IF_FAILED(prepare());

  ComPtr<IMFSample> copy;
  const HRESULT allocated = given(allocator_->AllocateSample(&copy), copy);
  RETURN_HR_IF(MF_E_NOTACCEPTING, allocated == MF_E_SAMPLEALLOCATOR_EMPTY);
  RETURN_IF_FAILED(allocated);
  ComPtr<IMFMediaBuffer> target;
  RETURN_IF_FAILED(given(copy->GetBufferByIndex(0, &target), target));
  RETURN_IF_FAILED(copy_frame(*layout_, source.Get(), target.Get()));

  LONGLONG value = 0;
  RETURN_IF_FAILED(sample->CopyAllItems(copy.Get()));
  if (SUCCEEDED(sample->GetSampleTime(&value))) RETURN_IF_FAILED(copy->SetSampleTime(value));
  if (SUCCEEDED(sample->GetSampleDuration(&value))) RETURN_IF_FAILED(copy->SetSampleDuration(value));
  return copy;
}

}  // namespace caesura::mf
