// SPDX-License-Identifier: MIT
#include "support/wave_file_sink.h"

#include <cstdint>
#include <utility>

#include "com/hresult.h"

namespace caesura::test {
namespace {

constexpr UINT32 kHead = 46;  // bytes before the sound

template <typename Number>
void put(std::ofstream& file, UINT32 value) {
  const auto narrow = static_cast<Number>(value);
  file.write(reinterpret_cast<const char*>(&narrow), sizeof narrow);
}

}  // namespace

WaveFileSink::WaveFileSink(const std::filesystem::path& file, const GUID& subtype)
    : subtype_(subtype), file_(file, std::ios::binary) {}

/// With the number of bytes written so far, which is 0 at first.
void WaveFileSink::write_head() {
  const auto item = [&](const GUID& key) { return MFGetAttributeUINT32(type_.Get(), key, 0); };
  file_.seekp(0);
  file_.write("RIFF", 4);
  put<std::uint32_t>(file_, bytes_ ? kHead - 8 + bytes_ : 0);
  file_.write("WAVEfmt ", 8);
  put<std::uint32_t>(file_, 18);
  put<std::uint16_t>(file_, subtype_.Data1);  // the format tag
  put<std::uint16_t>(file_, item(MF_MT_AUDIO_NUM_CHANNELS));
  put<std::uint32_t>(file_, item(MF_MT_AUDIO_SAMPLES_PER_SECOND));
  put<std::uint32_t>(file_, item(MF_MT_AUDIO_AVG_BYTES_PER_SECOND));
  put<std::uint16_t>(file_, item(MF_MT_AUDIO_BLOCK_ALIGNMENT));
  put<std::uint16_t>(file_, item(MF_MT_AUDIO_BITS_PER_SAMPLE));
  put<std::uint16_t>(file_, 0);
  file_.write("data", 4);
  put<std::uint32_t>(file_, bytes_);
}

// ----------------------------------------------------------------------------------------------------------- sink

HRESULT STDMETHODCALLTYPE WaveFileSink::GetCharacteristics(DWORD* characteristics) noexcept {
  *characteristics = MEDIASINK_FIXED_STREAMS | MEDIASINK_RATELESS;
  return S_OK;
}

HRESULT STDMETHODCALLTYPE WaveFileSink::AddStreamSink(DWORD, IMFMediaType*, IMFStreamSink** stream) noexcept {
  *stream = nullptr;
  return MF_E_STREAMSINKS_FIXED;
}

HRESULT STDMETHODCALLTYPE WaveFileSink::GetStreamSinkCount(DWORD* count) noexcept {
  *count = 1;
  return S_OK;
}

HRESULT STDMETHODCALLTYPE WaveFileSink::GetStreamSinkByIndex(DWORD index, IMFStreamSink** stream) noexcept {
  if (index != 0) return MF_E_INVALIDINDEX;
  *stream = ComPtr<IMFStreamSink>(this).Detach();
  return S_OK;
}

HRESULT STDMETHODCALLTYPE WaveFileSink::GetStreamSinkById(DWORD id, IMFStreamSink** stream) noexcept {
  return id == 0 ? GetStreamSinkByIndex(id, stream) : MF_E_INVALIDSTREAMNUMBER;
}

HRESULT STDMETHODCALLTYPE WaveFileSink::SetPresentationClock(IMFPresentationClock* clock) noexcept {
  ComPtr<IMFPresentationClock> left(clock);
  {
    const std::lock_guard lock(mutex_);
    if (shut_down_) return MF_E_SHUTDOWN;
    left.Swap(clock_);
  }
  if (left) left->RemoveClockStateSink(this);
  return clock ? clock->AddClockStateSink(this) : S_OK;
}

HRESULT STDMETHODCALLTYPE WaveFileSink::GetPresentationClock(IMFPresentationClock** clock) noexcept {
  const std::lock_guard lock(mutex_);
  return clock_ ? clock_.CopyTo(clock) : MF_E_NO_CLOCK;
}

HRESULT STDMETHODCALLTYPE WaveFileSink::Shutdown() noexcept {
  ComPtr<IMFPresentationClock> left;
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(shut_down_, true)) return MF_E_SHUTDOWN;
    left.Swap(clock_);
    file_.close();
  }
  if (left) left->RemoveClockStateSink(this);
  shut_down_events();
  return S_OK;
}

HRESULT STDMETHODCALLTYPE WaveFileSink::BeginFinalize(IMFAsyncCallback* callback, IUnknown* state) noexcept {
  HRESULT written = E_FAIL;
  {
    const std::lock_guard lock(mutex_);
    if (shut_down_) return MF_E_SHUTDOWN;
    if (type_) write_head();
    file_.flush();
    if (file_) written = S_OK;
  }
  ComPtr<IMFAsyncResult> result;
  RETURN_IF_FAILED(MFCreateAsyncResult(nullptr, callback, state, &result));
  result->SetStatus(written);
  return MFInvokeCallback(result.Get());
}

