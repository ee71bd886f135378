// SPDX-License-Identifier: MIT
#include "platform.h"

#include <cstdio>

#include "caesura.h"

namespace programs {
namespace {

std::string Describe(const char* what, HRESULT hr) {
  char text[12];
  std::snprintf(text, sizeof text, "0x%08x", static_cast<unsigned>(hr));
  return std::string(what) + ": " + text;
}

}  // namespace

PlatformError::PlatformError(const char* what, HRESULT hr) : std::runtime_error(Describe(what, hr)), code_(hr) {}

void Check(HRESULT hr, const char* what) {
  if (FAILED(hr)) throw PlatformError(what, hr);
}

ComPtr<IMFMediaSession> CreateMediaSession() {
  ComPtr<IMFMediaSession> session;
  if (GetEnvironmentVariableW(L"CAESURA_PEER", nullptr, 0) != 0) {
    Check(MFCreateMediaSession(nullptr, &session), "MFCreateMediaSession");
  } else {
    Check(CoCreateInstance(CLSID_MediaSession, nullptr, CLSCTX_INPROC_SERVER, IID_PPV_ARGS(&session)),
          "CoCreateInstance of Caesura.MediaSession");
  }
  return session;
}

Platform::Platform() {
  Check(CoInitializeEx(nullptr, COINIT_MULTITHREADED), "CoInitializeEx");
  Check(MFStartup(MF_VERSION, MFSTARTUP_FULL), "MFStartup");
}

Platform::~Platform() {
  MFShutdown();
  CoUninitialize();
}

// ----------------------------------------------------------------------------------------------------------- file

MediaFile::MediaFile(const std::wstring& path) {
  ComPtr<IMFSourceResolver> resolver;
  ComPtr<IUnknown> object;
  MF_OBJECT_TYPE type = MF_OBJECT_INVALID;
  Check(MFCreateSourceResolver(&resolver), "MFCreateSourceResolver");
  Check(resolver->CreateObjectFromURL(path.c_str(), MF_RESOLUTION_MEDIASOURCE, nullptr, &type, &object),
        "CreateObjectFromURL");
  Check(object.As(&source_), "IMFMediaSource");
  Check(source_->CreatePresentationDescriptor(&presentation_), "CreatePresentationDescriptor");
}

MediaFile::~MediaFile() { source_->Shutdown(); }

DWORD MediaFile::stream_count() const {
  DWORD count = 0;
  Check(presentation_->GetStreamDescriptorCount(&count), "GetStreamDescriptorCount");
  return count;
}

ComPtr<IMFStreamDescriptor> MediaFile::Stream(DWORD index) const {
  ComPtr<IMFStreamDescriptor> stream;
  BOOL selected = FALSE;
  Check(presentation_->GetStreamDescriptorByIndex(index, &selected, &stream), "GetStreamDescriptorByIndex");
  return stream;
}

GUID MediaFile::major_type(DWORD index) const {
  ComPtr<IMFMediaTypeHandler> handler;
  GUID major{};
  Check(Stream(index)->GetMediaTypeHandler(&handler), "GetMediaTypeHandler");
  Check(handler->GetMajorType(&major), "GetMajorType");
  return major;
}

LONGLONG MediaFile::duration() const {
  UINT64 duration = 0;
  Check(presentation_->GetUINT64(MF_PD_DURATION, &duration), "MF_PD_DURATION");
  return static_cast<LONGLONG>(duration);
}

ComPtr<IMFTopologyNode> MediaFile::AddSourceNode(IMFTopology* topology, DWORD index) const {
  ComPtr<IMFTopologyNode> node;
  Check(MFCreateTopologyNode(MF_TOPOLOGY_SOURCESTREAM_NODE, &node), "MFCreateTopologyNode");
  Check(node->SetUnknown(MF_TOPONODE_SOURCE, source_.Get()), "MF_TOPONODE_SOURCE");
  Check(node->SetUnknown(MF_TOPONODE_PRESENTATION_DESCRIPTOR, presentation_.Get()),
        "MF_TOPONODE_PRESENTATION_DESCRIPTOR");
  Check(node->SetUnknown(MF_TOPONODE_STREAM_DESCRIPTOR, Stream(index).Get()), "MF_TOPONODE_STREAM_DESCRIPTOR");
  Check(topology->AddNode(node.Get()), "AddNode");
  Check(presentation_->SelectStream(index), "SelectStream");
  return node;
}

DWORD MediaFile::FindStream(const GUID& major) const {
  for (DWORD i = 0; i < stream_count(); ++i)
    if (major_type(i) == major) return i;
  throw PlatformError("the file has no such stream", MF_E_INVALIDSTREAMNUMBER);
}

void MediaFile::SelectOnly(DWORD index) const {
  for (DWORD i = 0; i < stream_count(); ++i) {
    if (i != index) Check(presentation_->DeselectStream(i), "DeselectStream");
  }
  Check(presentation_->SelectStream(index), "SelectStream");
}

ComPtr<IMFTopologyNode> AddNode(IMFTopology* topology, MF_TOPOLOGY_TYPE type, IUnknown* object) {
  ComPtr<IMFTopologyNode> node;
  Check(MFCreateTopologyNode(type, &node), "MFCreateTopologyNode");
  Check(node->SetObject(object), "SetObject");
  Check(topology->AddNode(node.Get()), "AddNode");
  return node;
}

ComPtr<IMFMediaEvent> WaitForEvent(IMFMediaSession* session, MediaEventType wanted) {
  for (;;) {
    ComPtr<IMFMediaEvent> event;
    MediaEventType type = MEUnknown;
    HRESULT status = S_OK;
    Check(session->GetEvent(0, &event), "GetEvent");
    Check(event->GetType(&type), "GetType");
    Check(event->GetStatus(&status), "GetStatus");
    Check(status, "an event");
    if (type == wanted) return event;
  }
}

}  // namespace programs
