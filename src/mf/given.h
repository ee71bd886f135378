// SPDX-License-Identifier: MIT
#pragma once

#include "mf/headers.h"

namespace caesura::mf {

/// What a component's call that shall give `object` came to: one that succeeds and gives nothing has failed.
template <typename Interface>
HRESULT given(HRESULT hr, const ComPtr<Interface>& object) {
  return SUCCEEDED(hr) && !object ? E_UNEXPECTED : hr;
}

}  // namespace caesura::mf
