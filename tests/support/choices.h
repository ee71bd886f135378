// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <span>

namespace caesura {

/// Where a story that is made up gets its decisions from: the bytes of a fuzzer, or a seed. The same ones always make
/// the same story. Bytes that are used up are followed by zeros, which choose the plainest of everything.
class Choices {
 public:
  explicit Choices(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}
  explicit Choices(std::uint64_t seed) : random_(seed) {}

  /// 0 … below - 1; `below` is 1 … 65536.
  std::uint32_t below(std::uint32_t below) {
    const std::uint32_t high = below > 256 ? byte() : 0;
    return (high << 8 | byte()) % below;
  }
  bool one_in(std::uint32_t count) { return below(count) == count - 1; }
  template <typename T, std::size_t N>
  T one_of(const T (&values)[N]) {
    return values[below(N)];
  }
  /// Nothing is left to choose by; never, with a seed.
  bool over() const { return !random_ && next_ >= bytes_.size(); }

 private:
  std::uint32_t byte() {
    if (random_) return static_cast<std::uint32_t>((*random_)() & 0xff);
    return next_ < bytes_.size() ? bytes_[next_++] : 0;
  }

  std::optional<std::mt19937_64> random_;
  std::span<const std::uint8_t> bytes_;
  std::size_t next_ = 0;
};

}  // namespace caesura
