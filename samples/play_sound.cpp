// SPDX-License-Identifier: MIT
// play_sound FILE: plays a sound file with Caesura's media session, which is a plain IMFMediaSession.
#include <mfapi.h>
#include <mfidl.h>
#include <wrl/client.h>
#include "caesura.h"  // CLSID_MediaSession, made from idl/caesura.idl
using Microsoft::WRL::ComPtr;

int play(const wchar_t* file) {
  ComPtr<IMFMediaSession> session;
  if (FAILED(CoCreateInstance(CLSID_MediaSession, nullptr, CLSCTX_ALL, IID_PPV_ARGS(&session)))) return 1;

  MF_OBJECT_TYPE type; ComPtr<IMFSourceResolver> resolver; ComPtr<IUnknown> object; ComPtr<IMFMediaSource> source;
  MFCreateSourceResolver(&resolver);
  if (FAILED(resolver->CreateObjectFromURL(file, MF_RESOLUTION_MEDIASOURCE, nullptr, &type, &object))) return 2;
  object.As(&source);
  ComPtr<IMFPresentationDescriptor> presentation; ComPtr<IMFStreamDescriptor> stream; BOOL selected;
  source->CreatePresentationDescriptor(&presentation);
  presentation->GetStreamDescriptorByIndex(0, &selected, &stream);

  ComPtr<IMFTopology> topology; ComPtr<IMFTopologyNode> from, to; ComPtr<IMFActivate> renderer;
  MFCreateTopology(&topology);
  MFCreateTopologyNode(MF_TOPOLOGY_SOURCESTREAM_NODE, &from);
  from->SetUnknown(MF_TOPONODE_SOURCE, source.Get());
  from->SetUnknown(MF_TOPONODE_PRESENTATION_DESCRIPTOR, presentation.Get());
  from->SetUnknown(MF_TOPONODE_STREAM_DESCRIPTOR, stream.Get());
  MFCreateTopologyNode(MF_TOPOLOGY_OUTPUT_NODE, &to);
  MFCreateAudioRendererActivate(&renderer);
  to->SetObject(renderer.Get());
  topology->AddNode(from.Get()); topology->AddNode(to.Get());
  from->ConnectOutput(0, to.Get(), 0);

  PROPVARIANT beginning; PropVariantInit(&beginning);
  session->SetTopology(0, topology.Get());
  session->Start(&GUID_NULL, &beginning);
  for (MediaEventType event = MEUnknown; event != MESessionClosed;) {
    ComPtr<IMFMediaEvent> next; HRESULT status = S_OK;
    if (FAILED(session->GetEvent(0, &next))) return 3;
    next->GetType(&event); next->GetStatus(&status);
    if (event == MESessionEnded || FAILED(status)) session->Close();
  }
  source->Shutdown();
  session->Shutdown();
  return 0;
}

int wmain(int argc, wchar_t** argv) {
  CoInitializeEx(nullptr, COINIT_MULTITHREADED);
  MFStartup(MF_VERSION, MFSTARTUP_FULL);
  const int result = argc > 1 ? play(argv[1]) : 4;
  MFShutdown();
  CoUninitialize();
  return result;
}
