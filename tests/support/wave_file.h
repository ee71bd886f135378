// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace caesura::test {

/// A file name of the temporary folder that no other test has; what is there is removed in the end. Thread-bound.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& extension);
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile();

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// What the head of a WAVE file says, and the sound behind it. All 0 where it is none.
struct WaveFile {
  std::uint32_t riff_bytes = 0;
  std::uint16_t format = 0;
  std::uint16_t channels = 0;
  std::uint32_t rate = 0;  // Hz
  std::uint32_t sound_bytes = 0;
  std::string sound;  // up to the end of the file, whatever the head says

  bool is_finished() const { return sound_bytes != 0 && sound_bytes == sound.size() && riff_bytes >= sound_bytes; }
};

WaveFile read_wave_file(const std::filesystem::path& path);

}  // namespace caesura::test
