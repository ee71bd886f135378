// SPDX-License-Identifier: MIT
#include "mf/topology_resolver.h"

#include "base/log.h"
#include "com/hresult.h"
#include "mf/media_type_text.h"
#include "mf/resolve_hints.h"
#include "mf/resolve_plan.h"
#include "mf/resolve_search.h"
#include "mf/resolve_shape.h"

namespace caesura::mf {
namespace {

DWORD stream_id_of(IMFTopologyNode* source) {
  ComPtr<IMFStreamDescriptor> descriptor;
  DWORD id = 0;
  if (SUCCEEDED(source->GetUnknown(MF_TOPONODE_STREAM_DESCRIPTOR, __uuidof(IMFStreamDescriptor),
                                   reinterpret_cast<void**>(descriptor.GetAddressOf()))))
    descriptor->GetStreamIdentifier(&id);
  return id;
}

/// Leaves on the client's own node why it could not be connected.
void mark_failure(IMFTopology* client, IMFTopologyNode* source, const Status failure, IMFMediaType* type) {
  TOPOID id = 0;
  ComPtr<IMFTopologyNode> node;
  if (FAILED(source->GetTopoNodeID(&id)) || FAILED(client->GetNodeByID(id, &node))) return;
  node->SetUINT32(MF_TOPONODE_ERRORCODE, failure.code());
  GUID major{}, subtype{};
  if (com::to_hresult(failure) != MF_E_TOPO_CODEC_NOT_FOUND || FAILED(type->GetGUID(MF_MT_MAJOR_TYPE, &major)) ||
      FAILED(type->GetGUID(MF_MT_SUBTYPE, &subtype)))
    return;
  node->SetGUID(MF_TOPONODE_ERROR_MAJORTYPE, major);
  node->SetGUID(MF_TOPONODE_ERROR_SUBTYPE, subtype);
}

void log_failure(IMFTopologyNode* source, const Status failure, const TypeSearch& search) {
  const DWORD stream = stream_id_of(source);
  const std::string type = describe(search.source_type());
  if (com::to_hresult(failure) == MF_E_TOPO_CODEC_NOT_FOUND) {
    LOG_WARN(loader, "stream {} can't be played: no decoder for {}", stream, type);
  } else {
    LOG_WARN(loader, "stream {}, {}, can't be connected ({:#010x}): {}", stream, type, failure.code(),
             search.message());
  }
}

Status join_types(IMFTopology* topology, Resolution& made, IMFTopology* client, const InUse& in_use) {
  ResolveHints hints = ResolveHints::of(topology);
  hints.in_use = in_use;
  TypeSearch search(std::move(hints), made);
  ComPtr<IMFCollection> sources;
  DWORD count = 0;
  RETURN_IF_FAILED(topology->GetSourceNodeCollection(&sources));
  RETURN_IF_FAILED(sources->GetElementCount(&count));
  for (DWORD i = 0; i < count; ++i) {
    ComPtr<IUnknown> element;
    ComPtr<IMFTopologyNode> source;
    RETURN_IF_FAILED(sources->GetElement(i, &element));
    RETURN_IF_FAILED(element.As(&source));
    const Status status = search.run(source.Get());
    if (status.ok()) continue;
    log_failure(source.Get(), status, search);
    mark_failure(client, source.Get(), status, search.source_type());
    return status;
  }
  const Result<MF_TOPOLOGY_RESOLUTION_STATUS_FLAGS> resolution = carry_out(search.plan(), topology);
  if (!resolution.ok()) return search.why().failed() ? search.why() : resolution.status();
  mark_aware_nodes(topology);
  return com::to_status(topology->SetUINT32(MF_TOPOLOGY_RESOLUTION_STATUS, static_cast<UINT32>(resolution.value())));
}

}  // namespace

Result<ComPtr<IMFTopology>> resolve_topology(IMFTopology* partial, Resolution& made, IMFTopology* client,
                                             const InUse& in_use) {
  ComPtr<IMFTopology> topology;
  RETURN_IF_FAILED(MFCreateTopology(&topology));
  RETURN_IF_FAILED(topology->CloneFrom(partial));
  RETURN_IF_FAILED(check_shape(topology.Get()));
  RETURN_IF_FAILED(bind_nodes(topology.Get(), made, true));
  RETURN_IF_FAILED(join_types(topology.Get(), made, client ? client : partial, in_use));
  return topology;
}

Result<ComPtr<IMFTopology>> bind_topology(IMFTopology* full, Resolution& made) {
  RETURN_IF_FAILED(bind_nodes(full, made, false));
  return ComPtr<IMFTopology>(full);
}

}  // namespace caesura::mf
