// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>

namespace caesura {

/// Where a story that is made up gets its decisions from. The same seed always makes the same story.
class Choices {
 public:
  explicit Choices(std::uint64_t seed) : random_(seed) {}

  /// 0 … below - 1; `below` is 1 … 65536. Not a distribution of the standard library's: those differ between libraries.
  std::uint32_t below(std::uint32_t below) { return static_cast<std::uint32_t>(random_() % below); }
  bool one_in(std::uint32_t count) { return below(count) == count - 1; }
  template <typename T, std::size_t N>
  T one_of(const T (&values)[N]) {
    return values[below(N)];
  }

 private:
  std::mt19937_64 random_;
};

}  // namespace caesura
