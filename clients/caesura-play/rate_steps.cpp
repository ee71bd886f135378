// SPDX-License-Identifier: MIT
#include "rate_steps.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace caesura::play {
namespace {

constexpr float kRates[] = {0.25f, 0.5f, 1, 1.5f, 2, 3, 4};

}  // namespace

std::optional<float> NextRate(float rate, bool faster) {
  const float speed = std::abs(rate);
  const float* next = nullptr;
  if (faster) {
    next = std::upper_bound(std::begin(kRates), std::end(kRates), speed);
    if (next == std::end(kRates)) return std::nullopt;
  } else {
    next = std::lower_bound(std::begin(kRates), std::end(kRates), speed);
    if (next == std::begin(kRates)) return std::nullopt;
    next = std::prev(next);
  }
  return std::copysign(*next, rate);
}

}  // namespace caesura::play
