// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>

#include "com/win32.h"

namespace caesura::test {

/// Whether `condition` holds within five seconds: for what can only be asked again and again.
template <std::predicate Condition>
bool becomes_true(Condition condition) {
  for (int waited = 0; waited < 5000; ++waited) {
    if (condition()) return true;
    Sleep(1);
  }
  return condition();
}

/// A flag that one thread raises and another waits for. Thread-safe.
class Signal {
 public:
  Signal() : event_(CreateEventW(nullptr, TRUE, FALSE, nullptr)) {}
  Signal(const Signal&) = delete;
  Signal& operator=(const Signal&) = delete;
  ~Signal() { CloseHandle(event_); }

  void raise() { SetEvent(event_); }
  /// False if nobody raises it within `milliseconds`.
  bool wait(DWORD milliseconds = 5000) const { return WaitForSingleObject(event_, milliseconds) == WAIT_OBJECT_0; }

 private:
  HANDLE event_;
};

}  // namespace caesura::test
