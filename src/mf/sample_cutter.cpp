// SPDX-License-Identifier: MIT
#include "mf/sample_cutter.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/log.h"
#include "com/hresult.h"
#include "mf/sample.h"

namespace caesura::mf {
namespace {

using engine::Hns;

constexpr Hns kAllFrames = INT64_MAX;

/// How uncompressed sound lies in memory. Immutable.
struct SoundLayout {
  UINT32 bytes_per_frame = 0;  // 0: it is no uncompressed sound
  UINT32 frames_per_second = 0;

  static SoundLayout of(IMFMediaType* type) {
    GUID major = GUID_NULL;
    GUID subtype = GUID_NULL;
    if (!type || FAILED(type->GetMajorType(&major)) || !InlineIsEqualGUID(major, MFMediaType_Audio)) return {};
    if (FAILED(type->GetGUID(MF_MT_SUBTYPE, &subtype))) return {};
    if (!InlineIsEqualGUID(subtype, MFAudioFormat_PCM) && !InlineIsEqualGUID(subtype, MFAudioFormat_Float)) return {};
    const SoundLayout layout{MFGetAttributeUINT32(type, MF_MT_AUDIO_BLOCK_ALIGNMENT, 0),
                             MFGetAttributeUINT32(type, MF_MT_AUDIO_SAMPLES_PER_SECOND, 0)};
    return layout.frames_per_second == 0 ? SoundLayout{} : layout;
  }

  Hns frames_in(Hns duration) const {
    const Hns longest = INT64_MAX / 2 / frames_per_second;  // longer than any sample
    return (std::min(duration, longest) * frames_per_second + engine::kHnsPerSecond / 2) / engine::kHnsPerSecond;
  }
  Hns time_of(Hns frames) const { return frames * engine::kHnsPerSecond / frames_per_second; }
};

Result<ComPtr<IMFMediaBuffer>> copy_of(const BYTE* bytes, DWORD size) {
  ComPtr<IMFMediaBuffer> buffer;
  RETURN_IF_FAILED(MFCreateMemoryBuffer(size, &buffer));
  BYTE* target = nullptr;
  RETURN_IF_FAILED(buffer->Lock(&target, nullptr, nullptr));
  std::memcpy(target, bytes, size);
  RETURN_IF_FAILED(buffer->Unlock());
  RETURN_IF_FAILED(buffer->SetCurrentLength(size));
  return buffer;
}

/// `count` frames of `sample` from number `first` on; as many as there are.
Result<engine::Sample> take_frames(const engine::Sample& sample, const SoundLayout& layout, Hns first, Hns count) {
  IMFSample* const given = unwrap_sample(sample);
  ComPtr<IMFMediaBuffer> whole;
  RETURN_IF_FAILED(given->ConvertToContiguousBuffer(&whole));
  RETURN_HR_IF(E_UNEXPECTED, !whole);
  BYTE* bytes = nullptr;
  DWORD size = 0;
  RETURN_IF_FAILED(whole->Lock(&bytes, nullptr, &size));
  const Hns all = size / layout.bytes_per_frame;
  first = std::min(first, all);
  const Hns frames = std::min(count, all - first);
  Result<ComPtr<IMFMediaBuffer>> part =
      copy_of(bytes + first * layout.bytes_per_frame, static_cast<DWORD>(frames * layout.bytes_per_frame));
  static_cast<void>(whole->Unlock());
  RETURN_IF_FAILED(part.status());
  if (frames == 0) return engine::Sample();

  ComPtr<IMFSample> cut;
  RETURN_IF_FAILED(MFCreateSample(&cut));
  RETURN_IF_FAILED(given->CopyAllItems(cut.Get()));
  RETURN_IF_FAILED(cut->AddBuffer(part->Get()));
  RETURN_IF_FAILED(cut->SetSampleTime(sample.time + layout.time_of(first)));
  RETURN_IF_FAILED(cut->SetSampleDuration(layout.time_of(frames)));
  return wrap_sample(std::move(cut));
}

}  // namespace

engine::Sample SampleCutter::cut(engine::Sample sample, Hns from, Hns to) {
  const SoundLayout layout = SoundLayout::of(current_type_().Get());
  if (layout.bytes_per_frame == 0) return sample;
  const Hns first = sample.time < from ? layout.frames_in(from - sample.time) : 0;
  const bool to_its_end = sample.time + sample.duration <= to;
  const Hns count = to_its_end ? kAllFrames : layout.frames_in(to - sample.time) - first;
  if (count <= 0) return {};
  Result<engine::Sample> part = take_frames(sample, layout, first, count);
  if (part.ok()) return std::move(part).value();
  LOG_WARN(pipeline, "a sample of {} + {} (100 ns) can't be cut: {:#010x}", sample.time, sample.duration,
           part.status().code());
  return sample;
}

}  // namespace caesura::mf
