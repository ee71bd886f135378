// SPDX-License-Identifier: MIT
#include "mf/resolve_plan.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "com/hresult.h"

namespace caesura::mf {
namespace {

MF_TOPOLOGY_TYPE type_of(IMFTopologyNode* node) {
  MF_TOPOLOGY_TYPE type = MF_TOPOLOGY_MAX;
  return SUCCEEDED(node->GetNodeType(&type)) ? type : MF_TOPOLOGY_MAX;
}

/// A connection as seen from above.
struct Connection {
  DWORD output = 0;
  ComPtr<IMFTopologyNode> node;
  DWORD input = 0;
};

std::vector<Connection> connections_of(IMFTopologyNode* node) {
  std::vector<Connection> connections;
  DWORD outputs = 0;
  if (FAILED(node->GetOutputCount(&outputs))) return connections;
  for (DWORD i = 0; i < outputs; ++i) {
    Connection connection{i, nullptr, 0};
    if (SUCCEEDED(node->GetOutput(i, &connection.node, &connection.input)) && connection.node)
      connections.push_back(std::move(connection));
  }
  return connections;
}

HRESULT insert(const Insertion& insertion, IMFTopology* topology, ComPtr<IMFTopologyNode>& node) {
  RETURN_IF_FAILED(MFCreateTopologyNode(MF_TOPOLOGY_TRANSFORM_NODE, &node));
  RETURN_IF_FAILED(node->SetObject(insertion.transform.Get()));
  if (insertion.decoder) RETURN_IF_FAILED(node->SetUINT32(MF_TOPONODE_DECODER, TRUE));
  wchar_t* url = nullptr;
  UINT32 length = 0;
  if (insertion.activate &&
      SUCCEEDED(insertion.activate->GetAllocatedString(MFT_ENUM_HARDWARE_URL_Attribute, &url, &length))) {
    node->SetString(MFT_ENUM_HARDWARE_URL_Attribute, url);
    CoTaskMemFree(url);
  }
  LOG_DEBUG(loader, "put in {}", insertion.name);
  return topology->AddNode(node.Get());
}

HRESULT remove(IMFTopologyNode* node, IMFTopology* topology) {
  TOPOID id = 0;
  RETURN_IF_FAILED(node->GetTopoNodeID(&id));
  LOG_INFO(loader, "the optional node {:#x} is left out", id);
  for (const Connection& connection : connections_of(node)) node->DisconnectOutput(connection.output);
  return topology->RemoveNode(node);
}

HRESULT remove_branch(const ComPtr<IMFTopologyNode>& node, IMFTopology* topology) {
  const std::vector<Connection> below = connections_of(node.Get());
  RETURN_IF_FAILED(remove(node.Get(), topology));
  for (const Connection& connection : below) RETURN_IF_FAILED(remove_branch(connection.node, topology));
  return S_OK;
}

HRESULT carry_out(const PlannedLink& link, IMFTopology* topology) {
  if (link.between.empty() && link.skipped.empty() && !link.pruned) return S_OK;
  ComPtr<IMFTopologyNode> upstream = link.upstream;
  DWORD output = link.output;
  RETURN_IF_FAILED(upstream->DisconnectOutput(output));
  for (const ComPtr<IMFTopologyNode>& node : link.skipped) RETURN_IF_FAILED(remove(node.Get(), topology));
  if (link.pruned) return remove_branch(link.downstream, topology);
  for (const Insertion& insertion : link.between) {
    ComPtr<IMFTopologyNode> node;
    RETURN_IF_FAILED(insert(insertion, topology, node));
    RETURN_IF_FAILED(upstream->ConnectOutput(output, node.Get(), 0));
    upstream = node;
    output = 0;
  }
  return upstream->ConnectOutput(output, link.downstream.Get(), link.input);
}

/// Numbers the outputs that an attribute of a tee names anew.
void renumber(IMFTopologyNode* tee, const std::vector<Connection>& kept) {
  const auto now = [&](UINT32 before) {
    return std::find_if(kept.begin(), kept.end(), [&](const Connection& c) { return c.output == before; });
  };
  UINT32 primary = 0;
  if (SUCCEEDED(tee->GetUINT32(MF_TOPONODE_PRIMARYOUTPUT, &primary))) {
    const auto found = now(primary);
    if (found == kept.end())
      tee->DeleteItem(MF_TOPONODE_PRIMARYOUTPUT);
    else
      tee->SetUINT32(MF_TOPONODE_PRIMARYOUTPUT, static_cast<UINT32>(found - kept.begin()));
  }
  UINT8* bytes = nullptr;
  UINT32 size = 0;
  if (FAILED(tee->GetAllocatedBlob(MF_TOPONODE_DISCARDABLE, &bytes, &size))) return;
  std::vector<UINT8> left;
  for (UINT32 i = 0; i < size; ++i) {
    if (const auto found = now(bytes[i]); found != kept.end()) left.push_back(static_cast<UINT8>(found - kept.begin()));
  }
  CoTaskMemFree(bytes);
  tee->SetBlob(MF_TOPONODE_DISCARDABLE, left.data(), static_cast<UINT32>(left.size()));
}

/// A node can't lose an output, so another one with its identity takes the tee's place.
HRESULT close_ranks(IMFTopologyNode* tee, const std::vector<Connection>& kept, IMFTopology* topology) {
  ComPtr<IMFTopologyNode> upstream;
  ComPtr<IMFTopologyNode> next;
  DWORD output = 0;
  TOPOID id = 0;
  RETURN_IF_FAILED(tee->GetInput(0, &upstream, &output));
  RETURN_IF_FAILED(tee->GetTopoNodeID(&id));
  RETURN_IF_FAILED(MFCreateTopologyNode(MF_TOPOLOGY_TEE_NODE, &next));
  RETURN_IF_FAILED(tee->CopyAllItems(next.Get()));
  renumber(next.Get(), kept);
  RETURN_IF_FAILED(upstream->DisconnectOutput(output));
  for (const Connection& connection : kept) RETURN_IF_FAILED(tee->DisconnectOutput(connection.output));
  RETURN_IF_FAILED(topology->RemoveNode(tee));
  RETURN_IF_FAILED(next->SetTopoNodeID(id));
  RETURN_IF_FAILED(topology->AddNode(next.Get()));
  RETURN_IF_FAILED(upstream->ConnectOutput(output, next.Get(), 0));
  for (std::size_t i = 0; i < kept.size(); ++i)
    RETURN_IF_FAILED(next->ConnectOutput(static_cast<DWORD>(i), kept[i].node.Get(), kept[i].input));
  return S_OK;
}

/// Repairs the first node that a branch was cut off from. S_FALSE: there is none.
HRESULT repair_one(IMFTopology* topology) {
  WORD count = 0;
  RETURN_IF_FAILED(topology->GetNodeCount(&count));
  for (WORD i = 0; i < count; ++i) {
    ComPtr<IMFTopologyNode> node;
    RETURN_IF_FAILED(topology->GetNode(i, &node));
    const MF_TOPOLOGY_TYPE type = type_of(node.Get());
    if (type == MF_TOPOLOGY_OUTPUT_NODE) continue;
    const std::vector<Connection> kept = connections_of(node.Get());
    if (kept.empty()) {
      ComPtr<IMFTopologyNode> upstream;
      DWORD output = 0;
      if (SUCCEEDED(node->GetInput(0, &upstream, &output)) && upstream) upstream->DisconnectOutput(output);
      return remove(node.Get(), topology);
    }
    DWORD outputs = 0;
    if (type == MF_TOPOLOGY_TEE_NODE && SUCCEEDED(node->GetOutputCount(&outputs)) && outputs != kept.size())
      return close_ranks(node.Get(), kept, topology);
  }
  return S_FALSE;
}

}  // namespace

Result<MF_TOPOLOGY_RESOLUTION_STATUS_FLAGS> carry_out(const std::vector<PlannedLink>& plan, IMFTopology* topology) {
  for (const PlannedLink& link : plan) RETURN_IF_FAILED(carry_out(link, topology));
  const bool whole =
      std::none_of(plan.begin(), plan.end(), [](const PlannedLink& l) { return l.pruned || !l.skipped.empty(); });
  if (whole) return MF_TOPOLOGY_RESOLUTION_SUCCEEDED;
  for (HRESULT hr = S_OK; hr != S_FALSE;) {
    hr = repair_one(topology);
    RETURN_IF_FAILED(hr);
  }
  ComPtr<IMFCollection> outputs;
  DWORD left = 0;
  RETURN_IF_FAILED(topology->GetOutputNodeCollection(&outputs));
  RETURN_IF_FAILED(outputs->GetElementCount(&left));
  RETURN_HR_IF(MF_E_TOPO_CANNOT_CONNECT, left == 0);
  return MF_OPTIONAL_NODE_REJECTED_MEDIA_TYPE;
}

}  // namespace caesura::mf
