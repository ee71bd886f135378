// SPDX-License-Identifier: MIT
#include <cstdint>
#include <optional>

#include "com/hresult.h"
#include "mf/resolve_guids.h"
#include "mf/topology_nodes.h"
#include "mf/topology_resolver.h"

namespace caesura::mf {
namespace {

/// A time attribute, 100 ns; it is stored unsigned and means a signed value.
std::optional<std::int64_t> time_of(IMFAttributes* attributes, const GUID& key) {
  UINT64 value = 0;
  if (FAILED(attributes->GetUINT64(key, &value))) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

bool node_times_are_valid(IMFTopologyNode* node) {
  const std::int64_t start = time_of(node, MF_TOPONODE_MEDIASTART).value_or(0);
  const std::int64_t stop = time_of(node, MF_TOPONODE_MEDIASTOP).value_or(INT64_MAX);
  return start >= 0 && start <= stop;
}

bool project_times_are_valid(IMFTopology* topology, bool global_time) {
  const auto start = time_of(topology, kTopologyProjectStart);
  const auto stop = time_of(topology, kTopologyProjectStop);
  if (!global_time) return !start && !stop;
  return start && stop && *start >= 0 && *start < *stop;
}

bool is_selected(IMFPresentationDescriptor* presentation, IMFStreamDescriptor* stream) {
  DWORD wanted = 0, count = 0;
  if (FAILED(stream->GetStreamIdentifier(&wanted)) || FAILED(presentation->GetStreamDescriptorCount(&count)))
    return false;
  for (DWORD i = 0; i < count; ++i) {
    ComPtr<IMFStreamDescriptor> candidate;
    BOOL selected = FALSE;
    DWORD id = 0;
    if (FAILED(presentation->GetStreamDescriptorByIndex(i, &selected, &candidate))) return false;
    if (SUCCEEDED(candidate->GetStreamIdentifier(&id)) && id == wanted) return selected != FALSE;
  }
  return false;
}

template <typename Interface>
ComPtr<Interface> object_of(IMFTopologyNode* node, const GUID& key) {
  ComPtr<Interface> object;
  node->GetUnknown(key, __uuidof(Interface), reinterpret_cast<void**>(object.GetAddressOf()));
  return object;
}

Status check_source(IMFTopologyNode* node) {
  RETURN_HR_IF(MF_E_TOPO_MISSING_SOURCE, !object_of<IMFMediaSource>(node, MF_TOPONODE_SOURCE));
  const auto presentation = object_of<IMFPresentationDescriptor>(node, MF_TOPONODE_PRESENTATION_DESCRIPTOR);
  RETURN_HR_IF(MF_E_TOPO_MISSING_PRESENTATION_DESCRIPTOR, !presentation);
  const auto stream = object_of<IMFStreamDescriptor>(node, MF_TOPONODE_STREAM_DESCRIPTOR);
  RETURN_HR_IF(MF_E_TOPO_MISSING_STREAM_DESCRIPTOR, !stream);
  RETURN_HR_IF(MF_E_TOPO_STREAM_DESCRIPTOR_NOT_SELECTED, !is_selected(presentation.Get(), stream.Get()));
  RETURN_HR_IF(MF_E_TOPO_INVALID_TIME_ATTRIBUTES, !node_times_are_valid(node));
  return status::kOk;
}

}  // namespace

Status check_topology(IMFTopology* topology, bool global_time) {
  RETURN_HR_IF(MF_E_TOPO_INVALID_TIME_ATTRIBUTES, !project_times_are_valid(topology, global_time));
  return for_each_node(topology, [](const ComPtr<IMFTopologyNode>& node, MF_TOPOLOGY_TYPE type) {
    return type == MF_TOPOLOGY_SOURCESTREAM_NODE ? check_source(node.Get()) : status::kOk;
  });
}

}  // namespace caesura::mf
