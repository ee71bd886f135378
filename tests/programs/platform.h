// SPDX-License-Identifier: MIT
//
// What the programs share, of the kind that every Media Foundation program has.
#pragma once

#include <stdexcept>
#include <string>

#include <windows.h>
// Need windows.h before them.
#include <mfapi.h>
#include <mferror.h>
#include <mfidl.h>
#include <wrl/client.h>

namespace programs {

using Microsoft::WRL::ComPtr;

/// A call of the platform that failed.
class PlatformError : public std::runtime_error {
 public:
  PlatformError(const char* what, HRESULT hr);
  HRESULT code() const { return code_; }

 private:
  HRESULT code_;
};

/// Throws PlatformError where `hr` is a failure.
void Check(HRESULT hr, const char* what);

/// The only place that knows which session the programs run on: Caesura's, or that of the platform's own mf.dll where
/// CAESURA_PEER is in the environment.
ComPtr<IMFMediaSession> CreateMediaSession();

/// COM and Media Foundation, started for as long as this lives.
class Platform {
 public:
  Platform();
  Platform(const Platform&) = delete;
  Platform& operator=(const Platform&) = delete;
  ~Platform();
};

/// A file, its media source and its presentation. Shuts the source down in the end, as its creator must.
class MediaFile {
 public:
  explicit MediaFile(const std::wstring& path);
  MediaFile(const MediaFile&) = delete;
  MediaFile& operator=(const MediaFile&) = delete;
  ~MediaFile();

  IMFPresentationDescriptor* presentation() const { return presentation_.Get(); }
  DWORD stream_count() const;
  GUID major_type(DWORD index) const;
  /// 100 ns.
  LONGLONG duration() const;
  /// A node for that stream, which is selected from now on.
  ComPtr<IMFTopologyNode> AddSourceNode(IMFTopology* topology, DWORD index) const;
  /// The first stream of that major type; throws where there is none.
  DWORD FindStream(const GUID& major) const;
  void SelectOnly(DWORD index) const;

 private:
  ComPtr<IMFStreamDescriptor> Stream(DWORD index) const;

  ComPtr<IMFMediaSource> source_;
  ComPtr<IMFPresentationDescriptor> presentation_;
};

/// A node for a sink's activate, its stream sink or a transform.
ComPtr<IMFTopologyNode> AddNode(IMFTopology* topology, MF_TOPOLOGY_TYPE type, IUnknown* object);

/// The value of an event, of VT_UNKNOWN.
template <typename Interface>
ComPtr<Interface> ObjectOf(IMFMediaEvent* event) {
  ComPtr<Interface> object;
  PROPVARIANT value;
  PropVariantInit(&value);
  if (SUCCEEDED(event->GetValue(&value)) && value.vt == VT_UNKNOWN && value.punkVal)
    value.punkVal->QueryInterface(IID_PPV_ARGS(&object));
  PropVariantClear(&value);
  return object;
}

/// Reads events until one of that type comes and returns it. Throws the status of one that failed.
ComPtr<IMFMediaEvent> WaitForEvent(IMFMediaSession* session, MediaEventType wanted);

}  // namespace programs
