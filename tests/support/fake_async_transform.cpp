// SPDX-License-Identifier: MIT
#include "support/fake_async_transform.h"

#include <utility>

#include "support/fake_transform_types.h"

namespace caesura::test {

FakeAsyncTransform::FakeAsyncTransform(std::shared_ptr<CallLog> log, FakeAsyncTransformScript script)
    : log_(std::move(log)), script_(std::move(script)), output_types_(script_.output_types) {
  MFCreateAttributes(&attributes_, 2);
  attributes_->SetUINT32(MF_TRANSFORM_ASYNC, TRUE);
  attributes_->SetUINT32(MFT_SUPPORT_DYNAMIC_FORMAT_CHANGE, TRUE);
  input_type_ = script_.input_types.front();
  output_type_ = script_.output_types.front();
}

bool FakeAsyncTransform::refuses() {
  if (MFGetAttributeUINT32(attributes_.Get(), MF_TRANSFORM_ASYNC_UNLOCK, FALSE) != FALSE) return false;
  ++faults_;
  return true;
}

int FakeAsyncTransform::faults() const {
  const std::lock_guard lock(mutex_);
  return faults_;
}

HRESULT STDMETHODCALLTYPE FakeAsyncTransform::GetStreamLimits(DWORD* min_in, DWORD* max_in, DWORD* min_out,
                                                              DWORD* max_out) noexcept {
  *min_in = *max_in = *min_out = *max_out = 1;
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeAsyncTransform::GetStreamCount(DWORD* inputs, DWORD* outputs) noexcept {
  const std::lock_guard lock(mutex_);
  if (refuses()) return MF_E_TRANSFORM_ASYNC_LOCKED;
  *inputs = *outputs = 1;
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeAsyncTransform::GetInputStreamInfo(DWORD, MFT_INPUT_STREAM_INFO* info) noexcept {
  *info = {};
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeAsyncTransform::GetOutputStreamInfo(DWORD, MFT_OUTPUT_STREAM_INFO* info) noexcept {
  *info = {MFT_OUTPUT_STREAM_PROVIDES_SAMPLES, 64, 0};
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeAsyncTransform::GetAttributes(IMFAttributes** attributes) noexcept {
  return attributes_.CopyTo(attributes);
}

HRESULT STDMETHODCALLTYPE FakeAsyncTransform::GetInputAvailableType(DWORD, DWORD index, IMFMediaType** type) noexcept {
  const std::lock_guard lock(mutex_);
  return refuses() ? MF_E_TRANSFORM_ASYNC_LOCKED : type_at(script_.input_types, index, type);
}

HRESULT STDMETHODCALLTYPE FakeAsyncTransform::GetOutputAvailableType(DWORD, DWORD index, IMFMediaType** type) noexcept {
  const std::lock_guard lock(mutex_);
  return refuses() ? MF_E_TRANSFORM_ASYNC_LOCKED : type_at(output_types_, index, type);
}

HRESULT STDMETHODCALLTYPE FakeAsyncTransform::SetInputType(DWORD, IMFMediaType* type, DWORD flags) noexcept {
  const std::lock_guard lock(mutex_);
  if (refuses()) return MF_E_TRANSFORM_ASYNC_LOCKED;
  if (!lists(script_.input_types, type)) return MF_E_INVALIDMEDIATYPE;
  if ((flags & MFT_SET_TYPE_TEST_ONLY) == 0) input_type_ = type;
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeAsyncTransform::SetOutputType(DWORD, IMFMediaType* type, DWORD flags) noexcept {
  const std::lock_guard lock(mutex_);
  if (refuses()) return MF_E_TRANSFORM_ASYNC_LOCKED;
  if (!lists(output_types_, type)) return MF_E_INVALIDMEDIATYPE;
  if ((flags & MFT_SET_TYPE_TEST_ONLY) == 0) output_type_ = type;
  if (changed_ && streaming_) process(held_.size());
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeAsyncTransform::GetInputCurrentType(DWORD, IMFMediaType** type) noexcept {
  const std::lock_guard lock(mutex_);
  return input_type_ ? input_type_.CopyTo(type) : MF_E_TRANSFORM_TYPE_NOT_SET;
}

HRESULT STDMETHODCALLTYPE FakeAsyncTransform::GetOutputCurrentType(DWORD, IMFMediaType** type) noexcept {
  const std::lock_guard lock(mutex_);
  return output_type_ ? output_type_.CopyTo(type) : MF_E_TRANSFORM_TYPE_NOT_SET;
}

HRESULT STDMETHODCALLTYPE FakeAsyncTransform::ProcessMessage(MFT_MESSAGE_TYPE message, ULONG_PTR) noexcept {
  log_->add(script_.name + message_name(message));
  const std::lock_guard lock(mutex_);
  if (refuses()) return MF_E_TRANSFORM_ASYNC_LOCKED;
  if (message == MFT_MESSAGE_NOTIFY_START_OF_STREAM) {
    streaming_ = true;
    ask();
  }
  if (message == MFT_MESSAGE_COMMAND_FLUSH) {
    held_.clear();
    ready_.clear();
    streaming_ = false;
    asked_ = told_ = 0;
  }
  if (message == MFT_MESSAGE_COMMAND_DRAIN) {
    streaming_ = false;
    asked_ = 0;
    process(0);
    if (script_.drains) raise(METransformDrainComplete);
  }
  return S_OK;
}

/// Room is taken by what it has asked for and by what it has ready.
void FakeAsyncTransform::ask() {
  for (; streaming_ && asked_ + static_cast<int>(ready_.size()) < script_.room; ++asked_) raise(METransformNeedInput);
}

void FakeAsyncTransform::process(std::size_t kept) {
  while (held_.size() > kept) {
    ready_.push_back(std::move(held_.front()));
    held_.pop_front();
  }
  for (; told_ < static_cast<int>(ready_.size()); ++told_) raise(METransformHaveOutput);
}

HRESULT STDMETHODCALLTYPE FakeAsyncTransform::ProcessInput(DWORD, IMFSample* sample, DWORD) noexcept {
  LONGLONG time = 0;
  static_cast<void>(sample->GetSampleTime(&time));
  log_->add(script_.name + ".ProcessInput", std::to_string(time));
  const std::lock_guard lock(mutex_);
  if (refuses()) return MF_E_TRANSFORM_ASYNC_LOCKED;
  if (asked_ == 0) {
    ++faults_;
    return MF_E_NOTACCEPTING;
  }
  --asked_;
  if (inputs_++ == script_.error_at) {
    raise(MEError, script_.error);
    return S_OK;
  }
  held_.emplace_back(sample);
  process(static_cast<std::size_t>(script_.delay));
  ask();
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeAsyncTransform::ProcessOutput(DWORD, DWORD, MFT_OUTPUT_DATA_BUFFER* buffers,
                                                            DWORD* status) noexcept {
  *status = 0;
  log_->add(script_.name + ".ProcessOutput");
  const std::lock_guard lock(mutex_);
  if (refuses()) return MF_E_TRANSFORM_ASYNC_LOCKED;
  if (told_ == 0 || ready_.empty()) {
    ++faults_;
    return E_UNEXPECTED;
  }
  if (produced_ == script_.stream_change_at && !std::exchange(changed_, true)) {
    output_types_ = script_.changed_types;
    output_type_.Reset();
    --told_;  // it says so again once the type is set
    buffers[0].dwStatus = MFT_OUTPUT_DATA_BUFFER_FORMAT_CHANGE;
    return MF_E_TRANSFORM_STREAM_CHANGE;
  }
  --told_;
  ++produced_;
  buffers[0].pSample = ready_.front().Detach();
  ready_.pop_front();
  ask();
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeAsyncTransform::Shutdown() noexcept {
  log_->add(script_.name + ".Shutdown");
  const std::lock_guard lock(mutex_);
  if (std::exchange(shut_down_, true)) return MF_E_SHUTDOWN;
  shut_down_events();
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeAsyncTransform::GetShutdownStatus(MFSHUTDOWN_STATUS* status) noexcept {
  const std::lock_guard lock(mutex_);
  *status = MFSHUTDOWN_COMPLETED;
  return shut_down_ ? S_OK : MF_E_INVALIDREQUEST;
}

}  // namespace caesura::test
