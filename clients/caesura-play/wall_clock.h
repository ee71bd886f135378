// SPDX-License-Identifier: MIT
#pragma once

namespace caesura::play {

/// One moment, on the two clocks that a script can compare with its own.
struct Moment {
  double wall = 0;  // seconds since 1970-01-01T00:00Z
  double qpc = 0;   // QueryPerformanceCounter, seconds

  static Moment Now();
};

}  // namespace caesura::play
