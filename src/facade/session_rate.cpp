// SPDX-License-Identifier: MIT
//
// The session's IMFRateControl and IMFRateSupport.
#include <cmath>

#include "com/hresult.h"
#include "facade/media_session.h"
#include "mf/rate_support.h"

namespace caesura::facade {

std::shared_ptr<engine::RateSupport> MediaSession::rates() const {
  const engine::TopologyPtr topology = session_->connected_topology();
  return topology ? topology->rates : mf::normal_speed_only();
}

HRESULT STDMETHODCALLTYPE MediaSession::SetRate(BOOL thin, float rate) noexcept {
  return com::guarded([&] { return com::to_hresult(session_->set_rate({rate, thin != FALSE})); });
}

HRESULT STDMETHODCALLTYPE MediaSession::GetRate(BOOL* thin, float* rate) noexcept {
  return com::guarded([&]() -> HRESULT {
    RETURN_HR_IF(E_POINTER, !rate);
    RETURN_IF_FAILED(refuse_after_shutdown());
    const engine::Rate present = session_->rate();
    if (thin) *thin = present.thin ? TRUE : FALSE;
    *rate = present.speed;
    return S_OK;
  });
}

HRESULT STDMETHODCALLTYPE MediaSession::GetSlowestRate(MFRATE_DIRECTION direction, BOOL thin, float* rate) noexcept {
  return com::guarded([&]() -> HRESULT {
    RETURN_HR_IF(E_POINTER, !rate);
    RETURN_IF_FAILED(refuse_after_shutdown());
    const Result<float> slowest = rates()->slowest({direction == MFRATE_REVERSE, thin != FALSE});
    RETURN_IF_FAILED(slowest.status());
    *rate = slowest.value();
    return S_OK;
  });
}

HRESULT STDMETHODCALLTYPE MediaSession::GetFastestRate(MFRATE_DIRECTION direction, BOOL thin, float* rate) noexcept {
  return com::guarded([&]() -> HRESULT {
    RETURN_HR_IF(E_POINTER, !rate);
    RETURN_IF_FAILED(refuse_after_shutdown());
    const Result<float> fastest = rates()->fastest({direction == MFRATE_REVERSE, thin != FALSE});
    RETURN_IF_FAILED(fastest.status());
    *rate = fastest.value();
    return S_OK;
  });
}

HRESULT STDMETHODCALLTYPE MediaSession::IsRateSupported(BOOL thin, float rate, float* nearest) noexcept {
  return com::guarded([&]() -> HRESULT {
    RETURN_HR_IF(E_INVALIDARG, !std::isfinite(rate));
    RETURN_IF_FAILED(refuse_after_shutdown());
    const std::shared_ptr<engine::RateSupport> support = rates();
    const engine::Rate asked{rate, thin != FALSE};
    const HRESULT hr = com::to_hresult(support->check(asked));
    if (nearest) *nearest = SUCCEEDED(hr) ? rate : mf::nearest_rate(*support, asked);
    return hr;
  });
}

}  // namespace caesura::facade
