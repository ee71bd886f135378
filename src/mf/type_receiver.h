// SPDX-License-Identifier: MIT
#pragma once

#include "base/status.h"
#include "mf/headers.h"

namespace caesura::mf {

/// What stands downstream of a transform whose output format changes while data flows. Strand-bound.
class TypeReceiver {
 public:
  virtual ~TypeReceiver() = default;
  /// Takes over `type` for the samples that follow, or refuses and goes on with the type it had.
  virtual Status accept_type(IMFMediaType* type) = 0;
};

}  // namespace caesura::mf
