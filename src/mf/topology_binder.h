// SPDX-License-Identifier: MIT
#pragma once

#include "base/result.h"
#include "mf/headers.h"
#include "mf/resolution.h"

namespace caesura::mf {

/// Gives every output node of `topology` its stream sink (from the sink that its IMFActivate makes, the stream named
/// by MF_TOPONODE_STREAMID) and every transform node its transform (from an IMFActivate or a CLSID; an asynchronous one
/// is unlocked), in place; `made` gets what was made on the way, also after a failure (see discard). No media type is
/// touched. Calls components: for a strand where that may take long. Fails with the component's own error, and with
/// E_FAIL where an output node has no object; with `spares`, optional nodes and what optional branches hold stay as
/// they are instead. "Binding Output Nodes to Media Sinks", "Creating Transform Nodes".
Status bind_nodes(IMFTopology* topology, Resolution& made, bool spares);

}  // namespace caesura::mf
