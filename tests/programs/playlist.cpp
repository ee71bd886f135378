// SPDX-License-Identifier: MIT
#include "playlist.h"

#include <map>
#include <memory>

namespace programs {
namespace {

ComPtr<IMFTopology> MakeTopology(const MediaFile& file) {
  ComPtr<IMFTopology> topology;
  ComPtr<IMFActivate> renderer;
  const DWORD index = file.FindStream(MFMediaType_Audio);
  file.SelectOnly(index);
  Check(MFCreateTopology(&topology), "MFCreateTopology");
  Check(MFCreateAudioRendererActivate(&renderer), "MFCreateAudioRendererActivate");
  const auto from = file.AddSourceNode(topology.Get(), index);
  const auto to = AddNode(topology.Get(), MF_TOPOLOGY_OUTPUT_NODE, renderer.Get());
  Check(from->ConnectOutput(0, to.Get(), 0), "ConnectOutput");
  return topology;
}

TOPOID IdOf(IMFTopology* topology) {
  TOPOID id = 0;
  Check(topology->GetTopologyID(&id), "GetTopologyID");
  return id;
}

}  // namespace

PlaylistShown PlayPlaylist(const std::vector<std::wstring>& paths) {
  std::vector<std::unique_ptr<MediaFile>> files;
  std::map<TOPOID, std::wstring> titles;
  PlaylistShown shown;

  const ComPtr<IMFMediaSession> session = CreateMediaSession();
  for (const std::wstring& path : paths) {
    files.push_back(std::make_unique<MediaFile>(path));
    const ComPtr<IMFTopology> topology = MakeTopology(*files.back());
    titles[IdOf(topology.Get())] = path;
    Check(session->SetTopology(0, topology.Get()), "SetTopology");
  }
  PROPVARIANT beginning;
  PropVariantInit(&beginning);
  Check(session->Start(&GUID_NULL, &beginning), "Start");

  for (bool closed = false; !closed;) {
    ComPtr<IMFMediaEvent> event;
    MediaEventType type = MEUnknown;
    HRESULT status = S_OK;
    UINT32 topology_status = 0;
    Check(session->GetEvent(0, &event), "GetEvent");
    Check(event->GetType(&type), "GetType");
    Check(event->GetStatus(&status), "GetStatus");
    Check(status, "an event");
    switch (type) {
      case MESessionTopologyStatus:
        Check(event->GetUINT32(MF_EVENT_TOPOLOGY_STATUS, &topology_status), "MF_EVENT_TOPOLOGY_STATUS");
        if (const auto topology = ObjectOf<IMFTopology>(event.Get())) {
          const std::wstring& title = titles[IdOf(topology.Get())];
          if (topology_status == MF_TOPOSTATUS_STARTED_SOURCE) shown.now_playing.push_back(title);
          if (topology_status == MF_TOPOSTATUS_ENDED) shown.played.push_back(title);
        }
        break;
      case MESessionEnded:
        ++shown.ends;
        Check(session->Close(), "Close");
        break;
      case MESessionClosed:
        closed = true;
        break;
      default:
        break;
    }
  }
  files.clear();
  Check(session->Shutdown(), "Shutdown");
  return shown;
}

}  // namespace programs
