// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/mutex.h"
#include "support/fake_call_log.h"
#include "support/fake_media.h"

namespace caesura::test {

/// How a FakeAsyncTransform behaves.
struct FakeAsyncTransformScript {
  std::string name = "transform";
  std::vector<ComPtr<IMFMediaType>> input_types{make_audio_type()};   // compared by major type and subtype
  std::vector<ComPtr<IMFMediaType>> output_types{make_audio_type()};  // the first is current from the start
  int room = 2;                                                       // inputs asked for at a time
  int delay = 0;                                                      // samples held back until more come
  int stream_change_at = -1;                          // the output, counted from 0, before which the format changes
  std::vector<ComPtr<IMFMediaType>> changed_types{};  // what it offers after that
  bool drains = true;                                 // false: never says that it has drained
  int error_at = -1;                                  // the input, counted from 0, that it answers with MEError
  HRESULT error = E_FAIL;
};

/// A scripted asynchronous transform that copies its input. Until it is unlocked, everything but GetAttributes is
/// refused. Logs as FakeTransform does, and "transform.Shutdown". Thread-safe.
class FakeAsyncTransform : public FakeGenerator<com::Object<IMFTransform, IMFMediaEventGenerator, IMFShutdown>> {
 public:
  FakeAsyncTransform(std::shared_ptr<CallLog> log, FakeAsyncTransformScript script);

  HRESULT STDMETHODCALLTYPE GetStreamLimits(DWORD* min_in, DWORD* max_in, DWORD* min_out,
                                            DWORD* max_out) noexcept override;
  HRESULT STDMETHODCALLTYPE GetStreamCount(DWORD* inputs, DWORD* outputs) noexcept override;
  HRESULT STDMETHODCALLTYPE GetStreamIDs(DWORD, DWORD*, DWORD, DWORD*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetInputStreamInfo(DWORD, MFT_INPUT_STREAM_INFO* info) noexcept override;
  HRESULT STDMETHODCALLTYPE GetOutputStreamInfo(DWORD, MFT_OUTPUT_STREAM_INFO* info) noexcept override;
  HRESULT STDMETHODCALLTYPE GetAttributes(IMFAttributes** attributes) noexcept override;
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
  HRESULT STDMETHODCALLTYPE GetInputStatus(DWORD, DWORD*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetOutputStatus(DWORD*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE SetOutputBounds(LONGLONG, LONGLONG) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE ProcessEvent(DWORD, IMFMediaEvent*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE ProcessMessage(MFT_MESSAGE_TYPE message, ULONG_PTR parameter) noexcept override;
  HRESULT STDMETHODCALLTYPE ProcessInput(DWORD, IMFSample* sample, DWORD flags) noexcept override;
  HRESULT STDMETHODCALLTYPE ProcessOutput(DWORD flags, DWORD count, MFT_OUTPUT_DATA_BUFFER* buffers,
                                          DWORD* status) noexcept override;
  HRESULT STDMETHODCALLTYPE Shutdown() noexcept override;
  HRESULT STDMETHODCALLTYPE GetShutdownStatus(MFSHUTDOWN_STATUS* status) noexcept override;

  /// Calls that it had not asked for, or that came before it was unlocked.
  int faults() const;

 private:
  bool refuses();                  // under mutex_; counts a fault where it is still locked
  void ask();                      // under mutex_
  void process(std::size_t kept);  // under mutex_

  const std::shared_ptr<CallLog> log_;
  const FakeAsyncTransformScript script_;
  ComPtr<IMFAttributes> attributes_;
  mutable Mutex mutex_;
  std::vector<ComPtr<IMFMediaType>> output_types_;  // offered now
  ComPtr<IMFMediaType> input_type_;
  ComPtr<IMFMediaType> output_type_;
  std::deque<ComPtr<IMFSample>> held_;
  std::deque<ComPtr<IMFSample>> ready_;
  bool streaming_ = false;  // between START_OF_STREAM and a flush or drain
  bool changed_ = false;    // to the changed types
  bool shut_down_ = false;
  int asked_ = 0;  // inputs
  int told_ = 0;   // outputs
  int inputs_ = 0;
  int produced_ = 0;
  int faults_ = 0;
};

}  // namespace caesura::test
