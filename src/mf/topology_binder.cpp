// SPDX-License-Identifier: MIT
#include "mf/topology_binder.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "com/hresult.h"
#include "mf/async_unlock.h"
#include "mf/given.h"
#include "mf/topology_nodes.h"

namespace caesura::mf {
namespace {

Result<ComPtr<IMFStreamSink>> stream_sink(IMFMediaSink* sink, DWORD id) {
  ComPtr<IMFStreamSink> stream;
  if (SUCCEEDED(sink->GetStreamSinkById(id, &stream)) && stream) return stream;
  RETURN_IF_FAILED(sink->AddStreamSink(id, nullptr, stream.ReleaseAndGetAddressOf()));
  return stream;
}

/// Several nodes may share an activate, and so a sink.
void remember(std::vector<ActivatedSink>& sinks, ActivatedSink sink) {
  const auto is_same = [&](const ActivatedSink& other) { return other.sink.Get() == sink.sink.Get(); };
  if (std::none_of(sinks.begin(), sinks.end(), is_same)) sinks.push_back(std::move(sink));
}

Status put(IMFTopologyNode* node, const ComPtr<IUnknown>& before, IUnknown* object, Resolution& made) {
  made.nodes.push_back({node, before});
  return com::to_status(node->SetObject(object));
}

Status bind_output(IMFTopologyNode* node, Resolution& made) {
  ComPtr<IUnknown> object;
  if (FAILED(node->GetObject(&object)) || !object) {
    LOG_WARN(loader, "an output node has no object: neither a stream sink nor an activate");
    return status::kFail;
  }
  ComPtr<IMFStreamSink> stream;
  if (SUCCEEDED(object.As(&stream))) return status::kOk;
  ComPtr<IMFActivate> activate;
  RETURN_IF_FAILED(object.As(&activate));
  ComPtr<IMFMediaSink> sink;
  const HRESULT hr =
      given(activate->ActivateObject(__uuidof(IMFMediaSink), reinterpret_cast<void**>(sink.GetAddressOf())), sink);
  if (FAILED(hr)) {
    LOG_WARN(loader, "an output node's activate makes no media sink: {:#010x}", static_cast<std::uint32_t>(hr));
    return com::to_status(hr);
  }
  remember(made.sinks, {activate, sink});
  UINT32 id = 0;
  if (FAILED(node->GetUINT32(MF_TOPONODE_STREAMID, &id))) id = 0;
  const Result<ComPtr<IMFStreamSink>> found = stream_sink(sink.Get(), id);
  if (!found.ok()) {
    LOG_WARN(loader, "a media sink has no stream {}, and adds none: {:#010x}", id, found.status().code());
    return found.status();
  }
  return put(node, object, found.value().Get(), made);
}

Status bind_transform(IMFTopologyNode* node, Resolution& made) {
  ComPtr<IUnknown> object;
  ComPtr<IMFTransform> transform;
  ComPtr<IMFActivate> activate;
  if (SUCCEEDED(node->GetObject(&object)) && object) {
    if (SUCCEEDED(object.As(&transform))) {
      unlock_asynchronous(transform.Get());
      return status::kOk;
    }
    RETURN_IF_FAILED(object.As(&activate));
    RETURN_IF_FAILED(
        given(activate->ActivateObject(__uuidof(IMFTransform), reinterpret_cast<void**>(transform.GetAddressOf())),
              transform));
  } else {
    CLSID clsid{};
    if (FAILED(node->GetGUID(MF_TOPONODE_TRANSFORM_OBJECTID, &clsid))) {
      LOG_WARN(loader, "a transform node has neither an object nor a class id");
      return com::to_status(MF_E_TOPO_UNSUPPORTED);
    }
    RETURN_IF_FAILED(CoCreateInstance(clsid, nullptr, CLSCTX_INPROC_SERVER, __uuidof(IMFTransform),
                                      reinterpret_cast<void**>(transform.GetAddressOf())));
  }
  unlock_asynchronous(transform.Get());
  if (is_asynchronous(transform.Get())) made.transforms.push_back({transform, activate});
  return put(node, object, transform.Get(), made);
}

UINT32 connect_method_of(IMFTopologyNode* node) { return MFGetAttributeUINT32(node, MF_TOPONODE_CONNECT_METHOD, 0); }

/// Whether the topology can do without `node`: it is optional, or belongs to a branch that is.
bool is_spared(IMFTopologyNode* node) {
  if ((connect_method_of(node) & MF_CONNECT_AS_OPTIONAL) != 0) return true;
  ComPtr<IMFTopologyNode> present(node);
  while (present) {
    if ((connect_method_of(present.Get()) & MF_CONNECT_AS_OPTIONAL_BRANCH) != 0) return true;
    ComPtr<IMFTopologyNode> upstream;
    DWORD output = 0;
    if (FAILED(present->GetInput(0, &upstream, &output))) return false;
    present = std::move(upstream);
  }
  return false;
}

}  // namespace

Status bind_nodes(IMFTopology* topology, Resolution& made, bool spares) {
  return for_each_node(topology, [&](const ComPtr<IMFTopologyNode>& node, MF_TOPOLOGY_TYPE type) {
    Status status = status::kOk;
    if (type == MF_TOPOLOGY_OUTPUT_NODE) status = bind_output(node.Get(), made);
    if (type == MF_TOPOLOGY_TRANSFORM_NODE) status = bind_transform(node.Get(), made);
    return status.failed() && spares && is_spared(node.Get()) ? status::kOk : status;
  });
}

}  // namespace caesura::mf
