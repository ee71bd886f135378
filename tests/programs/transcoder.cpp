// SPDX-License-Identifier: MIT
#include "transcoder.h"

#include "support/mulaw_encoder.h"
#include "support/wave_file_sink.h"

namespace programs {

void Transcode(const std::wstring& from, const std::wstring& to) {
  const MediaFile file(from);
  const DWORD index = file.FindStream(MFMediaType_Audio);
  file.SelectOnly(index);
  const auto encoder = caesura::com::make<caesura::test::MulawEncoder>();
  const auto sink = caesura::com::make<caesura::test::WaveFileSink>(to, caesura::test::kMulaw);

  ComPtr<IMFTopology> topology;
  Check(MFCreateTopology(&topology), "MFCreateTopology");
  const auto source_node = file.AddSourceNode(topology.Get(), index);
  const auto encoder_node = AddNode(topology.Get(), MF_TOPOLOGY_TRANSFORM_NODE, encoder.Get());
  const auto sink_node = AddNode(topology.Get(), MF_TOPOLOGY_OUTPUT_NODE, static_cast<IMFStreamSink*>(sink.Get()));
  Check(source_node->ConnectOutput(0, encoder_node.Get(), 0), "ConnectOutput");
  Check(encoder_node->ConnectOutput(0, sink_node.Get(), 0), "ConnectOutput");

  const ComPtr<IMFMediaSession> session = CreateMediaSession();
  Check(session->SetTopology(0, topology.Get()), "SetTopology");
  WaitForEvent(session.Get(), MESessionTopologySet);
  PROPVARIANT beginning;
  PropVariantInit(&beginning);
  Check(session->Start(&GUID_NULL, &beginning), "Start");
  WaitForEvent(session.Get(), MESessionEnded);
  Check(session->Close(), "Close");  // finalizes the file
  WaitForEvent(session.Get(), MESessionClosed);
  Check(session->Shutdown(), "Shutdown");
}

}  // namespace programs
