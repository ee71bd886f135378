// SPDX-License-Identifier: MIT
#include "mf/transform_finder.h"

#include <algorithm>

#include "com/guid_text.h"
#include "com/hresult.h"
#include "mf/async_unlock.h"
#include "mf/given.h"

namespace caesura::mf {
namespace {

struct KnownConverter {
  const GUID* major;
  CLSID clsid;
  const char* name;
};

// "Video Processor MFT", "Color Converter DSP", "Audio Resampler DSP".
const KnownConverter kKnownConverters[] = {
    {&MFMediaType_Video,
     {0x88753b26, 0x5b24, 0x49bd, {0xb2, 0xe7, 0x0c, 0x44, 0x5c, 0x78, 0xc9, 0x82}},
     "the video processor" },
    {&MFMediaType_Video,
     {0x98230571, 0x0087, 0x4204, {0xb0, 0x20, 0x32, 0x82, 0x53, 0x8e, 0x57, 0xd3}},
     "the colour converter"},
    {&MFMediaType_Audio,
     {0xf447b69e, 0x1884, 0x4a7e, {0x80, 0x55, 0x34, 0x6f, 0x74, 0xd6, 0xed, 0xb3}},
     "the resampler"       }
};

std::string name_of(IMFActivate* activate, const CLSID& clsid) {
  wchar_t* wide = nullptr;
  UINT32 length = 0;
  if (FAILED(activate->GetAllocatedString(MFT_FRIENDLY_NAME_Attribute, &wide, &length))) return com::guid_text(clsid);
  std::string name;
  for (UINT32 i = 0; i < length; ++i) name.push_back(wide[i] < 0x80 ? static_cast<char>(wide[i]) : '?');
  CoTaskMemFree(wide);
  return name;
}

/// Which transforms may be enumerated. Reference: MFTEnumEx.
UINT32 flags_of(const ResolveHints& hints) {
  UINT32 flags = MFT_ENUM_FLAG_SYNCMFT | MFT_ENUM_FLAG_ASYNCMFT | MFT_ENUM_FLAG_LOCALMFT | MFT_ENUM_FLAG_SORTANDFILTER;
  if (hints.hardware) flags |= MFT_ENUM_FLAG_HARDWARE;
  if (hints.field_of_use) flags |= MFT_ENUM_FLAG_FIELDOFUSE;
  return flags;
}

/// Adds the transforms of `category` that say they take `input`, without those that are there already.
void append_registered(const GUID& category, IMFMediaType* input, const ResolveHints& hints,
                       std::vector<TransformCandidate>& candidates) {
  MFT_REGISTER_TYPE_INFO wanted{};
  if (FAILED(input->GetGUID(MF_MT_MAJOR_TYPE, &wanted.guidMajorType)) ||
      FAILED(input->GetGUID(MF_MT_SUBTYPE, &wanted.guidSubtype)))
    return;
  IMFActivate** activates = nullptr;
  UINT32 count = 0;
  if (FAILED(MFTEnumEx(category, flags_of(hints), &wanted, nullptr, &activates, &count))) return;
  for (UINT32 i = 0; i < count; ++i) {
    TransformCandidate candidate;
    candidate.activate.Attach(activates[i]);
    const bool named = SUCCEEDED(activates[i]->GetGUID(MFT_TRANSFORM_CLSID_Attribute, &candidate.clsid));
    const bool known = named && std::any_of(candidates.begin(), candidates.end(), [&](const TransformCandidate& other) {
                         return InlineIsEqualGUID(other.clsid, candidate.clsid);
                       });
    if (known) continue;
    candidate.name = name_of(activates[i], candidate.clsid);
    if (hints.field_of_use) activates[i]->SetUnknown(MFT_FIELDOFUSE_UNLOCK_Attribute, hints.field_of_use.Get());
    candidates.push_back(std::move(candidate));
  }
  CoTaskMemFree(activates);
}

GUID major_type_of(IMFMediaType* type) {
  GUID major{};
  if (FAILED(type->GetGUID(MF_MT_MAJOR_TYPE, &major))) return GUID{};
  return major;
}

}  // namespace

Result<ComPtr<IMFTransform>> TransformCandidate::create() const {
  ComPtr<IMFTransform> transform;
  if (activate) {
    RETURN_IF_FAILED(
        given(activate->ActivateObject(__uuidof(IMFTransform), reinterpret_cast<void**>(transform.GetAddressOf())),
              transform));
  } else {
    RETURN_IF_FAILED(CoCreateInstance(clsid, nullptr, CLSCTX_INPROC_SERVER, __uuidof(IMFTransform),
                                      reinterpret_cast<void**>(transform.GetAddressOf())));
  }
  unlock_asynchronous(transform.Get());
  return transform;
}

std::vector<TransformCandidate> find_decoders(IMFMediaType* input, const ResolveHints& hints) {
  std::vector<TransformCandidate> candidates;
  const GUID major = major_type_of(input);
  if (InlineIsEqualGUID(major, MFMediaType_Video))
    append_registered(MFT_CATEGORY_VIDEO_DECODER, input, hints, candidates);
  if (InlineIsEqualGUID(major, MFMediaType_Audio))
    append_registered(MFT_CATEGORY_AUDIO_DECODER, input, hints, candidates);
  return candidates;
}

std::vector<TransformCandidate> find_converters(IMFMediaType* input, const ResolveHints& hints) {
  std::vector<TransformCandidate> candidates;
  const GUID major = major_type_of(input);
  for (const KnownConverter& known : kKnownConverters) {
    if (InlineIsEqualGUID(major, *known.major)) candidates.push_back({known.name, known.clsid, nullptr});
  }
  if (InlineIsEqualGUID(major, MFMediaType_Video))
    append_registered(MFT_CATEGORY_VIDEO_PROCESSOR, input, hints, candidates);
  return candidates;
}

}  // namespace caesura::mf
