// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <fstream>
#include <mutex>

#include "base/mutex.h"
#include "support/fake_media.h"

namespace caesura::test {

/// Writes its one stream, as it is, into a WAVE file, as fast as it gets it: rateless. The sizes in the file's head are
/// 0 until the sink is finalized. Media sink, stream sink and type handler are one object. Thread-safe. Reference:
/// IMFFinalizableMediaSink, "Media Sinks".
class WaveFileSink final
    : public FakeGenerator<com::Object<com::Chain<IMFFinalizableMediaSink, IMFMediaSink>, IMFClockStateSink,
                                       com::Chain<IMFStreamSink, IMFMediaEventGenerator>, IMFMediaTypeHandler>> {
 public:
  /// Takes audio of that subtype.
  WaveFileSink(const std::filesystem::path& file, const GUID& subtype);

  // IMFFinalizableMediaSink
  HRESULT STDMETHODCALLTYPE GetCharacteristics(DWORD* characteristics) noexcept override;
  HRESULT STDMETHODCALLTYPE AddStreamSink(DWORD, IMFMediaType*, IMFStreamSink**) noexcept override;
  HRESULT STDMETHODCALLTYPE RemoveStreamSink(DWORD) noexcept override { return MF_E_STREAMSINKS_FIXED; }
  HRESULT STDMETHODCALLTYPE GetStreamSinkCount(DWORD* count) noexcept override;
  HRESULT STDMETHODCALLTYPE GetStreamSinkByIndex(DWORD index, IMFStreamSink** stream) noexcept override;
  HRESULT STDMETHODCALLTYPE GetStreamSinkById(DWORD id, IMFStreamSink** stream) noexcept override;
  HRESULT STDMETHODCALLTYPE SetPresentationClock(IMFPresentationClock* clock) noexcept override;
  HRESULT STDMETHODCALLTYPE GetPresentationClock(IMFPresentationClock** clock) noexcept override;
  HRESULT STDMETHODCALLTYPE Shutdown() noexcept override;
  HRESULT STDMETHODCALLTYPE BeginFinalize(IMFAsyncCallback* callback, IUnknown* state) noexcept override;
  HRESULT STDMETHODCALLTYPE EndFinalize(IMFAsyncResult* result) noexcept override;

  // IMFClockStateSink
  HRESULT STDMETHODCALLTYPE OnClockStart(MFTIME system_time, LONGLONG offset) noexcept override;
  HRESULT STDMETHODCALLTYPE OnClockStop(MFTIME system_time) noexcept override;
  HRESULT STDMETHODCALLTYPE OnClockPause(MFTIME system_time) noexcept override;
  HRESULT STDMETHODCALLTYPE OnClockRestart(MFTIME system_time) noexcept override;
  HRESULT STDMETHODCALLTYPE OnClockSetRate(MFTIME, float) noexcept override { return S_OK; }

  // IMFStreamSink
  HRESULT STDMETHODCALLTYPE GetMediaSink(IMFMediaSink** sink) noexcept override;
  HRESULT STDMETHODCALLTYPE GetIdentifier(DWORD* id) noexcept override;
  HRESULT STDMETHODCALLTYPE GetMediaTypeHandler(IMFMediaTypeHandler** handler) noexcept override;
  HRESULT STDMETHODCALLTYPE ProcessSample(IMFSample* sample) noexcept override;
  HRESULT STDMETHODCALLTYPE PlaceMarker(MFSTREAMSINK_MARKER_TYPE type, const PROPVARIANT* value,
                                        const PROPVARIANT* context) noexcept override;
  HRESULT STDMETHODCALLTYPE Flush() noexcept override { return S_OK; }

  // IMFMediaTypeHandler
  HRESULT STDMETHODCALLTYPE IsMediaTypeSupported(IMFMediaType* type, IMFMediaType** other) noexcept override;
  HRESULT STDMETHODCALLTYPE GetMediaTypeCount(DWORD* count) noexcept override;
  HRESULT STDMETHODCALLTYPE GetMediaTypeByIndex(DWORD index, IMFMediaType** type) noexcept override;
  HRESULT STDMETHODCALLTYPE SetCurrentMediaType(IMFMediaType* type) noexcept override;
  HRESULT STDMETHODCALLTYPE GetCurrentMediaType(IMFMediaType** type) noexcept override;
  HRESULT STDMETHODCALLTYPE GetMajorType(GUID* major) noexcept override;

 private:
  void write_head();  // under mutex_

  const GUID subtype_;
  Mutex mutex_;
  std::ofstream file_;
  ComPtr<IMFMediaType> type_;
  ComPtr<IMFPresentationClock> clock_;
  UINT32 bytes_ = 0;  // of sound
  bool shut_down_ = false;
};

}  // namespace caesura::test
