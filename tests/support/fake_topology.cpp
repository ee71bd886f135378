// SPDX-License-Identifier: MIT
#include "support/fake_topology.h"

namespace caesura::test {
namespace {

ComPtr<IMFTopologyNode> make_node(MF_TOPOLOGY_TYPE type, IUnknown* object) {
  ComPtr<IMFTopologyNode> node;
  MFCreateTopologyNode(type, &node);
  if (object) node->SetObject(object);
  return node;
}

}  // namespace

ComPtr<IMFTopologyNode> make_source_node(IMFMediaSource* source, DWORD stream_index,
                                         ComPtr<IMFPresentationDescriptor>& descriptor) {
  if (!descriptor) source->CreatePresentationDescriptor(&descriptor);
  BOOL selected = FALSE;
  ComPtr<IMFStreamDescriptor> stream;
  descriptor->GetStreamDescriptorByIndex(stream_index, &selected, &stream);
  ComPtr<IMFTopologyNode> node = make_node(MF_TOPOLOGY_SOURCESTREAM_NODE, nullptr);
  node->SetUnknown(MF_TOPONODE_SOURCE, source);
  node->SetUnknown(MF_TOPONODE_PRESENTATION_DESCRIPTOR, descriptor.Get());
  node->SetUnknown(MF_TOPONODE_STREAM_DESCRIPTOR, stream.Get());
  return node;
}

ComPtr<IMFTopologyNode> make_transform_node(IUnknown* transform) {
  return make_node(MF_TOPOLOGY_TRANSFORM_NODE, transform);
}
ComPtr<IMFTopologyNode> make_output_node(IUnknown* stream_sink) {
  return make_node(MF_TOPOLOGY_OUTPUT_NODE, stream_sink);
}
ComPtr<IMFTopologyNode> make_tee_node() { return make_node(MF_TOPOLOGY_TEE_NODE, nullptr); }

ComPtr<IMFTopology> make_chain(const std::vector<ComPtr<IMFTopologyNode>>& nodes) {
  ComPtr<IMFTopology> topology;
  MFCreateTopology(&topology);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    topology->AddNode(nodes[i].Get());
    if (i > 0) nodes[i - 1]->ConnectOutput(0, nodes[i].Get(), 0);
  }
  return topology;
}

}  // namespace caesura::test
