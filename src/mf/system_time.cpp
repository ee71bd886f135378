// SPDX-License-Identifier: MIT
#include "mf/system_time.h"

#include "com/guard.h"
#include "com/hresult.h"

namespace caesura::mf {
namespace {

constexpr UINT64 kTicksPerSecond = 10'000'000;

}  // namespace

LONGLONG SystemTime::Run::at(MFTIME system_time) const {
  if (state != MFCLOCK_STATE_RUNNING) return position;
  return position + static_cast<LONGLONG>(static_cast<double>(system_time - since) * rate);
}

HRESULT SystemTime::change(MFTIME system_time, MFCLOCK_STATE state, LONGLONG position, double rate) noexcept {
  return com::guarded([&]() -> HRESULT {
    run_.set({.state = state, .position = position, .since = system_time, .rate = rate});
    return S_OK;
  });
}

HRESULT STDMETHODCALLTYPE SystemTime::OnClockStart(MFTIME system_time, LONGLONG position) noexcept {
  const auto run = run_.get();
  const bool goes_on = position == kPresentationCurrentPosition;
  return change(system_time, MFCLOCK_STATE_RUNNING, goes_on ? run->at(system_time) : position, run->rate);
}

HRESULT STDMETHODCALLTYPE SystemTime::OnClockStop(MFTIME system_time) noexcept {
  return change(system_time, MFCLOCK_STATE_STOPPED, 0, run_.get()->rate);
}

HRESULT STDMETHODCALLTYPE SystemTime::OnClockPause(MFTIME system_time) noexcept {
  const auto run = run_.get();
  return change(system_time, MFCLOCK_STATE_PAUSED, run->at(system_time), run->rate);
}

HRESULT STDMETHODCALLTYPE SystemTime::OnClockRestart(MFTIME system_time) noexcept {
  const auto run = run_.get();
  return change(system_time, MFCLOCK_STATE_RUNNING, run->at(system_time), run->rate);
}

HRESULT STDMETHODCALLTYPE SystemTime::OnClockSetRate(MFTIME system_time, float rate) noexcept {
  const auto run = run_.get();
  return change(system_time, run->state, run->at(system_time), rate);
}

HRESULT STDMETHODCALLTYPE SystemTime::GetClockCharacteristics(DWORD* characteristics) noexcept {
  RETURN_HR_IF(E_POINTER, !characteristics);
  *characteristics = MFCLOCK_CHARACTERISTICS_FLAG_FREQUENCY_10MHZ | MFCLOCK_CHARACTERISTICS_FLAG_IS_SYSTEM_CLOCK;
  return S_OK;
}

HRESULT STDMETHODCALLTYPE SystemTime::GetCorrelatedTime(DWORD, LONGLONG* time, MFTIME* system_time) noexcept {
  RETURN_HR_IF(E_POINTER, !time || !system_time);
  *system_time = MFGetSystemTime();
  *time = run_.get()->at(*system_time);
  return S_OK;
}

HRESULT STDMETHODCALLTYPE SystemTime::GetContinuityKey(DWORD* key) noexcept {
  RETURN_HR_IF(E_POINTER, !key);
  *key = 0;
  return S_OK;
}

HRESULT STDMETHODCALLTYPE SystemTime::GetState(DWORD, MFCLOCK_STATE* state) noexcept {
  RETURN_HR_IF(E_POINTER, !state);
  *state = run_.get()->state;
  return S_OK;
}

HRESULT STDMETHODCALLTYPE SystemTime::GetProperties(MFCLOCK_PROPERTIES* properties) noexcept {
  RETURN_HR_IF(E_POINTER, !properties);
  *properties = {};
  properties->qwClockFrequency = kTicksPerSecond;
  properties->dwClockTolerance = 50;   // parts per million
  properties->dwClockJitter = 10'000;  // 100 ns
  return S_OK;
}

HRESULT STDMETHODCALLTYPE SystemTime::GetUnderlyingClock(IMFClock** clock) noexcept {
  RETURN_HR_IF(E_POINTER, !clock);
  *clock = nullptr;
  return MF_E_NO_CLOCK;
}

}  // namespace caesura::mf
