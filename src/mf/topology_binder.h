// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "base/result.h"
#include "mf/headers.h"

namespace caesura::mf {

/// A media sink that binding had its activate make. Sink::Shutdown alone would leave the activate with a dead sink.
struct ActivatedSink {
  ComPtr<IMFActivate> activate;
  ComPtr<IMFMediaSink> sink;
};
using ActivatedSinks = std::vector<ActivatedSink>;

/// For a topology that failed: shuts down what was made for it, so that its activates can be used again. A sink that
/// has a presentation clock serves another topology as well, and is left alone.
void discard(const ActivatedSinks& activated);

/// Gives every output node of `topology` its stream sink (from the sink that its IMFActivate makes, the stream named
/// by MF_TOPONODE_STREAMID) and every transform node its transform (from an IMFActivate or a CLSID; an asynchronous one
/// is unlocked), in place. No media type is touched. Calls components: for a strand where that may take long. Fails
/// with the component's own error, and with E_FAIL where an output node has no object. "Binding Output Nodes to Media
/// Sinks", "Creating Transform Nodes".
Status bind_nodes(IMFTopology* topology, ActivatedSinks* activated);

}  // namespace caesura::mf
