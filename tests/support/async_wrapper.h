// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <mutex>
#include <utility>

#include "base/mutex.h"
#include "com/async_callback.h"
#include "support/fake_media.h"

namespace caesura::test {

/// Makes an asynchronous transform of a synchronous one, which works on the platform's work queue. Thread-safe.
class AsyncWrapper final : public FakeGenerator<com::Object<IMFTransform, IMFMediaEventGenerator, IMFShutdown>> {
 public:
  explicit AsyncWrapper(ComPtr<IMFTransform> inner) : inner_(std::move(inner)) {
    MFCreateAttributes(&attributes_, 1);
    attributes_->SetUINT32(MF_TRANSFORM_ASYNC, TRUE);
  }

  HRESULT STDMETHODCALLTYPE GetStreamLimits(DWORD* a, DWORD* b, DWORD* c, DWORD* d) noexcept override {
    return inner_->GetStreamLimits(a, b, c, d);
  }
  HRESULT STDMETHODCALLTYPE GetStreamCount(DWORD* inputs, DWORD* outputs) noexcept override {
    return inner_->GetStreamCount(inputs, outputs);
  }
  HRESULT STDMETHODCALLTYPE GetStreamIDs(DWORD, DWORD*, DWORD, DWORD*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetInputStreamInfo(DWORD id, MFT_INPUT_STREAM_INFO* info) noexcept override {
    return inner_->GetInputStreamInfo(id, info);
  }
  HRESULT STDMETHODCALLTYPE GetOutputStreamInfo(DWORD, MFT_OUTPUT_STREAM_INFO* info) noexcept override {
    *info = {MFT_OUTPUT_STREAM_PROVIDES_SAMPLES, 0, 0};
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE GetAttributes(IMFAttributes** attributes) noexcept override {
    return attributes_.CopyTo(attributes);
  }
  HRESULT STDMETHODCALLTYPE GetInputStreamAttributes(DWORD, IMFAttributes**) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetOutputStreamAttributes(DWORD, IMFAttributes**) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE DeleteInputStream(DWORD) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE AddInputStreams(DWORD, DWORD*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetInputAvailableType(DWORD id, DWORD index, IMFMediaType** type) noexcept override {
    return is_locked() ? MF_E_TRANSFORM_ASYNC_LOCKED : inner_->GetInputAvailableType(id, index, type);
  }
  HRESULT STDMETHODCALLTYPE GetOutputAvailableType(DWORD id, DWORD index, IMFMediaType** type) noexcept override {
    return is_locked() ? MF_E_TRANSFORM_ASYNC_LOCKED : inner_->GetOutputAvailableType(id, index, type);
  }
  HRESULT STDMETHODCALLTYPE SetInputType(DWORD id, IMFMediaType* type, DWORD flags) noexcept override {
    return is_locked() ? MF_E_TRANSFORM_ASYNC_LOCKED : inner_->SetInputType(id, type, flags);
  }
  HRESULT STDMETHODCALLTYPE SetOutputType(DWORD id, IMFMediaType* type, DWORD flags) noexcept override {
    return is_locked() ? MF_E_TRANSFORM_ASYNC_LOCKED : inner_->SetOutputType(id, type, flags);
  }
  HRESULT STDMETHODCALLTYPE GetInputCurrentType(DWORD id, IMFMediaType** type) noexcept override {
    return inner_->GetInputCurrentType(id, type);
  }
  HRESULT STDMETHODCALLTYPE GetOutputCurrentType(DWORD id, IMFMediaType** type) noexcept override {
    return inner_->GetOutputCurrentType(id, type);
  }
  HRESULT STDMETHODCALLTYPE GetInputStatus(DWORD, DWORD*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetOutputStatus(DWORD*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE SetOutputBounds(LONGLONG, LONGLONG) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE ProcessEvent(DWORD, IMFMediaEvent*) noexcept override { return E_NOTIMPL; }

  HRESULT STDMETHODCALLTYPE ProcessMessage(MFT_MESSAGE_TYPE message, ULONG_PTR) noexcept override {
    if (is_locked()) return MF_E_TRANSFORM_ASYNC_LOCKED;
    const std::lock_guard lock(mutex_);
    if (message == MFT_MESSAGE_NOTIFY_START_OF_STREAM) raise(METransformNeedInput);
    if (message == MFT_MESSAGE_COMMAND_FLUSH) {
      inputs_.clear();
      outputs_.clear();
      return inner_->ProcessMessage(message, 0);
    }
    if (message == MFT_MESSAGE_COMMAND_DRAIN) work();
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE ProcessInput(DWORD, IMFSample* sample, DWORD) noexcept override {
    if (is_locked()) return MF_E_TRANSFORM_ASYNC_LOCKED;
    const std::lock_guard lock(mutex_);
    inputs_.emplace_back(sample);
    return work();
  }
  HRESULT STDMETHODCALLTYPE ProcessOutput(DWORD, DWORD, MFT_OUTPUT_DATA_BUFFER* buffers,
                                          DWORD* status) noexcept override {
    *status = 0;
    const std::lock_guard lock(mutex_);
    if (outputs_.empty()) return E_UNEXPECTED;
    buffers[0].pSample = outputs_.front().Detach();
    outputs_.pop_front();
    return S_OK;
  }

  HRESULT STDMETHODCALLTYPE Shutdown() noexcept override {
    shut_down_events();
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE GetShutdownStatus(MFSHUTDOWN_STATUS*) noexcept override { return MF_E_INVALIDREQUEST; }

 private:
  bool is_locked() const { return MFGetAttributeUINT32(attributes_.Get(), MF_TRANSFORM_ASYNC_UNLOCK, FALSE) == FALSE; }
  /// One input, or the drain, on a thread of the platform.
  HRESULT work() {
    const ComPtr<AsyncWrapper> self(this);
    const auto callback = com::make_one_shot_callback([self](IMFAsyncResult*) { self->step(); });
    return MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_MULTITHREADED, callback.Get(), nullptr);
  }
  void step() {
    const std::lock_guard lock(mutex_);
    const bool drains = inputs_.empty();
    if (drains) {
      inner_->ProcessMessage(MFT_MESSAGE_COMMAND_DRAIN, 0);
    } else {
      inner_->ProcessInput(0, inputs_.front().Get(), 0);
      inputs_.pop_front();
    }
    while (take_output()) raise(METransformHaveOutput);
    raise(drains ? METransformDrainComplete : METransformNeedInput);
  }
  bool take_output() {
    constexpr DWORD kRoom = 1 << 16;  // bytes
    MFT_OUTPUT_DATA_BUFFER buffer{0, make_sample(0, 0, kRoom).Detach(), 0, nullptr};
    DWORD status = 0;
    ComPtr<IMFSample> sample;
    sample.Attach(buffer.pSample);
    if (FAILED(inner_->ProcessOutput(0, 1, &buffer, &status))) return false;
    outputs_.push_back(std::move(sample));
    return true;
  }

  const ComPtr<IMFTransform> inner_;
  ComPtr<IMFAttributes> attributes_;
  Mutex mutex_;
  std::deque<ComPtr<IMFSample>> inputs_;  // under mutex_, as the next and inner_'s data
  std::deque<ComPtr<IMFSample>> outputs_;
};

}  // namespace caesura::test
