// SPDX-License-Identifier: MIT
#include "support/fake_media.h"

#include <cstring>

namespace caesura::test {

ComPtr<IMFMediaType> make_audio_type() {
  ComPtr<IMFMediaType> type;
  MFCreateMediaType(&type);
  type->SetGUID(MF_MT_MAJOR_TYPE, MFMediaType_Audio);
  type->SetGUID(MF_MT_SUBTYPE, MFAudioFormat_PCM);
  type->SetUINT32(MF_MT_AUDIO_NUM_CHANNELS, 2);
  type->SetUINT32(MF_MT_AUDIO_SAMPLES_PER_SECOND, 48000);
  type->SetUINT32(MF_MT_AUDIO_BITS_PER_SAMPLE, 16);
  type->SetUINT32(MF_MT_AUDIO_BLOCK_ALIGNMENT, 4);
  type->SetUINT32(MF_MT_AUDIO_AVG_BYTES_PER_SECOND, 192000);
  type->SetUINT32(MF_MT_ALL_SAMPLES_INDEPENDENT, TRUE);
  return type;
}

ComPtr<IMFMediaType> make_video_type(REFGUID subtype, UINT32 width, UINT32 height) {
  ComPtr<IMFMediaType> type;
  MFCreateMediaType(&type);
  type->SetGUID(MF_MT_MAJOR_TYPE, MFMediaType_Video);
  type->SetGUID(MF_MT_SUBTYPE, subtype);
  MFSetAttributeSize(type.Get(), MF_MT_FRAME_SIZE, width, height);
  MFSetAttributeRatio(type.Get(), MF_MT_FRAME_RATE, 25, 1);
  MFSetAttributeRatio(type.Get(), MF_MT_PIXEL_ASPECT_RATIO, 1, 1);
  type->SetUINT32(MF_MT_INTERLACE_MODE, MFVideoInterlace_Progressive);
  type->SetUINT32(MF_MT_ALL_SAMPLES_INDEPENDENT, TRUE);
  return type;
}

ComPtr<IMFSample> make_sample(LONGLONG time, LONGLONG duration, DWORD bytes, BYTE fill) {
  ComPtr<IMFSample> sample;
  ComPtr<IMFMediaBuffer> buffer;
  BYTE* memory = nullptr;
  MFCreateSample(&sample);
  MFCreateMemoryBuffer(bytes, &buffer);
  buffer->Lock(&memory, nullptr, nullptr);
  std::memset(memory, fill, bytes);
  buffer->Unlock();
  buffer->SetCurrentLength(bytes);
  sample->AddBuffer(buffer.Get());
  sample->SetSampleTime(time);
  sample->SetSampleDuration(duration);
  return sample;
}

HRESULT get_service(const std::vector<FakeService>& services, REFGUID service, REFIID iid, void** object) {
  *object = nullptr;
  for (const FakeService& known : services)
    if (known.service == service) return known.object->QueryInterface(iid, object);
  return MF_E_UNSUPPORTED_SERVICE;
}

std::string plain_text(LPCWSTR letters) {
  std::string text;
  for (; letters && *letters; ++letters) text.push_back(static_cast<char>(*letters));
  return text;
}

}  // namespace caesura::test
