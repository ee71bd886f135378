// SPDX-License-Identifier: MIT
#pragma once

#include "mf/headers.h"

namespace caesura::mf {

/// What is the same for all interfaces of one object, and for no other object.
inline ComPtr<IUnknown> identity_of(IUnknown* object) {
  ComPtr<IUnknown> unknown;
  static_cast<void>(object->QueryInterface(IID_PPV_ARGS(&unknown)));
  return unknown;
}

}  // namespace caesura::mf
