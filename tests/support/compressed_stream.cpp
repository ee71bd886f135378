// SPDX-License-Identifier: MIT
#include "support/compressed_stream.h"

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <iterator>

namespace caesura::test {
namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr LONGLONG kSecond = 10'000'000;

Bytes read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// Kinds of H.264 units that matter here (table 7-1 of the standard).
constexpr int kSlice = 1, kKeySlice = 5, kInformation = 6, kSequence = 7, kDelimiter = 9;

/// Where the three-byte start codes are; each unit begins behind one.
std::vector<std::size_t> start_codes(const Bytes& bytes) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i + 3 < bytes.size(); ++i) {
    if (bytes[i] == 0 && bytes[i + 1] == 0 && bytes[i + 2] == 1) found.push_back(i);
  }
  return found;
}

constexpr UINT32 kAacRates[] = {96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000};
constexpr std::size_t kAdtsHeader = 7;
constexpr LONGLONG kAacFrame = 1024;  // samples

/// HEAACWAVEINFO behind its WAVEFORMATEX, then the AudioSpecificConfig. "AAC Decoder", user data.
Bytes aac_user_data(unsigned profile, unsigned rate_index, unsigned channels) {
  Bytes data{0, 0, 0xfe, 0, 0, 0, 0, 0, 0, 0, 0, 0};  // raw blocks, profile unknown
  data.push_back(static_cast<std::uint8_t>((profile + 1) << 3 | rate_index >> 1));
  data.push_back(static_cast<std::uint8_t>((rate_index & 1) << 7 | channels << 3));
  return data;
}

}  // namespace

CompressedStream read_h264(const std::string& path, UINT32 width, UINT32 height, UINT32 rate) {
  CompressedStream stream;
  MFCreateMediaType(&stream.type);
  stream.type->SetGUID(MF_MT_MAJOR_TYPE, MFMediaType_Video);
  stream.type->SetGUID(MF_MT_SUBTYPE, MFVideoFormat_H264);
  stream.type->SetUINT32(MF_MT_INTERLACE_MODE, MFVideoInterlace_Progressive);
  MFSetAttributeSize(stream.type.Get(), MF_MT_FRAME_SIZE, width, height);
  MFSetAttributeRatio(stream.type.Get(), MF_MT_FRAME_RATE, rate, 1);
  MFSetAttributeRatio(stream.type.Get(), MF_MT_PIXEL_ASPECT_RATIO, 1, 1);

  const Bytes bytes = read_file(path);
  const auto codes = start_codes(bytes);
  bool has_slice = true;  // so that the first unit opens an access unit
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const std::size_t begin = codes[i], end = i + 1 < codes.size() ? codes[i + 1] : bytes.size();
    const int kind = bytes[begin + 3] & 0x1f;
    const bool slice = kind == kSlice || kind == kKeySlice;
    const bool first_of_picture = slice && end > begin + 4 && (bytes[begin + 4] & 0x80) != 0;
    if (has_slice && (first_of_picture || (kind >= kInformation && kind <= kDelimiter))) {
      AccessUnit unit;
      unit.duration = kSecond / rate;
      unit.time = static_cast<LONGLONG>(stream.units.size()) * unit.duration;
      unit.key = false;
      stream.units.push_back(std::move(unit));
      has_slice = false;
    }
    AccessUnit& unit = stream.units.back();
    unit.bytes.insert(unit.bytes.end(), bytes.begin() + static_cast<std::ptrdiff_t>(begin),
                      bytes.begin() + static_cast<std::ptrdiff_t>(end));
    has_slice = has_slice || slice;
    unit.key = unit.key || kind == kKeySlice || kind == kSequence;
  }
  // Without a delimiter behind it, Wine's decoder keeps the last picture to itself.
  constexpr std::uint8_t kEnd[] = {0, 0, 1, kDelimiter, 0xf0};
  if (!stream.units.empty())
    stream.units.back().bytes.insert(stream.units.back().bytes.end(), std::begin(kEnd), std::end(kEnd));
  return stream;
}

CompressedStream read_adts(const std::string& path) {
  CompressedStream stream;
  MFCreateMediaType(&stream.type);
  const Bytes bytes = read_file(path);
  if (bytes.size() < kAdtsHeader) return stream;
  const unsigned profile = bytes[2] >> 6, rate_index = bytes[2] >> 2 & 0xf;
  const unsigned channels = (bytes[2] & 1u) << 2 | bytes[3] >> 6;
  const UINT32 rate = kAacRates[std::min<std::size_t>(rate_index, std::size(kAacRates) - 1)];
  const Bytes user_data = aac_user_data(profile, rate_index, channels);
  stream.type->SetGUID(MF_MT_MAJOR_TYPE, MFMediaType_Audio);
  stream.type->SetGUID(MF_MT_SUBTYPE, MFAudioFormat_AAC);
  stream.type->SetUINT32(MF_MT_AUDIO_SAMPLES_PER_SECOND, rate);
  stream.type->SetUINT32(MF_MT_AUDIO_NUM_CHANNELS, channels);
  stream.type->SetUINT32(MF_MT_AUDIO_BITS_PER_SAMPLE, 16);
  stream.type->SetUINT32(MF_MT_AUDIO_BLOCK_ALIGNMENT, 1);
  stream.type->SetUINT32(MF_MT_AAC_PAYLOAD_TYPE, 0);
  stream.type->SetBlob(MF_MT_USER_DATA, user_data.data(), static_cast<UINT32>(user_data.size()));

  for (std::size_t at = 0; at + kAdtsHeader <= bytes.size();) {
    const std::size_t size =
        (bytes[at + 3] & 3u) << 11 | static_cast<std::size_t>(bytes[at + 4]) << 3 | bytes[at + 5] >> 5;
    if (size <= kAdtsHeader || at + size > bytes.size()) break;
    AccessUnit unit;
    unit.bytes.assign(bytes.begin() + static_cast<std::ptrdiff_t>(at + kAdtsHeader),
                      bytes.begin() + static_cast<std::ptrdiff_t>(at + size));
    unit.time = static_cast<LONGLONG>(stream.units.size()) * kAacFrame * kSecond / rate;
    unit.duration = kAacFrame * kSecond / rate;
    stream.units.push_back(std::move(unit));
    at += size;
  }
  return stream;
}

}  // namespace caesura::test
