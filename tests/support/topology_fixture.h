// SPDX-License-Identifier: MIT
#pragma once

#include <initializer_list>
#include <vector>

#include <gtest/gtest.h>

#include "com/hresult.h"
#include "mf/headers.h"
#include "support/com_media_foundation.h"
#include "support/compressed_source.h"
#include "support/scripted_stream_sink.h"

namespace caesura::test {

using mf::ComPtr;

inline ComPtr<IMFMediaType> video_type(const GUID& subtype) {
  ComPtr<IMFMediaType> type;
  MFCreateMediaType(&type);
  type->SetGUID(MF_MT_MAJOR_TYPE, MFMediaType_Video);
  type->SetGUID(MF_MT_SUBTYPE, subtype);
  type->SetUINT32(MF_MT_INTERLACE_MODE, MFVideoInterlace_Progressive);
  MFSetAttributeSize(type.Get(), MF_MT_FRAME_SIZE, 320, 240);
  MFSetAttributeRatio(type.Get(), MF_MT_FRAME_RATE, 25, 1);
  MFSetAttributeRatio(type.Get(), MF_MT_PIXEL_ASPECT_RATIO, 1, 1);
  return type;
}

/// Uncompressed sound: 16 bits of PCM, or 32 of float.
inline ComPtr<IMFMediaType> audio_type(const GUID& subtype, UINT32 rate, UINT32 channels) {
  const UINT32 bits = InlineIsEqualGUID(subtype, MFAudioFormat_Float) ? 32 : 16;
  ComPtr<IMFMediaType> type;
  MFCreateMediaType(&type);
  type->SetGUID(MF_MT_MAJOR_TYPE, MFMediaType_Audio);
  type->SetGUID(MF_MT_SUBTYPE, subtype);
  type->SetUINT32(MF_MT_AUDIO_SAMPLES_PER_SECOND, rate);
  type->SetUINT32(MF_MT_AUDIO_NUM_CHANNELS, channels);
  type->SetUINT32(MF_MT_AUDIO_BITS_PER_SAMPLE, bits);
  type->SetUINT32(MF_MT_AUDIO_BLOCK_ALIGNMENT, channels * bits / 8);
  type->SetUINT32(MF_MT_AUDIO_AVG_BYTES_PER_SECOND, rate * channels * bits / 8);
  type->SetUINT32(MF_MT_ALL_SAMPLES_INDEPENDENT, TRUE);
  return type;
}

/// Builds topologies by hand.
class TopologyFixture : public ::testing::Test {
 protected:
  TopologyFixture() { MFCreateTopology(&topology); }

  ComPtr<IMFTopologyNode> add(MF_TOPOLOGY_TYPE type, IUnknown* object = nullptr) {
    ComPtr<IMFTopologyNode> node;
    MFCreateTopologyNode(type, &node);
    if (object) node->SetObject(object);
    topology->AddNode(node.Get());
    return node;
  }
  /// A source node whose stream has `types`, the first one current.
  ComPtr<IMFTopologyNode> add_source(std::initializer_list<ComPtr<IMFMediaType>> types) {
    std::vector<IMFMediaType*> raw;
    for (const auto& type : types) raw.push_back(type.Get());
    ComPtr<IMFStreamDescriptor> stream;
    ComPtr<IMFMediaTypeHandler> handler;
    ComPtr<IMFPresentationDescriptor> presentation;
    MFCreateStreamDescriptor(1, static_cast<DWORD>(raw.size()), raw.data(), &stream);
    stream->GetMediaTypeHandler(&handler);
    handler->SetCurrentMediaType(raw.front());
    MFCreatePresentationDescriptor(1, stream.GetAddressOf(), &presentation);
    presentation->SelectStream(0);
    auto node = add(MF_TOPOLOGY_SOURCESTREAM_NODE);
    node->SetUnknown(MF_TOPONODE_SOURCE, make_compressed_source({
                                                                    {*types.begin(), {}}
    })
                                             .Get());
    node->SetUnknown(MF_TOPONODE_PRESENTATION_DESCRIPTOR, presentation.Get());
    node->SetUnknown(MF_TOPONODE_STREAM_DESCRIPTOR, stream.Get());
    return node;
  }
  ComPtr<IMFTopologyNode> add_output(ScriptedStreamSink& stream) {
    return add(MF_TOPOLOGY_OUTPUT_NODE, static_cast<IMFStreamSink*>(&stream));
  }
  /// A source with `types` and `sink`, connected.
  void connect(std::initializer_list<ComPtr<IMFMediaType>> types) {
    source = add_source(types);
    output = add_output(*sink.Get());
    source->ConnectOutput(0, output.Get(), 0);
  }

  static ComPtr<IMFTopologyNode> next(IMFTopologyNode* node, DWORD index = 0) {
    ComPtr<IMFTopologyNode> downstream;
    DWORD input = 0;
    node->GetOutput(index, &downstream, &input);
    return downstream;
  }
  static ComPtr<IMFTopologyNode> node_of(IMFTopology* of, IMFTopologyNode* like) {
    TOPOID id = 0;
    ComPtr<IMFTopologyNode> node;
    like->GetTopoNodeID(&id);
    of->GetNodeByID(id, &node);
    return node;
  }
  /// How many transforms stand between output `index` of `node` and what the client connected to it.
  static int transforms_behind(IMFTopologyNode* node, DWORD index = 0) {
    int count = 0;
    MF_TOPOLOGY_TYPE type{};
    for (ComPtr<IMFTopologyNode> at = next(node, index); at; at = next(at.Get())) {
      at->GetNodeType(&type);
      if (type != MF_TOPOLOGY_TRANSFORM_NODE) break;
      ++count;
    }
    return count;
  }
  static WORD node_count(IMFTopology* of) {
    WORD count = 0;
    of->GetNodeCount(&count);
    return count;
  }

  MediaFoundation media_foundation;
  ComPtr<IMFTopology> topology;
  ComPtr<IMFTopologyNode> source;
  ComPtr<IMFTopologyNode> output;
  ComPtr<ScriptedStreamSink> sink = com::make<ScriptedStreamSink>();
};

}  // namespace caesura::test
