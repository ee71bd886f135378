// SPDX-License-Identifier: MIT
#include "mf/resolve_types.h"

#include <algorithm>
#include <cstddef>

#include "mf/given.h"
#include "mf/media_type_text.h"

namespace caesura::mf {
namespace {

/// More types than any component has; ends the enumeration of one that never says that it is through.
constexpr DWORD kMostTypes = 256;

const GUID* const kVideoItems[] = {
    &MF_MT_FRAME_SIZE,         &MF_MT_FRAME_RATE,          &MF_MT_PIXEL_ASPECT_RATIO,
    &MF_MT_INTERLACE_MODE,     &MF_MT_VIDEO_PRIMARIES,     &MF_MT_TRANSFER_FUNCTION,
    &MF_MT_YUV_MATRIX,         &MF_MT_VIDEO_NOMINAL_RANGE, &MF_MT_MINIMUM_DISPLAY_APERTURE,
    &MF_MT_GEOMETRIC_APERTURE, &MF_MT_PAN_SCAN_APERTURE};
const GUID* const kAudioItems[] = {&MF_MT_AUDIO_SAMPLES_PER_SECOND, &MF_MT_AUDIO_NUM_CHANNELS,
                                   &MF_MT_AUDIO_CHANNEL_MASK};

// What is closest to video that is stored as YUV, and to video that is stored as RGB. Anything else comes after these.
const GUID* const kYuvOrder[] = {&MFVideoFormat_NV12,   &MFVideoFormat_YV12, &MFVideoFormat_I420, &MFVideoFormat_IYUV,
                                 &MFVideoFormat_YUY2,   &MFVideoFormat_UYVY, &MFVideoFormat_AYUV, &MFVideoFormat_RGB32,
                                 &MFVideoFormat_ARGB32, &MFVideoFormat_RGB24};
const GUID* const kRgbOrder[] = {&MFVideoFormat_RGB32, &MFVideoFormat_ARGB32, &MFVideoFormat_RGB24, &MFVideoFormat_AYUV,
                                 &MFVideoFormat_YUY2,  &MFVideoFormat_UYVY,   &MFVideoFormat_NV12,  &MFVideoFormat_YV12,
                                 &MFVideoFormat_I420,  &MFVideoFormat_IYUV};

GUID guid_of(IMFMediaType* type, const GUID& key) {
  GUID value{};
  return SUCCEEDED(type->GetGUID(key, &value)) ? value : GUID{};
}

template <std::size_t N>
std::size_t rank_in(const GUID* const (&order)[N], const GUID& subtype) {
  const auto* found = std::find_if(std::begin(order), std::end(order),
                                   [&](const GUID* other) { return InlineIsEqualGUID(*other, subtype); });
  return static_cast<std::size_t>(found - std::begin(order));
}

bool is_rgb(const GUID& subtype) { return subtype.Data1 < 256; }  // YUV subtypes are made of four letters

void copy_missing(IMFMediaType* to, IMFMediaType* from, const GUID& key) {
  PROPVARIANT value;
  PropVariantInit(&value);
  if (FAILED(to->GetItem(key, nullptr)) && SUCCEEDED(from->GetItem(key, &value))) to->SetItem(key, value);
  PropVariantClear(&value);
}

void complete_audio(IMFMediaType* type, const GUID& subtype) {
  const bool is_float = InlineIsEqualGUID(subtype, MFAudioFormat_Float);
  if (!is_float && !InlineIsEqualGUID(subtype, MFAudioFormat_PCM)) return;
  const UINT32 bits = MFGetAttributeUINT32(type, MF_MT_AUDIO_BITS_PER_SAMPLE, is_float ? 32 : 16);
  const UINT32 block = MFGetAttributeUINT32(type, MF_MT_AUDIO_NUM_CHANNELS, 0) * bits / 8;
  type->SetUINT32(MF_MT_AUDIO_BITS_PER_SAMPLE, bits);
  type->SetUINT32(MF_MT_AUDIO_BLOCK_ALIGNMENT, block);
  type->SetUINT32(MF_MT_AUDIO_AVG_BYTES_PER_SECOND,
                  MFGetAttributeUINT32(type, MF_MT_AUDIO_SAMPLES_PER_SECOND, 0) * block);
  type->SetUINT32(MF_MT_ALL_SAMPLES_INDEPENDENT, TRUE);
}

/// A renderer takes a type that does not say it for compressed. Reference: IMFMediaType::IsCompressedFormat.
void complete_video(IMFMediaType* type, const GUID& subtype) {
  if (!is_uncompressed(subtype)) return;
  for (const GUID* key : {&MF_MT_ALL_SAMPLES_INDEPENDENT, &MF_MT_FIXED_SIZE_SAMPLES}) {
    if (FAILED(type->GetItem(*key, nullptr))) type->SetUINT32(*key, TRUE);
  }
}

/// Of a stream descriptor or a stream sink.
template <typename Stream>
HRESULT handler_of(Stream* stream, IMFMediaTypeHandler** handler) {
  ComPtr<IMFMediaTypeHandler> found;
  const HRESULT hr = given(stream->GetMediaTypeHandler(&found), found);
  *handler = found.Detach();
  return hr;
}

template <typename Get>
MediaTypes enumerate(Get get) {
  MediaTypes types;
  for (DWORD i = 0; i < kMostTypes; ++i) {
    ComPtr<IMFMediaType> type;
    if (FAILED(get(i, type.GetAddressOf())) || !type) break;
    types.push_back(std::move(type));
  }
  return types;
}

}  // namespace

MediaTypes types_of(IMFMediaTypeHandler* handler) {
  DWORD count = 0;
  if (FAILED(handler->GetMediaTypeCount(&count))) return {};
  return enumerate([&](DWORD i, IMFMediaType** type) {
    return i < count ? handler->GetMediaTypeByIndex(i, type) : MF_E_NO_MORE_TYPES;
  });
}

MediaTypes input_types_of(IMFTransform* transform) {
  return enumerate([&](DWORD i, IMFMediaType** type) { return transform->GetInputAvailableType(0, i, type); });
}

MediaTypes output_types_of(IMFTransform* transform) {
  return enumerate([&](DWORD i, IMFMediaType** type) { return transform->GetOutputAvailableType(0, i, type); });
}

HRESULT handler_of_source(IMFTopologyNode* node, IMFMediaTypeHandler** handler) {
  ComPtr<IMFStreamDescriptor> descriptor;
  const HRESULT hr = node->GetUnknown(MF_TOPONODE_STREAM_DESCRIPTOR, __uuidof(IMFStreamDescriptor),
                                      reinterpret_cast<void**>(descriptor.GetAddressOf()));
  return FAILED(hr) ? hr : handler_of(descriptor.Get(), handler);
}

HRESULT handler_of_output(IMFTopologyNode* node, IMFMediaTypeHandler** handler) {
  ComPtr<IUnknown> object;
  ComPtr<IMFStreamSink> sink;
  HRESULT hr = node->GetObject(&object);
  if (SUCCEEDED(hr)) hr = object.As(&sink);
  return FAILED(hr) ? hr : handler_of(sink.Get(), handler);
}

ComPtr<IMFMediaType> complete(IMFMediaType* type, IMFMediaType* from) {
  ComPtr<IMFMediaType> copy;
  if (FAILED(MFCreateMediaType(&copy)) || FAILED(type->CopyAllItems(copy.Get()))) return nullptr;
  const GUID major = guid_of(copy.Get(), MF_MT_MAJOR_TYPE);
  if (!InlineIsEqualGUID(major, guid_of(from, MF_MT_MAJOR_TYPE))) return copy;
  if (InlineIsEqualGUID(major, MFMediaType_Video)) {
    for (const GUID* key : kVideoItems) copy_missing(copy.Get(), from, *key);
    complete_video(copy.Get(), guid_of(copy.Get(), MF_MT_SUBTYPE));
  } else if (InlineIsEqualGUID(major, MFMediaType_Audio)) {
    for (const GUID* key : kAudioItems) copy_missing(copy.Get(), from, *key);
    complete_audio(copy.Get(), guid_of(copy.Get(), MF_MT_SUBTYPE));
  }
  return copy;
}

void sort_by_loss(MediaTypes& types, IMFMediaType* from) {
  const GUID original = guid_of(from, MF_MT_SUBTYPE);
  const bool video = InlineIsEqualGUID(guid_of(from, MF_MT_MAJOR_TYPE), MFMediaType_Video);
  const auto loss = [&](IMFMediaType* type) -> std::size_t {
    const GUID subtype = guid_of(type, MF_MT_SUBTYPE);
    if (InlineIsEqualGUID(subtype, original)) return 0;
    if (!video) return 1;
    return 1 + (is_rgb(original) ? rank_in(kRgbOrder, subtype) : rank_in(kYuvOrder, subtype));
  };
  std::stable_sort(types.begin(), types.end(),
                   [&](const auto& a, const auto& b) { return loss(a.Get()) < loss(b.Get()); });
}

}  // namespace caesura::mf
