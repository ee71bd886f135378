// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "com/object.h"
#include "support/scripted_stream_sink.h"

namespace caesura::test {

/// A media sink of scripted stream sinks, for tests that look at how streams are found and added. Thread-bound.
class ScriptedMediaSink final : public com::Object<IMFMediaSink> {
 public:
  std::vector<mf::ComPtr<ScriptedStreamSink>> streams;
  mf::ComPtr<IMFPresentationClock> clock;
  bool fixed = false;  // takes no further streams

  HRESULT STDMETHODCALLTYPE GetStreamSinkById(DWORD id, IMFStreamSink** stream) noexcept override {
    for (auto& each : streams) {
      if (each->id == id) return each.CopyTo(stream);
    }
    *stream = nullptr;
    return MF_E_INVALIDSTREAMNUMBER;
  }
  HRESULT STDMETHODCALLTYPE AddStreamSink(DWORD id, IMFMediaType*, IMFStreamSink** stream) noexcept override {
    *stream = nullptr;
    if (fixed) return MF_E_STREAMSINKS_FIXED;
    streams.push_back(com::make<ScriptedStreamSink>());
    streams.back()->id = id;
    return streams.back().CopyTo(stream);
  }
  HRESULT STDMETHODCALLTYPE GetCharacteristics(DWORD* characteristics) noexcept override {
    *characteristics = 0;
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE RemoveStreamSink(DWORD) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetStreamSinkCount(DWORD*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetStreamSinkByIndex(DWORD, IMFStreamSink**) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE SetPresentationClock(IMFPresentationClock* given) noexcept override {
    clock = given;
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE GetPresentationClock(IMFPresentationClock** given) noexcept override {
    return clock ? clock.CopyTo(given) : MF_E_NO_CLOCK;
  }
  HRESULT STDMETHODCALLTYPE Shutdown() noexcept override { return S_OK; }
};

}  // namespace caesura::test
