// SPDX-License-Identifier: MIT
#include "support/fake_transform.h"

#include <algorithm>
#include <utility>

#include "support/fake_transform_types.h"

namespace caesura::test {
FakeTransform::FakeTransform(std::shared_ptr<CallLog> log, FakeTransformScript script)
    : log_(std::move(log)), script_(std::move(script)), output_types_(script_.output_types) {
  MFCreateAttributes(&attributes_, 1);
  if (script_.dynamic_format) attributes_->SetUINT32(MFT_SUPPORT_DYNAMIC_FORMAT_CHANGE, TRUE);
  if (script_.d3d_aware) attributes_->SetUINT32(MF_SA_D3D_AWARE, TRUE);
  if (script_.asynchronous) attributes_->SetUINT32(MF_TRANSFORM_ASYNC, TRUE);
  if (!script_.types_set) return;
  input_type_ = script_.input_types.front();
  output_type_ = script_.output_types.front();
}

HRESULT STDMETHODCALLTYPE FakeTransform::GetStreamLimits(DWORD* min_in, DWORD* max_in, DWORD* min_out,
                                                         DWORD* max_out) noexcept {
  *min_in = *max_in = *min_out = *max_out = 1;
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeTransform::GetStreamCount(DWORD* inputs, DWORD* outputs) noexcept {
  *inputs = *outputs = 1;
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeTransform::GetInputStreamInfo(DWORD, MFT_INPUT_STREAM_INFO* info) noexcept {
  *info = {};
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeTransform::GetOutputStreamInfo(DWORD, MFT_OUTPUT_STREAM_INFO* info) noexcept {
  *info = {script_.output_flags, script_.output_size, script_.output_alignment};
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeTransform::GetAttributes(IMFAttributes** attributes) noexcept {
  return attributes_.CopyTo(attributes);
}

HRESULT STDMETHODCALLTYPE FakeTransform::GetInputAvailableType(DWORD, DWORD index, IMFMediaType** type) noexcept {
  return type_at(script_.input_types, index, type);
}

HRESULT STDMETHODCALLTYPE FakeTransform::GetOutputAvailableType(DWORD, DWORD index, IMFMediaType** type) noexcept {
  const std::lock_guard lock(mutex_);
  return input_type_ ? type_at(output_types_, index, type) : MF_E_TRANSFORM_TYPE_NOT_SET;
}

HRESULT STDMETHODCALLTYPE FakeTransform::SetInputType(DWORD, IMFMediaType* type, DWORD flags) noexcept {
  if (!(script_.whole_types ? lists_whole(script_.input_types, type) : lists(script_.input_types, type)))
    return MF_E_INVALIDMEDIATYPE;
  if (script_.needs_software && has_manager_) return MF_E_INVALIDMEDIATYPE;
  if ((flags & MFT_SET_TYPE_TEST_ONLY) != 0) return S_OK;
  log_->add(script_.name + ".SetInputType");
  const std::lock_guard lock(mutex_);
  if (script_.input_resets_output && !lists({input_type_}, type)) {
    std::swap(output_types_, script_.changed_types);
    output_type_.Reset();
  }
  input_type_ = type;
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeTransform::SetOutputType(DWORD, IMFMediaType* type, DWORD flags) noexcept {
  const std::lock_guard lock(mutex_);
  if (!lists(output_types_, type)) return MF_E_INVALIDMEDIATYPE;
  if ((flags & MFT_SET_TYPE_TEST_ONLY) != 0) return S_OK;
  log_->add(script_.name + ".SetOutputType");
  output_type_ = type;
  outdated_ = false;
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeTransform::GetInputCurrentType(DWORD, IMFMediaType** type) noexcept {
  const std::lock_guard lock(mutex_);
  return input_type_ ? input_type_.CopyTo(type) : MF_E_TRANSFORM_TYPE_NOT_SET;
}

HRESULT STDMETHODCALLTYPE FakeTransform::GetOutputCurrentType(DWORD, IMFMediaType** type) noexcept {
  const std::lock_guard lock(mutex_);
  return output_type_ ? output_type_.CopyTo(type) : MF_E_TRANSFORM_TYPE_NOT_SET;
}

HRESULT STDMETHODCALLTYPE FakeTransform::ProcessMessage(MFT_MESSAGE_TYPE message, ULONG_PTR parameter) noexcept {
  log_->add(script_.name + message_name(message), parameter ? "one" : "none");
  const std::lock_guard lock(mutex_);
  if (message == MFT_MESSAGE_SET_D3D_MANAGER) has_manager_ = parameter != 0;
  if (message == MFT_MESSAGE_COMMAND_FLUSH) held_.clear();
  if (message == MFT_MESSAGE_COMMAND_DRAIN) draining_ = true;
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeTransform::ProcessInput(DWORD, IMFSample* sample, DWORD) noexcept {
  LONGLONG time = 0;
  static_cast<void>(sample->GetSampleTime(&time));
  log_->add(script_.name + ".ProcessInput", std::to_string(time));
  if (FAILED(script_.process_input)) return script_.process_input;
  const std::lock_guard lock(mutex_);
  if (held_.size() > static_cast<std::size_t>(script_.delay)) return MF_E_NOTACCEPTING;
  held_.emplace_back(sample);
  draining_ = false;
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeTransform::ProcessOutput(DWORD, DWORD, MFT_OUTPUT_DATA_BUFFER* buffers,
                                                       DWORD* status) noexcept {
  *status = 0;
  given_a_sample_ = buffers[0].pSample != nullptr;
  const std::lock_guard lock(mutex_);
  const HRESULT hr = produce(buffers[0]);
  log_->add(script_.name + ".ProcessOutput", SUCCEEDED(hr) ? "sample" : "empty");
  return hr;
}

HRESULT STDMETHODCALLTYPE FakeTransform::SetDropMode(mf::MF_QUALITY_DROP_MODE mode) noexcept {
  if (mode > script_.drop_modes) return MF_E_NO_MORE_DROP_MODES;
  log_->add(script_.name + ".SetDropMode", std::to_string(mode));
  return S_OK;
}

ComPtr<IMFCollection> FakeTransform::take_events() {
  ComPtr<IMFCollection> events;
  MFCreateCollection(&events);
  for (const FakeTransformEvent& scripted : std::exchange(script_.events, {})) {
    ComPtr<IMFMediaEvent> event;
    const mf::PropVariant value = mf::PropVariant::of_int64(scripted.value);
    MFCreateMediaEvent(scripted.type, GUID_NULL, scripted.status, &value.get(), &event);
    events->AddElement(event.Get());
  }
  return events;
}

HRESULT STDMETHODCALLTYPE FakeTransform::ProcessEvent(DWORD, IMFMediaEvent* event) noexcept {
  MediaEventType type = MEUnknown;
  event->GetType(&type);
  log_->add(script_.name + ".ProcessEvent", std::to_string(type));
  return script_.process_event;
}

HRESULT STDMETHODCALLTYPE FakeTransform::RegisterThreadsEx(DWORD* task, LPCWSTR name, LONG priority) noexcept {
  log_->add(script_.name + ".RegisterThreadsEx",
            plain_text(name) + " " + std::to_string(*task) + " " + std::to_string(priority));
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeTransform::UnregisterThreads() noexcept {
  log_->add(script_.name + ".UnregisterThreads");
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeTransform::SetWorkQueueEx(DWORD queue, LONG item_priority) noexcept {
  log_->add(script_.name + ".SetWorkQueueEx", std::to_string(queue) + " " + std::to_string(item_priority));
  return S_OK;
}

HRESULT FakeTransform::produce(MFT_OUTPUT_DATA_BUFFER& buffer) {
  if (FAILED(script_.process_output)) return script_.process_output;
  const std::size_t kept = draining_ ? 0 : static_cast<std::size_t>(script_.delay);
  if (held_.size() <= kept) return MF_E_TRANSFORM_NEED_MORE_INPUT;
  if (produced_ == script_.stream_change_at && !std::exchange(changed_, true)) {
    output_types_ = script_.changed_types;
    outdated_ = script_.keeps_old_type;
    if (!outdated_) output_type_.Reset();
    buffer.dwStatus = MFT_OUTPUT_DATA_BUFFER_FORMAT_CHANGE;
    return MF_E_TRANSFORM_STREAM_CHANGE;
  }
  if (outdated_) {
    buffer.dwStatus = MFT_OUTPUT_DATA_BUFFER_FORMAT_CHANGE;
    return MF_E_TRANSFORM_STREAM_CHANGE;
  }
  if (!output_type_) return MF_E_TRANSFORM_TYPE_NOT_SET;

  const ComPtr<IMFSample> input = held_.front();
  LONGLONG time = 0;
  LONGLONG duration = 0;
  static_cast<void>(input->GetSampleTime(&time));
  static_cast<void>(input->GetSampleDuration(&duration));
  const bool provides = (script_.output_flags & MFT_OUTPUT_STREAM_PROVIDES_SAMPLES) != 0;
  if (!provides && !buffer.pSample) return E_INVALIDARG;
  ComPtr<IMFSample> output = provides ? make_sample(time, duration) : ComPtr<IMFSample>(buffer.pSample);
  ComPtr<IMFMediaBuffer> memory;
  DWORD room = 0;
  output->GetBufferByIndex(0, &memory);
  memory->GetMaxLength(&room);
  if (!provides && room < script_.output_size) return E_INVALIDARG;
  DWORD length = 0;
  static_cast<void>(input->GetTotalLength(&length));
  memory->SetCurrentLength(std::min(room, length));
  if (script_.times_output) {
    output->SetSampleTime(time);
    output->SetSampleDuration(duration);
  }
  if (provides) buffer.pSample = output.Detach();
  if (script_.returns_events) buffer.pEvents = take_events().Detach();
  held_.pop_front();
  ++produced_;
  return S_OK;
}

}  // namespace caesura::test
