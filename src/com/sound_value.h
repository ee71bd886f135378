// SPDX-License-Identifier: MIT
#pragma once

#include "com/win32.h"
// Needs windows.h before it.
#include <propidl.h>

namespace caesura::com {

/// Whether a client's value can be copied: PropVariantCopy follows every pointer and believes every size. No
/// references, no arrays, no vectors of what has pointers again. Reentrant.
bool is_sound(const PROPVARIANT& value);

}  // namespace caesura::com
