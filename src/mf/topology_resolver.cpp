// SPDX-License-Identifier: MIT
#include "mf/topology_resolver.h"

#include "base/log.h"
#include "com/hresult.h"
#include "mf/media_type_text.h"
#include "mf/resolve_guids.h"
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

/// Leaves on the client's own node why it could not be connected; the clone is gone by then.
void mark_failure(IMFTopology* partial, IMFTopologyNode* source, const Status failure, IMFMediaType* type) {
  TOPOID id = 0;
  ComPtr<IMFTopologyNode> node;
  if (FAILED(source->GetTopoNodeID(&id)) || FAILED(partial->GetNodeByID(id, &node))) return;
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

/// Puts what `link` needs into the topology.
HRESULT carry_out(const PlannedLink& link, IMFTopology* topology) {
  ComPtr<IMFTopologyNode> upstream = link.upstream;
  DWORD output = link.output;
  if (!link.between.empty()) RETURN_IF_FAILED(upstream->DisconnectOutput(output));
  for (const Insertion& insertion : link.between) {
    ComPtr<IMFTopologyNode> node;
    RETURN_IF_FAILED(MFCreateTopologyNode(MF_TOPOLOGY_TRANSFORM_NODE, &node));
    RETURN_IF_FAILED(node->SetObject(insertion.transform.Get()));
    if (insertion.decoder) RETURN_IF_FAILED(node->SetUINT32(MF_TOPONODE_DECODER, TRUE));
    RETURN_IF_FAILED(topology->AddNode(node.Get()));
    RETURN_IF_FAILED(upstream->ConnectOutput(output, node.Get(), 0));
    LOG_DEBUG(loader, "put in {}", insertion.name);
    upstream = node;
    output = 0;
  }
  return link.between.empty() ? S_OK : upstream->ConnectOutput(output, link.downstream.Get(), link.input);
}

Status join_types(IMFTopology* topology, IMFTopology* partial) {
  TypeSearch search(MFGetAttributeUINT32(topology, kTopologyEnumerateSourceTypes, FALSE) != FALSE);
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
    mark_failure(partial, source.Get(), status, search.source_type());
    return status;
  }
  for (const PlannedLink& link : search.plan()) RETURN_IF_FAILED(carry_out(link, topology));
  return status::kOk;
}

}  // namespace

Result<ComPtr<IMFTopology>> resolve_topology(IMFTopology* partial, ActivatedSinks* activated) {
  ComPtr<IMFTopology> topology;
  RETURN_IF_FAILED(MFCreateTopology(&topology));
  RETURN_IF_FAILED(topology->CloneFrom(partial));
  RETURN_IF_FAILED(check_shape(topology.Get()));
  RETURN_IF_FAILED(bind_nodes(topology.Get(), activated));
  RETURN_IF_FAILED(join_types(topology.Get(), partial));
  RETURN_IF_FAILED(topology->SetUINT32(MF_TOPOLOGY_RESOLUTION_STATUS, MF_TOPOLOGY_RESOLUTION_SUCCEEDED));
  return topology;
}

Result<ComPtr<IMFTopology>> bind_topology(IMFTopology* full, ActivatedSinks* activated) {
  RETURN_IF_FAILED(bind_nodes(full, activated));
  return ComPtr<IMFTopology>(full);
}

}  // namespace caesura::mf
