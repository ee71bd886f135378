// SPDX-License-Identifier: MIT
#pragma once

#include "base/result.h"
#include "mf/headers.h"
#include "mf/resolve_types.h"
#include "mf/topology_binder.h"

namespace caesura::mf {

/// What SetTopology checks before it queues anything: each source node has a source, a presentation descriptor and a
/// selected stream, and the time attributes make sense. With `global_time` (MF_SESSION_GLOBAL_TIME) the topology must
/// have a project start and stop, without it must not. Looks at attributes only: for any thread.
Status check_topology(IMFTopology* topology, bool global_time);

/// Makes a full topology of a partial one: a clone, with the client's TOPOID and node ids, whose nodes are bound and
/// joined by the decoders and converters they need, the media types set on all of them. `made` gets what was made
/// on the way, also after a failure (see discard). Calls components: for a strand where that may take long.
///
/// What is optional (MF_CONNECT_AS_OPTIONAL) and can't be made or connected is left out; MF_TOPOLOGY_RESOLUTION_STATUS
/// tells.
///
/// Fails with MF_E_TOPO_CODEC_NOT_FOUND when a compressed stream has no decoder (the source node of `client`, or else
/// of `partial`, then tells the type, MF_TOPONODE_ERROR_…), MF_E_TOPO_INVALID_OPTIONAL_NODE when what can't be spared
/// is called optional, MF_E_TOPO_CANNOT_CONNECT when types do not meet, MF_E_TOPO_UNSUPPORTED and
/// MF_E_TOPO_LOOPS_IN_TOPOLOGY for the wrong shape, E_FAIL for an output node without an object, and otherwise with
/// the component's own error. The log says which stream and which types. "About Topologies", "Topology Loader".
Result<ComPtr<IMFTopology>> resolve_topology(IMFTopology* partial, Resolution& made, IMFTopology* client = nullptr,
                                             const InUse& in_use = {});

/// For MFSESSION_SETTOPOLOGY_NORESOLUTION: `full` itself, bound in place; no media type is touched. `made` and thread
/// as above.
Result<ComPtr<IMFTopology>> bind_topology(IMFTopology* full, Resolution& made);

}  // namespace caesura::mf
