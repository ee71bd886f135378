// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

#include "mf/headers.h"

namespace caesura::test {

using com::ComPtr;

/// A silent sound file of 0.3 s, there for as long as this lives: stereo floats at 48 kHz, the renderer's own type.
class SoundFile {
 public:
  static constexpr std::uint32_t kRate = 48'000;  // Hz
  static constexpr std::uint32_t kFrames = kRate * 3 / 10;

  SoundFile()
      : path_(std::filesystem::temp_directory_path() / ("caesura-" + std::to_string(GetCurrentProcessId()) + ".wav")) {
    constexpr std::uint32_t kFrameBytes = 2 * sizeof(float);
    constexpr std::uint32_t kBytes = kFrames * kFrameBytes;
    std::ofstream file(path_, std::ios::binary);
    text(file, "RIFF");
    number<std::uint32_t>(file, 36 + kBytes);
    text(file, "WAVEfmt ");
    number<std::uint32_t>(file, 16);
    number<std::uint16_t>(file, WAVE_FORMAT_IEEE_FLOAT);
    number<std::uint16_t>(file, 2);
    number<std::uint32_t>(file, kRate);
    number<std::uint32_t>(file, kRate * kFrameBytes);
    number<std::uint16_t>(file, kFrameBytes);
    number<std::uint16_t>(file, 8 * sizeof(float));
    text(file, "data");
    number<std::uint32_t>(file, kBytes);
    file << std::string(kBytes, '\0');
  }
  SoundFile(const SoundFile&) = delete;
  SoundFile& operator=(const SoundFile&) = delete;
  ~SoundFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  const std::filesystem::path& path() const { return path_; }
  /// The platform's own source of it; null where it has none.
  ComPtr<IMFMediaSource> open() const {
    ComPtr<IMFSourceResolver> resolver;
    ComPtr<IUnknown> object;
    ComPtr<IMFMediaSource> source;
    MF_OBJECT_TYPE type{};
    MFCreateSourceResolver(&resolver);
    if (SUCCEEDED(resolver->CreateObjectFromURL(path_.c_str(), MF_RESOLUTION_MEDIASOURCE, nullptr, &type, &object)))
      static_cast<void>(object.As(&source));
    return source;
  }

 private:
  static void text(std::ofstream& file, const char* value) { file << value; }
  template <typename T>
  static void number(std::ofstream& file, std::uint32_t value) {
    const T narrow = static_cast<T>(value);
    file.write(reinterpret_cast<const char*>(&narrow), sizeof narrow);
  }

  std::filesystem::path path_;
};

}  // namespace caesura::test
