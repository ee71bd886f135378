// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "base/result.h"
#include "engine/topology.h"
#include "mf/component_ports.h"
#include "mf/headers.h"
#include "mf/resolution.h"

namespace caesura::mf {

/// Turns a full IMFTopology into the engine's plain data, with a port for every component: one per media source and
/// media sink however many nodes use it, the sinks' out of `ports`. Calls components: for a strand where that may take
/// long. Fails with MF_E_TOPO_UNSUPPORTED for what the engine can't run (an unconnected output, a
/// transform with several inputs or outputs, a node without its object). `made`: what is known of it beside.
Result<engine::TopologyPtr> read_topology(IMFTopology* topology, ComponentPorts& ports, const Resolution& made);

}  // namespace caesura::mf
