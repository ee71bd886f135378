// SPDX-License-Identifier: MIT
#include "mf/resolve_shape.h"

#include "base/log.h"
#include "com/hresult.h"
#include "mf/topology_nodes.h"

namespace caesura::mf {
namespace {

/// How many connections a kind of node has.
struct Ends {
  DWORD min_inputs, max_inputs, min_outputs, max_outputs;
};

Ends ends_of(MF_TOPOLOGY_TYPE type) {
  constexpr DWORD kMany = ~DWORD{0};
  switch (type) {
    case MF_TOPOLOGY_SOURCESTREAM_NODE:
      return {0, 0, 1, 1};
    case MF_TOPOLOGY_TEE_NODE:
      return {1, 1, 1, kMany};
    case MF_TOPOLOGY_OUTPUT_NODE:
      return {1, 1, 0, 0};
    default:
      return {1, 1, 1, 1};
  }
}

/// A single node can be left out where it only passes samples on; a branch, where it has a beginning.
bool may_be_optional(IMFTopologyNode* node, MF_TOPOLOGY_TYPE type) {
  const UINT32 method = MFGetAttributeUINT32(node, MF_TOPONODE_CONNECT_METHOD, MF_CONNECT_ALLOW_DECODER);
  if ((method & MF_CONNECT_AS_OPTIONAL) != 0 && type != MF_TOPOLOGY_TRANSFORM_NODE) return false;
  return (method & MF_CONNECT_AS_OPTIONAL_BRANCH) == 0 || type != MF_TOPOLOGY_SOURCESTREAM_NODE;
}

/// An end that is counted may still lead nowhere.
Status check_node(IMFTopologyNode* node, MF_TOPOLOGY_TYPE type) {
  RETURN_HR_IF(MF_E_TOPO_INVALID_OPTIONAL_NODE, !may_be_optional(node, type));
  DWORD inputs = 0, outputs = 0;
  RETURN_IF_FAILED(node->GetInputCount(&inputs));
  RETURN_IF_FAILED(node->GetOutputCount(&outputs));
  const Ends ends = ends_of(type);
  bool fits = inputs >= ends.min_inputs && inputs <= ends.max_inputs && outputs >= ends.min_outputs &&
              outputs <= ends.max_outputs;
  for (DWORD i = 0; fits && i < inputs; ++i) {
    ComPtr<IMFTopologyNode> upstream;
    DWORD index = 0;
    fits = SUCCEEDED(node->GetInput(i, &upstream, &index)) && upstream;
  }
  for (DWORD i = 0; fits && i < outputs; ++i) {
    ComPtr<IMFTopologyNode> downstream;
    DWORD index = 0;
    fits = SUCCEEDED(node->GetOutput(i, &downstream, &index)) && downstream;
  }
  if (fits) return status::kOk;
  TOPOID id = 0;
  node->GetTopoNodeID(&id);
  LOG_WARN(loader, "topology node {:#x} has {} inputs and {} outputs, or one that leads nowhere", id, inputs, outputs);
  return com::to_status(MF_E_TOPO_UNSUPPORTED);
}

/// True when following the first inputs upwards from `node`, `limit` nodes are not enough to reach a source. Every node
/// has one input at most, so that a branch is a line when it is seen from below.
bool never_reaches_a_source(ComPtr<IMFTopologyNode> node, WORD limit) {
  for (WORD steps = 0; steps <= limit; ++steps) {
    ComPtr<IMFTopologyNode> upstream;
    DWORD index = 0;
    if (FAILED(node->GetInput(0, &upstream, &index)) || !upstream) return false;
    node = upstream;
  }
  return true;
}

}  // namespace

Status check_shape(IMFTopology* topology) {
  WORD count = 0;
  RETURN_IF_FAILED(topology->GetNodeCount(&count));
  bool has_source = false, has_output = false;
  const auto check = [&](const ComPtr<IMFTopologyNode>& node, MF_TOPOLOGY_TYPE type) -> Status {
    RETURN_IF_FAILED(check_node(node.Get(), type));
    has_source = has_source || type == MF_TOPOLOGY_SOURCESTREAM_NODE;
    has_output = has_output || type == MF_TOPOLOGY_OUTPUT_NODE;
    if (!never_reaches_a_source(node, count)) return status::kOk;
    LOG_WARN(loader, "the topology goes round in a circle");
    return com::to_status(MF_E_TOPO_LOOPS_IN_TOPOLOGY);
  };
  RETURN_IF_FAILED(for_each_node(topology, check));
  if (has_source && has_output) return status::kOk;
  LOG_WARN(loader, "the topology has no {} node", has_source ? "output" : "source");
  return com::to_status(MF_E_TOPO_UNSUPPORTED);
}

}  // namespace caesura::mf
