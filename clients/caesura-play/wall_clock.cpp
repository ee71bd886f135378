// SPDX-License-Identifier: MIT
#include "wall_clock.h"

#include "platform.h"

namespace caesura::play {

Moment Moment::Now() {
  constexpr double kSecondsFrom1601To1970 = 11644473600.0;
  FILETIME time;
  LARGE_INTEGER count;
  LARGE_INTEGER frequency;
  GetSystemTimePreciseAsFileTime(&time);
  QueryPerformanceCounter(&count);
  QueryPerformanceFrequency(&frequency);
  const auto ticks = static_cast<double>(ULARGE_INTEGER{
      {time.dwLowDateTime,
       time.dwHighDateTime}
  }.QuadPart);
  return {ticks / 1e7 - kSecondsFrom1601To1970,
          static_cast<double>(count.QuadPart) / static_cast<double>(frequency.QuadPart)};
}

}  // namespace caesura::play
