// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>

namespace caesura {

/// Where a story that is made up gets its decisions from. The same seed, or the same bytes, always make the same story.
class Choices {
 public:
  explicit Choices(std::uint64_t seed) : random_(seed) {}
  /// Of the bytes, which must stay where they are; 0 once they are used up.
  Choices(const std::uint8_t* bytes, std::size_t size) : next_(bytes), end_(bytes + size) {}

  /// 0 … below - 1; `below` is 1 … 65536. Not a distribution of the standard library's: those differ between libraries.
  std::uint32_t below(std::uint32_t below) {
    if (random_) return static_cast<std::uint32_t>((*random_)() % below);
    std::uint32_t number = take_byte();
    if (below > 256) number = number << 8 | take_byte();
    return number % below;
  }
  bool one_in(std::uint32_t count) { return below(count) == count - 1; }
  template <typename T, std::size_t N>
  T one_of(const T (&values)[N]) {
    return values[below(N)];
  }
  /// Nothing is left to choose from.
  bool are_over() const { return !random_ && next_ == end_; }

 private:
  std::uint32_t take_byte() { return next_ == end_ ? 0 : *next_++; }

  std::optional<std::mt19937_64> random_;
  const std::uint8_t* next_ = nullptr;
  const std::uint8_t* end_ = nullptr;
};

}  // namespace caesura