HRESULT STDMETHODCALLTYPE WaveFileSink::EndFinalize(IMFAsyncResult* result) noexcept { return result->GetStatus(); }

// ---------------------------------------------------------------------------------------------------------- clock

HRESULT STDMETHODCALLTYPE WaveFileSink::OnClockStart(MFTIME, LONGLONG) noexcept {
  raise(MEStreamSinkStarted);
  raise(MEStreamSinkRequestSample);
  return S_OK;
}

HRESULT STDMETHODCALLTYPE WaveFileSink::OnClockStop(MFTIME) noexcept {
  raise(MEStreamSinkStopped);
  return S_OK;
}

HRESULT STDMETHODCALLTYPE WaveFileSink::OnClockPause(MFTIME) noexcept {
  raise(MEStreamSinkPaused);
  return S_OK;
}

/// The request from before the pause stands.
HRESULT STDMETHODCALLTYPE WaveFileSink::OnClockRestart(MFTIME) noexcept {
  raise(MEStreamSinkStarted);
  return S_OK;
}

// --------------------------------------------------------------------------------------------------------- stream

HRESULT STDMETHODCALLTYPE WaveFileSink::GetMediaSink(IMFMediaSink** sink) noexcept {
  *sink = ComPtr<IMFMediaSink>(this).Detach();
  return S_OK;
}

HRESULT STDMETHODCALLTYPE WaveFileSink::GetIdentifier(DWORD* id) noexcept {
  *id = 0;
  return S_OK;
}

HRESULT STDMETHODCALLTYPE WaveFileSink::GetMediaTypeHandler(IMFMediaTypeHandler** handler) noexcept {
  *handler = ComPtr<IMFMediaTypeHandler>(this).Detach();
  return S_OK;
}

HRESULT STDMETHODCALLTYPE WaveFileSink::ProcessSample(IMFSample* sample) noexcept {
  ComPtr<IMFMediaBuffer> buffer;
  BYTE* memory = nullptr;
  DWORD bytes = 0;
  RETURN_IF_FAILED(sample->ConvertToContiguousBuffer(&buffer));
  const std::lock_guard lock(mutex_);
  if (shut_down_) return MF_E_SHUTDOWN;
  if (!type_) return MF_E_NOT_INITIALIZED;
  if (bytes_ == 0) write_head();
  RETURN_IF_FAILED(buffer->Lock(&memory, nullptr, &bytes));
  file_.write(reinterpret_cast<const char*>(memory), bytes);
  buffer->Unlock();
  bytes_ += bytes;
  if (!file_) return E_FAIL;
  raise(MEStreamSinkRequestSample);
  return S_OK;
}

HRESULT STDMETHODCALLTYPE WaveFileSink::PlaceMarker(MFSTREAMSINK_MARKER_TYPE, const PROPVARIANT*,
                                                    const PROPVARIANT* context) noexcept {
  Result<mf::PropVariant> copy =
      context ? mf::PropVariant::copy_of(*context) : Result<mf::PropVariant>(mf::PropVariant());
  raise(MEStreamSinkMarker, S_OK, copy.value());
  return S_OK;
}

// ---------------------------------------------------------------------------------------------------------- types

HRESULT STDMETHODCALLTYPE WaveFileSink::IsMediaTypeSupported(IMFMediaType* type, IMFMediaType** other) noexcept {
  if (other) *other = nullptr;
  GUID subtype{};
  return SUCCEEDED(type->GetGUID(MF_MT_SUBTYPE, &subtype)) && subtype == subtype_ ? S_OK : MF_E_INVALIDMEDIATYPE;
}

HRESULT STDMETHODCALLTYPE WaveFileSink::GetMediaTypeCount(DWORD* count) noexcept {
  *count = 0;
  return S_OK;
}

HRESULT STDMETHODCALLTYPE WaveFileSink::GetMediaTypeByIndex(DWORD, IMFMediaType** type) noexcept {
  *type = nullptr;
  return MF_E_NO_MORE_TYPES;
}

HRESULT STDMETHODCALLTYPE WaveFileSink::SetCurrentMediaType(IMFMediaType* type) noexcept {
  RETURN_IF_FAILED(IsMediaTypeSupported(type, nullptr));
  const std::lock_guard lock(mutex_);
  type_ = type;
  return S_OK;
}

HRESULT STDMETHODCALLTYPE WaveFileSink::GetCurrentMediaType(IMFMediaType** type) noexcept {
  const std::lock_guard lock(mutex_);
  return type_ ? type_.CopyTo(type) : MF_E_NOT_INITIALIZED;
}

HRESULT STDMETHODCALLTYPE WaveFileSink::GetMajorType(GUID* major) noexcept {
  *major = MFMediaType_Audio;
  return S_OK;
}

}  // namespace caesura::test
