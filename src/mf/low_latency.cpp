// SPDX-License-Identifier: MIT
#include "mf/low_latency.h"

#include "mf/given.h"
#include "mf/topology_nodes.h"

namespace caesura::mf {
namespace {

void ask(IMFAttributes* attributes) {
  if (attributes) static_cast<void>(attributes->SetUINT32(MF_LOW_LATENCY, TRUE));
}

void ask_source(IMFTopologyNode* node) {
  ComPtr<IMFMediaSourceEx> source;
  ComPtr<IMFAttributes> attributes;
  if (SUCCEEDED(node->GetUnknown(MF_TOPONODE_SOURCE, IID_PPV_ARGS(&source))) &&
      SUCCEEDED(source->GetSourceAttributes(&attributes)))
    ask(attributes.Get());
}

void ask_transform(IUnknown* object) {
  ComPtr<IMFTransform> transform;
  ComPtr<IMFAttributes> attributes;
  if (SUCCEEDED(object->QueryInterface(IID_PPV_ARGS(&transform))) && SUCCEEDED(transform->GetAttributes(&attributes)))
    ask(attributes.Get());
}

void ask_sink(IUnknown* object) {
  ComPtr<IMFStreamSink> stream;
  ComPtr<IMFMediaSink> sink;
  ComPtr<IMFAttributes> attributes;
  if (SUCCEEDED(object->QueryInterface(IID_PPV_ARGS(&attributes)))) ask(attributes.Get());
  if (SUCCEEDED(object->QueryInterface(IID_PPV_ARGS(&stream))) && SUCCEEDED(given(stream->GetMediaSink(&sink), sink)) &&
      SUCCEEDED(sink->QueryInterface(IID_PPV_ARGS(attributes.ReleaseAndGetAddressOf()))))
    ask(attributes.Get());
}

}  // namespace

void ask_for_low_latency(IMFTopology* topology) {
  (void)for_each_node(topology, [](const ComPtr<IMFTopologyNode>& node, MF_TOPOLOGY_TYPE type) {
    ComPtr<IUnknown> object;
    if (type == MF_TOPOLOGY_SOURCESTREAM_NODE) ask_source(node.Get());
    if (FAILED(node->GetObject(&object)) || !object) return status::kOk;
    if (type == MF_TOPOLOGY_TRANSFORM_NODE) ask_transform(object.Get());
    if (type == MF_TOPOLOGY_OUTPUT_NODE) ask_sink(object.Get());
    return status::kOk;
  });
}

}  // namespace caesura::mf
