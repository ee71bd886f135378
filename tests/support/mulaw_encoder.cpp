// SPDX-License-Identifier: MIT
#include "support/mulaw_encoder.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "com/hresult.h"

namespace caesura::test {
namespace {

/// One sample in G.711 µ-law: sign, position of the highest bit, the four bits behind it; all inverted.
BYTE encode(std::int16_t sample) {
  constexpr int kBias = 0x84;
  constexpr int kMost = 32635;
  const int sign = sample < 0 ? 0x80 : 0;
  const int magnitude = std::min(std::abs(static_cast<int>(sample)), kMost) + kBias;
  int exponent = 7;
  for (int bit = 0x4000; exponent > 0 && !(magnitude & bit); bit >>= 1) --exponent;
  return static_cast<BYTE>(~(sign | exponent << 4 | (magnitude >> (exponent + 3) & 0x0f)));
}

bool is_16_bit_pcm(IMFMediaType* type) {
  GUID major{}, subtype{};
  return SUCCEEDED(type->GetGUID(MF_MT_MAJOR_TYPE, &major)) && major == MFMediaType_Audio &&
         SUCCEEDED(type->GetGUID(MF_MT_SUBTYPE, &subtype)) && subtype == MFAudioFormat_PCM &&
         MFGetAttributeUINT32(type, MF_MT_AUDIO_BITS_PER_SAMPLE, 0) == 16 &&
         MFGetAttributeUINT32(type, MF_MT_AUDIO_NUM_CHANNELS, 0) != 0 &&
         MFGetAttributeUINT32(type, MF_MT_AUDIO_SAMPLES_PER_SECOND, 0) != 0;
}

/// What comes of PCM of that type.
HRESULT make_encoded_type(IMFMediaType* pcm, IMFMediaType** type) {
  const UINT32 channels = MFGetAttributeUINT32(pcm, MF_MT_AUDIO_NUM_CHANNELS, 0);
  const UINT32 rate = MFGetAttributeUINT32(pcm, MF_MT_AUDIO_SAMPLES_PER_SECOND, 0);
  ComPtr<IMFMediaType> made;
  RETURN_IF_FAILED(MFCreateMediaType(&made));
  made->SetGUID(MF_MT_MAJOR_TYPE, MFMediaType_Audio);
  made->SetGUID(MF_MT_SUBTYPE, kMulaw);
  made->SetUINT32(MF_MT_AUDIO_NUM_CHANNELS, channels);
  made->SetUINT32(MF_MT_AUDIO_SAMPLES_PER_SECOND, rate);
  made->SetUINT32(MF_MT_AUDIO_BITS_PER_SAMPLE, 8);
  made->SetUINT32(MF_MT_AUDIO_BLOCK_ALIGNMENT, channels);
  made->SetUINT32(MF_MT_AUDIO_AVG_BYTES_PER_SECOND, rate * channels);
  *type = made.Detach();
  return S_OK;
}

HRESULT encode(IMFSample* pcm, IMFSample** encoded) {
  ComPtr<IMFMediaBuffer> from, to;
  ComPtr<IMFSample> made;
  BYTE *in = nullptr, *out = nullptr;
  DWORD bytes = 0;
  RETURN_IF_FAILED(pcm->ConvertToContiguousBuffer(&from));
  RETURN_IF_FAILED(from->Lock(&in, nullptr, &bytes));
  HRESULT hr = MFCreateMemoryBuffer(bytes / 2, &to);
  if (SUCCEEDED(hr)) hr = to->Lock(&out, nullptr, nullptr);
  for (DWORD i = 0; SUCCEEDED(hr) && i < bytes / 2; ++i) {
    std::int16_t sample;
    std::memcpy(&sample, in + 2 * i, sizeof sample);
    out[i] = encode(sample);
  }
  if (SUCCEEDED(hr)) hr = to->Unlock();
  from->Unlock();
  RETURN_IF_FAILED(hr);
  RETURN_IF_FAILED(to->SetCurrentLength(bytes / 2));
  RETURN_IF_FAILED(MFCreateSample(&made));
  RETURN_IF_FAILED(made->AddBuffer(to.Get()));
  LONGLONG time = 0;
  if (SUCCEEDED(pcm->GetSampleTime(&time))) made->SetSampleTime(time);
  if (SUCCEEDED(pcm->GetSampleDuration(&time))) made->SetSampleDuration(time);
  *encoded = made.Detach();
  return S_OK;
}

}  // namespace

// -------------------------------------------------------------------------------------------------------- streams

HRESULT STDMETHODCALLTYPE MulawEncoder::GetStreamLimits(DWORD* min_in, DWORD* max_in, DWORD* min_out,
                                                        DWORD* max_out) noexcept {
  *min_in = *max_in = *min_out = *max_out = 1;
  return S_OK;
}

HRESULT STDMETHODCALLTYPE MulawEncoder::GetStreamCount(DWORD* inputs, DWORD* outputs) noexcept {
  *inputs = *outputs = 1;
  return S_OK;
}

HRESULT STDMETHODCALLTYPE MulawEncoder::GetInputStreamInfo(DWORD, MFT_INPUT_STREAM_INFO* info) noexcept {
  *info = {};
  return S_OK;
}

HRESULT STDMETHODCALLTYPE MulawEncoder::GetOutputStreamInfo(DWORD, MFT_OUTPUT_STREAM_INFO* info) noexcept {
  *info = {};
  info->dwFlags = MFT_OUTPUT_STREAM_PROVIDES_SAMPLES;
  return S_OK;
}

// ---------------------------------------------------------------------------------------------------------- types

HRESULT STDMETHODCALLTYPE MulawEncoder::GetInputAvailableType(DWORD, DWORD index, IMFMediaType** type) noexcept {
  if (index != 0) return MF_E_NO_MORE_TYPES;
  ComPtr<IMFMediaType> made;
  RETURN_IF_FAILED(MFCreateMediaType(&made));
  made->SetGUID(MF_MT_MAJOR_TYPE, MFMediaType_Audio);
  made->SetGUID(MF_MT_SUBTYPE, MFAudioFormat_PCM);
  made->SetUINT32(MF_MT_AUDIO_BITS_PER_SAMPLE, 16);
  *type = made.Detach();
  return S_OK;
}

HRESULT STDMETHODCALLTYPE MulawEncoder::GetOutputAvailableType(DWORD, DWORD index, IMFMediaType** type) noexcept {
  const std::lock_guard lock(mutex_);
  if (!input_type_) return MF_E_TRANSFORM_TYPE_NOT_SET;
  return index == 0 ? make_encoded_type(input_type_.Get(), type) : MF_E_NO_MORE_TYPES;
}

HRESULT STDMETHODCALLTYPE MulawEncoder::SetInputType(DWORD, IMFMediaType* type, DWORD flags) noexcept {
  if (type && !is_16_bit_pcm(type)) return MF_E_INVALIDMEDIATYPE;
  if (flags & MFT_SET_TYPE_TEST_ONLY) return S_OK;
  const std::lock_guard lock(mutex_);
  input_type_ = type;
  output_type_.Reset();
  return S_OK;
}

HRESULT STDMETHODCALLTYPE MulawEncoder::SetOutputType(DWORD, IMFMediaType* type, DWORD flags) noexcept {
  const std::lock_guard lock(mutex_);
  if (!input_type_) return MF_E_TRANSFORM_TYPE_NOT_SET;
  ComPtr<IMFMediaType> own;
  RETURN_IF_FAILED(make_encoded_type(input_type_.Get(), &own));
  for (const GUID* key : {&MF_MT_AUDIO_NUM_CHANNELS, &MF_MT_AUDIO_SAMPLES_PER_SECOND}) {
    if (type && MFGetAttributeUINT32(type, *key, 0) != MFGetAttributeUINT32(own.Get(), *key, 0))
      return MF_E_INVALIDMEDIATYPE;
  }
  GUID subtype{};
  if (type && (FAILED(type->GetGUID(MF_MT_SUBTYPE, &subtype)) || subtype != kMulaw)) return MF_E_INVALIDMEDIATYPE;
  if (!(flags & MFT_SET_TYPE_TEST_ONLY)) output_type_ = type;
  return S_OK;
}

HRESULT STDMETHODCALLTYPE MulawEncoder::GetInputCurrentType(DWORD, IMFMediaType** type) noexcept {
  const std::lock_guard lock(mutex_);
  return input_type_ ? input_type_.CopyTo(type) : MF_E_TRANSFORM_TYPE_NOT_SET;
}

HRESULT STDMETHODCALLTYPE MulawEncoder::GetOutputCurrentType(DWORD, IMFMediaType** type) noexcept {
  const std::lock_guard lock(mutex_);
  return output_type_ ? output_type_.CopyTo(type) : MF_E_TRANSFORM_TYPE_NOT_SET;
}

// ----------------------------------------------------------------------------------------------------------- data

HRESULT STDMETHODCALLTYPE MulawEncoder::GetInputStatus(DWORD, DWORD* flags) noexcept {
  const std::lock_guard lock(mutex_);
  *flags = waiting_ ? 0 : MFT_INPUT_STATUS_ACCEPT_DATA;
  return S_OK;
}

HRESULT STDMETHODCALLTYPE MulawEncoder::ProcessMessage(MFT_MESSAGE_TYPE message, ULONG_PTR) noexcept {
  const std::lock_guard lock(mutex_);
  if (message == MFT_MESSAGE_COMMAND_FLUSH) waiting_.Reset();
  return S_OK;
}

HRESULT STDMETHODCALLTYPE MulawEncoder::ProcessInput(DWORD, IMFSample* sample, DWORD) noexcept {
  const std::lock_guard lock(mutex_);
  if (!input_type_ || !output_type_) return MF_E_TRANSFORM_TYPE_NOT_SET;
  if (waiting_) return MF_E_NOTACCEPTING;
  waiting_ = sample;
  return S_OK;
}

HRESULT STDMETHODCALLTYPE MulawEncoder::ProcessOutput(DWORD, DWORD, MFT_OUTPUT_DATA_BUFFER* buffers,
                                                      DWORD* status) noexcept {
  const std::lock_guard lock(mutex_);
  *status = 0;
  buffers[0].dwStatus = 0;
  if (!waiting_) return MF_E_TRANSFORM_NEED_MORE_INPUT;
  const HRESULT hr = encode(waiting_.Get(), &buffers[0].pSample);
  waiting_.Reset();
  return hr;
}

}  // namespace caesura::test
