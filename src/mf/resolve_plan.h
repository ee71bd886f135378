// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "base/result.h"
#include "mf/headers.h"
#include "mf/resolve_search.h"

namespace caesura::mf {

/// Changes `topology` as `plan` says: puts transforms in, takes optional nodes and branches out. A node whose outputs
/// all lead nowhere afterwards goes with them; the outputs of a tee close ranks. Gives what became of the resolution:
/// the value of MF_TOPOLOGY_RESOLUTION_STATUS. MF_E_TOPO_CANNOT_CONNECT: nothing to play is left. Strand-bound: it
/// calls the topology's objects.
Result<MF_TOPOLOGY_RESOLUTION_STATUS_FLAGS> carry_out(const std::vector<PlannedLink>& plan, IMFTopology* topology);

}  // namespace caesura::mf
