// SPDX-License-Identifier: MIT
#pragma once

#include "base/status.h"
#include "com/hresult.h"
#include "mf/headers.h"

namespace caesura::mf {

/// What a component's call that shall give `object` came to: one that succeeds and gives nothing has failed.
template <typename Interface>
HRESULT given(HRESULT hr, const ComPtr<Interface>& object) {
  return SUCCEEDED(hr) && !object ? E_UNEXPECTED : hr;
}

/// The status of an event that tells of a failure: E_UNEXPECTED where that claims success.
inline Status failure_of(HRESULT told) { return FAILED(told) ? com::to_status(told) : status::kUnexpected; }

}  // namespace caesura::mf
