// SPDX-License-Identifier: MIT
#include "support/wave_file.h"

#include <atomic>
#include <cstring>
#include <fstream>
#include <iterator>

#include "com/win32.h"

namespace caesura::test {
namespace {

template <typename Number>
Number number_at(const std::string& bytes, std::size_t at) {
  Number number = 0;
  if (at + sizeof number <= bytes.size()) std::memcpy(&number, bytes.data() + at, sizeof number);
  return number;
}

}  // namespace

TemporaryFile::TemporaryFile(const std::string& extension) {
  static std::atomic<int> count{0};
  const std::string name = "caesura-" + std::to_string(GetCurrentProcessId()) + "-" + std::to_string(++count);
  path_ = std::filesystem::temp_directory_path() / (name + extension);
}

TemporaryFile::~TemporaryFile() {
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}

WaveFile read_wave_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  if (bytes.compare(0, 4, "RIFF") != 0 || bytes.compare(8, 8, "WAVEfmt ") != 0) return {};
  const std::size_t data = 20 + number_at<std::uint32_t>(bytes, 16);
  if (bytes.compare(data, 4, "data") != 0) return {};

  WaveFile wave;
  wave.riff_bytes = number_at<std::uint32_t>(bytes, 4);
  wave.format = number_at<std::uint16_t>(bytes, 20);
  wave.channels = number_at<std::uint16_t>(bytes, 22);
  wave.rate = number_at<std::uint32_t>(bytes, 24);
  wave.sound_bytes = number_at<std::uint32_t>(bytes, data + 4);
  wave.sound = bytes.substr(data + 8);
  return wave;
}

}  // namespace caesura::test
