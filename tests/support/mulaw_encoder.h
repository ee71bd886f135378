// SPDX-License-Identifier: MIT
#pragma once

#include <mutex>

#include "base/mutex.h"
#include "com/object.h"
#include "mf/headers.h"

namespace caesura::test {

using com::ComPtr;

/// MFAudioFormat of WAVE_FORMAT_MULAW. Reference: "Audio Subtype GUIDs".
inline constexpr GUID kMulaw{
    0x00000007, 0x0000, 0x0010, {0x80, 0x00, 0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71}
};

/// An encoder, of which Wine 8 has none: 16-bit PCM of any rate and number of channels to G.711 µ-law of the same. A
/// synchronous transform that brings its own samples. Thread-safe. Reference: ITU-T G.711; "Basic MFT Processing
/// Model".
class MulawEncoder final : public com::Object<IMFTransform> {
 public:
  HRESULT STDMETHODCALLTYPE GetStreamLimits(DWORD* min_in, DWORD* max_in, DWORD* min_out,
                                            DWORD* max_out) noexcept override;
  HRESULT STDMETHODCALLTYPE GetStreamCount(DWORD* inputs, DWORD* outputs) noexcept override;
  HRESULT STDMETHODCALLTYPE GetStreamIDs(DWORD, DWORD*, DWORD, DWORD*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetInputStreamInfo(DWORD, MFT_INPUT_STREAM_INFO* info) noexcept override;
  HRESULT STDMETHODCALLTYPE GetOutputStreamInfo(DWORD, MFT_OUTPUT_STREAM_INFO* info) noexcept override;
  HRESULT STDMETHODCALLTYPE GetAttributes(IMFAttributes**) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetInputStreamAttributes(DWORD, IMFAttributes**) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetOutputStreamAttributes(DWORD, IMFAttributes**) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE DeleteInputStream(DWORD) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE AddInputStreams(DWORD, DWORD*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetInputAvailableType(DWORD, DWORD index, IMFMediaType** type) noexcept override;
  HRESULT STDMETHODCALLTYPE GetOutputAvailableType(DWORD, DWORD index, IMFMediaType** type) noexcept override;
  HRESULT STDMETHODCALLTYPE SetInputType(DWORD, IMFMediaType* type, DWORD flags) noexcept override;
  HRESULT STDMETHODCALLTYPE SetOutputType(DWORD, IMFMediaType* type, DWORD flags) noexcept override;
  HRESULT STDMETHODCALLTYPE GetInputCurrentType(DWORD, IMFMediaType** type) noexcept override;
  HRESULT STDMETHODCALLTYPE GetOutputCurrentType(DWORD, IMFMediaType** type) noexcept override;
  HRESULT STDMETHODCALLTYPE GetInputStatus(DWORD, DWORD* flags) noexcept override;
  HRESULT STDMETHODCALLTYPE GetOutputStatus(DWORD*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE SetOutputBounds(LONGLONG, LONGLONG) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE ProcessEvent(DWORD, IMFMediaEvent*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE ProcessMessage(MFT_MESSAGE_TYPE message, ULONG_PTR parameter) noexcept override;
  HRESULT STDMETHODCALLTYPE ProcessInput(DWORD, IMFSample* sample, DWORD flags) noexcept override;
  HRESULT STDMETHODCALLTYPE ProcessOutput(DWORD flags, DWORD count, MFT_OUTPUT_DATA_BUFFER* buffers,
                                          DWORD* status) noexcept override;

 private:
  mutable Mutex mutex_;
  ComPtr<IMFMediaType> input_type_;
  ComPtr<IMFMediaType> output_type_;
  ComPtr<IMFSample> waiting_;
};

}  // namespace caesura::test
