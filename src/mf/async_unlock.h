// SPDX-License-Identifier: MIT
#pragma once

#include "mf/headers.h"

namespace caesura::mf {

/// Whether `transform` processes asynchronously (MF_TRANSFORM_ASYNC). Thread-safe.
bool is_asynchronous(IMFTransform* transform);

/// Lets an asynchronous transform work, which refuses everything before (MF_TRANSFORM_ASYNC_UNLOCK); leaves others
/// alone. To be called on each transform that is not known to be unlocked, before anything else. Thread-safe.
/// Reference: Asynchronous MFTs, "Unlocking Asynchronous MFTs".
void unlock_asynchronous(IMFTransform* transform);

}  // namespace caesura::mf
