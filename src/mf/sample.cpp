// SPDX-License-Identifier: MIT
#include "mf/sample.h"

#include "com/hresult.h"

namespace caesura::mf {
namespace {

constexpr engine::SampleOps kOps{[](void* sample) { static_cast<IMFSample*>(sample)->AddRef(); },
                                 [](void* sample) { static_cast<IMFSample*>(sample)->Release(); }};

}  // namespace

engine::Sample wrap_sample(ComPtr<IMFSample> sample) {
  LONGLONG time = 0;
  LONGLONG duration = 0;
  const bool timed = SUCCEEDED(sample->GetSampleTime(&time));
  if (FAILED(sample->GetSampleDuration(&duration))) duration = 0;
  const bool key = MFGetAttributeUINT32(sample.Get(), MFSampleExtension_CleanPoint, FALSE) != FALSE;
  engine::Sample wrapped(sample.Detach(), kOps);
  wrapped.time = timed ? time : engine::kNoTime;
  wrapped.duration = duration;
  wrapped.key = key;
  return wrapped;
}

HRESULT write_times(const engine::Sample& sample, IMFSample* target) {
  LONGLONG present = 0;
  if (sample.time != engine::kNoTime && (FAILED(target->GetSampleTime(&present)) || present != sample.time))
    RETURN_IF_FAILED(target->SetSampleTime(sample.time));
  if (sample.duration > 0 && (FAILED(target->GetSampleDuration(&present)) || present != sample.duration))
    RETURN_IF_FAILED(target->SetSampleDuration(sample.duration));
  return S_OK;
}

}  // namespace caesura::mf
