// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cmath>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "support/fake_call_log.h"
#include "support/fake_media.h"

namespace caesura::test {

/// What a fake component can be played at.
struct FakeRateScript {
  float slowest = 0;
  float fastest = 8;
  float reverse = 0;  // the fastest backwards, without its sign; 0: not at all
  bool thins = false;
  HRESULT set_rate = S_OK;     // what a source's SetRate returns
  HRESULT rated_event = S_OK;  // the status of its MESourceRateChanged
  bool answers = true;         // false: that never comes
};

/// The rate support of a fake component, and the rate control of a fake source. Logs "<name>.SetRate" ("2.000000",
/// "thin 2.000000"). Thread-safe.
class FakeRates final : public com::Object<IMFRateSupport, IMFRateControl> {
 public:
  using Answer = std::function<void(HRESULT status)>;

  FakeRates(std::shared_ptr<CallLog> log, std::string name, FakeRateScript script, Answer answer = {})
      : log_(std::move(log)), name_(std::move(name)), script_(script), answer_(std::move(answer)) {}

  HRESULT STDMETHODCALLTYPE GetSlowestRate(MFRATE_DIRECTION direction, BOOL thin, float* rate) noexcept override {
    const HRESULT hr = direction_status(direction == MFRATE_REVERSE, thin);
    if (SUCCEEDED(hr)) *rate = direction == MFRATE_REVERSE ? -script_.slowest : script_.slowest;
    return hr;
  }
  HRESULT STDMETHODCALLTYPE GetFastestRate(MFRATE_DIRECTION direction, BOOL thin, float* rate) noexcept override {
    const HRESULT hr = direction_status(direction == MFRATE_REVERSE, thin);
    if (SUCCEEDED(hr)) *rate = direction == MFRATE_REVERSE ? -script_.reverse : script_.fastest;
    return hr;
  }
  HRESULT STDMETHODCALLTYPE IsRateSupported(BOOL thin, float rate, float* nearest) noexcept override {
    if (nearest) *nearest = rate;
    const HRESULT hr = direction_status(rate < 0, thin);
    if (FAILED(hr)) return hr;
    const float speed = std::abs(rate);
    const bool supported = speed >= script_.slowest && speed <= (rate < 0 ? script_.reverse : script_.fastest);
    return supported ? S_OK : MF_E_UNSUPPORTED_RATE;
  }

  HRESULT STDMETHODCALLTYPE SetRate(BOOL thin, float rate) noexcept override {
    log_->add(name_ + ".SetRate", (thin ? "thin " : "") + std::to_string(rate));
    if (FAILED(script_.set_rate)) return script_.set_rate;
    rate_ = rate;
    if (script_.answers) answer_(script_.rated_event);
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE GetRate(BOOL*, float* rate) noexcept override {
    *rate = rate_;
    return S_OK;
  }

  float rate() const { return rate_; }

 private:
  HRESULT direction_status(bool reverse, BOOL thin) const {
    if (reverse && script_.reverse == 0) return MF_E_REVERSE_UNSUPPORTED;
    return thin && !script_.thins ? MF_E_THINNING_UNSUPPORTED : S_OK;
  }

  const std::shared_ptr<CallLog> log_;
  const std::string name_;
  const FakeRateScript script_;
  const Answer answer_;
  std::atomic<float> rate_{1};
};

}  // namespace caesura::test
