// SPDX-License-Identifier: MIT
#pragma once

#include "base/published.h"
#include "com/object.h"
#include "mf/headers.h"

namespace caesura::mf {

/// The system's time as a time source for the presentation clock, like MFCreateSystemTimeSource's. At rate 0 it stands,
/// which under Wine 8 that one does not. Thread-safe as far as the clock is: changes come one at a time.
class SystemTime final : public com::Object<com::Chain<IMFPresentationTimeSource, IMFClock>, IMFClockStateSink> {
 public:
  HRESULT STDMETHODCALLTYPE GetClockCharacteristics(DWORD* characteristics) noexcept override;
  HRESULT STDMETHODCALLTYPE GetCorrelatedTime(DWORD reserved, LONGLONG* time, MFTIME* system_time) noexcept override;
  HRESULT STDMETHODCALLTYPE GetContinuityKey(DWORD* key) noexcept override;
  HRESULT STDMETHODCALLTYPE GetState(DWORD reserved, MFCLOCK_STATE* state) noexcept override;
  HRESULT STDMETHODCALLTYPE GetProperties(MFCLOCK_PROPERTIES* properties) noexcept override;
  HRESULT STDMETHODCALLTYPE GetUnderlyingClock(IMFClock** clock) noexcept override;

  HRESULT STDMETHODCALLTYPE OnClockStart(MFTIME system_time, LONGLONG position) noexcept override;
  HRESULT STDMETHODCALLTYPE OnClockStop(MFTIME system_time) noexcept override;
  HRESULT STDMETHODCALLTYPE OnClockPause(MFTIME system_time) noexcept override;
  HRESULT STDMETHODCALLTYPE OnClockRestart(MFTIME system_time) noexcept override;
  HRESULT STDMETHODCALLTYPE OnClockSetRate(MFTIME system_time, float rate) noexcept override;

 private:
  /// What holds from one change to the next.
  struct Run {
    MFCLOCK_STATE state = MFCLOCK_STATE_INVALID;
    LONGLONG position = 0;  // at `since`, 100 ns
    MFTIME since = 0;       // system time, 100 ns
    double rate = 1;

    LONGLONG at(MFTIME system_time) const;
  };
  HRESULT change(MFTIME system_time, MFCLOCK_STATE state, LONGLONG position, double rate) noexcept;

  Published<Run> run_;
};

}  // namespace caesura::mf
