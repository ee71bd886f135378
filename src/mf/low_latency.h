// SPDX-License-Identifier: MIT
#pragma once

#include "mf/headers.h"

namespace caesura::mf {

/// Tells all components of a full topology that latency matters more than throughput: sources by their source
/// attributes, transforms and sinks by their own. What has none is left alone. Calls components: for a strand where
/// that may take long. Reference: MF_LOW_LATENCY.
void ask_for_low_latency(IMFTopology* topology);

}  // namespace caesura::mf
