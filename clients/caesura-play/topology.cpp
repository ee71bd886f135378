// SPDX-License-Identifier: MIT
#include "topology.h"

#include "failure.h"
#include "result_text.h"

namespace caesura::play {
namespace {

/// Building blocks of the platform that fail only when memory does.
void Require(HRESULT hr) {
  if (FAILED(hr)) throw Failure(ExitCode::kPlaybackFailed, "the topology can't be built: " + ResultText(hr));
}

}  // namespace

TopologyBuilder::TopologyBuilder(const MediaFile& file, std::optional<MediaTime> until) : file_(file), until_(until) {
  Require(MFCreateTopology(&topology_));
}

void TopologyBuilder::AddBranch(const Stream& stream, IMFActivate* sink) {
  ComPtr<IMFTopologyNode> source_node;
  Require(MFCreateTopologyNode(MF_TOPOLOGY_SOURCESTREAM_NODE, &source_node));
  Require(source_node->SetUnknown(MF_TOPONODE_SOURCE, file_.source.Get()));
  Require(source_node->SetUnknown(MF_TOPONODE_PRESENTATION_DESCRIPTOR, file_.presentation.Get()));
  Require(source_node->SetUnknown(MF_TOPONODE_STREAM_DESCRIPTOR, stream.descriptor.Get()));

  if (until_) Require(source_node->SetUINT64(MF_TOPONODE_MEDIASTOP, static_cast<UINT64>(*until_)));

  ComPtr<IMFTopologyNode> output_node;
  Require(MFCreateTopologyNode(MF_TOPOLOGY_OUTPUT_NODE, &output_node));
  Require(output_node->SetObject(sink));
  Require(output_node->SetUINT32(MF_TOPONODE_STREAMID, 0));

  Require(topology_->AddNode(source_node.Get()));
  Require(topology_->AddNode(output_node.Get()));
  Require(source_node->ConnectOutput(0, output_node.Get(), 0));
}

ComPtr<IMFActivate> MakeAudioRenderer(HRESULT& hr) {
  ComPtr<IMFActivate> activate;
  ComPtr<IMFMediaSink> sink;
  hr = MFCreateAudioRendererActivate(&activate);
  if (SUCCEEDED(hr)) hr = activate->ActivateObject(IID_PPV_ARGS(&sink));
  return SUCCEEDED(hr) ? activate : nullptr;
}

ComPtr<IMFActivate> MakeVideoRenderer(HWND window) {
  ComPtr<IMFActivate> activate;
  Require(MFCreateVideoRendererActivate(window, &activate));
  return activate;
}

}  // namespace caesura::play
