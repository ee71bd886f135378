// SPDX-License-Identifier: MIT
#pragma once

#include "mf/headers.h"

namespace caesura::mf {

/// What stands downstream of a transform that has to choose a new output format. Strand-bound.
class TypeReceiver {
 public:
  virtual ~TypeReceiver() = default;
  /// Whether it would take `type`; it goes on with the one it has.
  virtual bool takes_type(IMFMediaType* type) = 0;
};

}  // namespace caesura::mf
