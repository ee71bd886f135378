// SPDX-License-Identifier: MIT
#include "mf/media_type_text.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include <fmt/core.h>

#include "com/guid_text.h"

namespace caesura::mf {
namespace {

struct Name {
  std::uint32_t code;
  const char* name;
};

/// Subtypes whose first field is a number instead of four letters. "Audio Subtype GUIDs", "Video Subtype GUIDs".
constexpr Name kAudioNames[] = {
    {0x0001, "PCM"         },
    {0x0003, "float"       },
    {0x0050, "MPEG"        },
    {0x0055, "MP3"         },
    {0x0092, "AC-3 SPDIF"  },
    {0x0160, "WMA 1"       },
    {0x0161, "WMA"         },
    {0x0162, "WMA Pro"     },
    {0x0163, "WMA Lossless"},
    {0x1600, "ADTS"        },
    {0x1610, "AAC"         },
    {0xF1AC, "FLAC"        },
    {0x704F, "Opus"        }
};
constexpr Name kVideoNames[] = {
    {20, "RGB24" },
    {21, "ARGB32"},
    {22, "RGB32" },
    {23, "RGB565"},
    {24, "RGB555"},
    {41, "RGB8"  },
    {50, "L8"    }
};

constexpr std::uint32_t four_cc(const char (&text)[5]) {
  return static_cast<std::uint32_t>(text[0]) | static_cast<std::uint32_t>(text[1]) << 8 |
         static_cast<std::uint32_t>(text[2]) << 16 | static_cast<std::uint32_t>(text[3]) << 24;
}

constexpr std::uint32_t kUncompressedVideo[] = {20,
                                                21,
                                                22,
                                                23,
                                                24,
                                                41,
                                                50,
                                                four_cc("I420"),
                                                four_cc("IYUV"),
                                                four_cc("YV12"),
                                                four_cc("NV12"),
                                                four_cc("NV21"),
                                                four_cc("NV11"),
                                                four_cc("YUY2"),
                                                four_cc("YVYU"),
                                                four_cc("UYVY"),
                                                four_cc("AYUV"),
                                                four_cc("YVU9"),
                                                four_cc("Y41P"),
                                                four_cc("Y41T"),
                                                four_cc("Y42T"),
                                                four_cc("P010"),
                                                four_cc("P016"),
                                                four_cc("P210"),
                                                four_cc("P216"),
                                                four_cc("v210"),
                                                four_cc("v216"),
                                                four_cc("v410"),
                                                four_cc("Y210"),
                                                four_cc("Y216"),
                                                four_cc("Y410"),
                                                four_cc("Y416")};

/// All media subtypes that are made of a number share the other three fields of the GUID.
bool is_numbered(const GUID& subtype) {
  GUID base = MFVideoFormat_Base;
  base.Data1 = subtype.Data1;
  return InlineIsEqualGUID(base, subtype);
}

template <std::size_t N>
const char* find_name(const Name (&names)[N], std::uint32_t code) {
  const auto* found = std::find_if(std::begin(names), std::end(names), [&](const Name& n) { return n.code == code; });
  return found == std::end(names) ? nullptr : found->name;
}

void append_video(IMFMediaType* type, std::string& text) {
  UINT32 width = 0, height = 0, rate = 0, scale = 0;
  if (SUCCEEDED(MFGetAttributeSize(type, MF_MT_FRAME_SIZE, &width, &height)))
    text += fmt::format(" {}x{}", width, height);
  if (SUCCEEDED(MFGetAttributeRatio(type, MF_MT_FRAME_RATE, &rate, &scale)) && scale != 0)
    text += fmt::format(" {:g} fps", static_cast<double>(rate) / scale);
}

void append_audio(IMFMediaType* type, std::string& text) {
  UINT32 value = 0;
  if (SUCCEEDED(type->GetUINT32(MF_MT_AUDIO_SAMPLES_PER_SECOND, &value))) text += fmt::format(" {} Hz", value);
  if (SUCCEEDED(type->GetUINT32(MF_MT_AUDIO_NUM_CHANNELS, &value)))
    text += fmt::format(" {} channel{}", value, value == 1 ? "" : "s");
  if (SUCCEEDED(type->GetUINT32(MF_MT_AUDIO_BITS_PER_SAMPLE, &value))) text += fmt::format(" {} bits", value);
}

}  // namespace

std::string subtype_name(const GUID& subtype) {
  if (is_numbered(subtype)) {
    if (const char* name = find_name(kVideoNames, subtype.Data1)) return name;
    if (const char* name = find_name(kAudioNames, subtype.Data1)) return name;
    char letters[4];
    std::memcpy(letters, &subtype.Data1, sizeof letters);
    const bool printable = std::all_of(letters, letters + 4, [](char c) { return c >= ' ' && c <= '~'; });
    if (printable) return {letters, letters + 4};
  }
  return com::guid_text(subtype);
}

bool is_uncompressed(const GUID& subtype) {
  if (InlineIsEqualGUID(subtype, MFAudioFormat_PCM) || InlineIsEqualGUID(subtype, MFAudioFormat_Float)) return true;
  return is_numbered(subtype) && std::find(std::begin(kUncompressedVideo), std::end(kUncompressedVideo),
                                           subtype.Data1) != std::end(kUncompressedVideo);
}

std::string describe(IMFMediaType* type) {
  GUID major{}, subtype{};
  if (!type || FAILED(type->GetGUID(MF_MT_MAJOR_TYPE, &major))) return "no type";
  const bool has_subtype = SUCCEEDED(type->GetGUID(MF_MT_SUBTYPE, &subtype));
  const bool video = InlineIsEqualGUID(major, MFMediaType_Video);
  const bool audio = InlineIsEqualGUID(major, MFMediaType_Audio);
  std::string text = video ? "video" : audio ? "audio" : com::guid_text(major);
  if (has_subtype) text += " " + subtype_name(subtype);
  if (video) append_video(type, text);
  if (audio) append_audio(type, text);
  return text;
}

}  // namespace caesura::mf
