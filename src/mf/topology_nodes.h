// SPDX-License-Identifier: MIT
#pragma once

#include "base/result.h"
#include "com/hresult.h"
#include "mf/headers.h"

namespace caesura::mf {

/// Calls `visit(node, type)`, which gives a Status, for every node in the topology's order. The first failure, be it of
/// the topology, ends it and is returned.
template <typename F>
Status for_each_node(IMFTopology* topology, F visit) {
  WORD count = 0;
  RETURN_IF_FAILED(topology->GetNodeCount(&count));
  for (WORD i = 0; i < count; ++i) {
    ComPtr<IMFTopologyNode> node;
    MF_TOPOLOGY_TYPE type = MF_TOPOLOGY_MAX;
    RETURN_IF_FAILED(topology->GetNode(i, &node));
    RETURN_IF_FAILED(node->GetNodeType(&type));
    RETURN_IF_FAILED(visit(node, type));
  }
  return status::kOk;
}

}  // namespace caesura::mf
