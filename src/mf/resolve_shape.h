// SPDX-License-Identifier: MIT
#pragma once

#include "base/status.h"
#include "mf/headers.h"

namespace caesura::mf {

/// Whether `topology` has a shape that can be resolved: a source and an output at least, every end connected, each
/// transform with one input and one output (MF_E_TOPO_UNSUPPORTED), no cycle (MF_E_TOPO_LOOPS_IN_TOPOLOGY), and nothing
/// called optional that can't be (MF_E_TOPO_INVALID_OPTIONAL_NODE).
/// Looks at the topology only: for any thread.
Status check_shape(IMFTopology* topology);

}  // namespace caesura::mf
