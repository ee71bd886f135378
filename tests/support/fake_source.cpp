// SPDX-License-Identifier: MIT
#include "support/fake_source.h"

#include <algorithm>
#include <utility>

namespace caesura::test {

using mf::PropVariant;

bool sources_end_when_asked() { return GetEnvironmentVariableW(L"CAESURA_ENDS_WHEN_ASKED", nullptr, 0) != 0; }

// ------------------------------------------------------------------------------------------------------------ stream

FakeStream::FakeStream(std::shared_ptr<CallLog> log, std::string name, FakeStreamScript script,
                       ComPtr<IMFStreamDescriptor> descriptor)
    : log_(std::move(log)), name_(std::move(name)), script_(std::move(script)), descriptor_(std::move(descriptor)) {}

HRESULT STDMETHODCALLTYPE FakeStream::BeginGetEvent(IMFAsyncCallback* callback, IUnknown* state) noexcept {
  return FAILED(script_.begin_get_event) ? script_.begin_get_event : FakeGenerator::BeginGetEvent(callback, state);
}

HRESULT STDMETHODCALLTYPE FakeStream::GetMediaSource(IMFMediaSource** source) noexcept {
  const std::lock_guard lock(mutex_);
  if (!source_) return MF_E_SHUTDOWN;
  *source = ComPtr<IMFMediaSource>(source_).Detach();
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeStream::GetStreamDescriptor(IMFStreamDescriptor** descriptor) noexcept {
  return descriptor_.CopyTo(descriptor);
}

HRESULT STDMETHODCALLTYPE FakeStream::RequestSample(IUnknown*) noexcept {
  log_->add(name_ + ".RequestSample");
  const std::lock_guard lock(mutex_);
  if (!source_) return MF_E_SHUTDOWN;
  if (FAILED(script_.request)) return script_.request;
  if (state_ == State::kStopped) return MF_E_MEDIA_SOURCE_WRONGSTATE;
  if (ended_) return MF_E_END_OF_STREAM;
  ++requests_;
  serve();
  return S_OK;
}

void FakeStream::serve() {
  while (script_.answers && state_ == State::kStarted && requests_ > 0 && !ended_) {
    --requests_;
    const bool backwards = source_->plays_backwards();
    if (next_ >= script_.samples || next_ < 0) return end();
    if (next_ == script_.format_changes_at)
      raise(MEStreamFormatChanged, S_OK, PropVariant::of_unknown(script_.changed_type.Get()));
    const LONGLONG time = next_ * script_.sample_duration;
    const auto fill = static_cast<BYTE>(next_ + 1);
    const ComPtr<IMFSample> sample = make_sample(time, script_.sample_duration, script_.sample_bytes, fill);
    if (next_ % script_.key_interval == 0) sample->SetUINT32(MFSampleExtension_CleanPoint, TRUE);
    raise(MEMediaSample, S_OK, PropVariant::of_unknown(sample.Get()));
    next_ += backwards ? -1 : 1;
    if ((next_ >= script_.samples || next_ < 0) && !script_.ends_when_asked) end();
  }
}

void FakeStream::end() {
  ended_ = true;
  raise(MEEndOfStream);
  source_->stream_ended();
}

void FakeStream::start(std::optional<LONGLONG> position, bool seeks) {
  const std::lock_guard lock(mutex_);
  if (position || state_ == State::kStopped) {
    requests_ = 0;
    next_ = std::max(0, static_cast<int>(position.value_or(0) / script_.sample_duration) - script_.lead);
    ended_ = false;
  }
  if (position && script_.stale_sample >= 0)
    raise(MEMediaSample, S_OK,
          PropVariant::of_unknown(
              make_sample(script_.stale_sample, script_.sample_duration, script_.sample_bytes).Get()));
  state_ = State::kStarted;
  raise(seeks ? MEStreamSeeked : MEStreamStarted, S_OK, position ? PropVariant::of_int64(*position) : PropVariant());
  if (next_ >= script_.samples && !ended_) end();
  serve();
}

void FakeStream::pause() {
  const std::lock_guard lock(mutex_);
  state_ = State::kPaused;
  raise(MEStreamPaused);
}

void FakeStream::stop() {
  const std::lock_guard lock(mutex_);
  state_ = State::kStopped;
  requests_ = 0;
  raise(MEStreamStopped);
}

void FakeStream::shut_down() {
  const std::lock_guard lock(mutex_);
  source_ = nullptr;
  shut_down_events();
}

// ------------------------------------------------------------------------------------------------------------ source

FakeSource::FakeSource(std::shared_ptr<CallLog> log, FakeSourceScript script)
    : log_(std::move(log)), script_(std::move(script)) {
  MFCreateAttributes(&attributes_, 0);
  for (std::size_t i = 0; i < script_.streams.size(); ++i) {
    const FakeStreamScript& stream = script_.streams[i];
    ComPtr<IMFStreamDescriptor> descriptor;
    IMFMediaType* type = stream.type.Get();
    MFCreateStreamDescriptor(static_cast<DWORD>(i + 1), 1, &type, &descriptor);
    ComPtr<IMFMediaTypeHandler> handler;
    descriptor->GetMediaTypeHandler(&handler);
    handler->SetCurrentMediaType(type);
    const std::string name = script_.name + ".stream" + std::to_string(i + 1);
    streams_.push_back(script_.make_stream ? script_.make_stream(log_, name, stream, descriptor)
                                           : com::make<FakeStream>(log_, name, stream, descriptor));
    streams_.back()->source_ = this;
  }
  if (!script_.rates) return;
  rates_ = com::make<FakeRates>(log_, script_.name, *script_.rates,
                                [this](HRESULT status) { raise(MESourceRateChanged, status); });
}

LONGLONG FakeSource::duration() const {
  LONGLONG longest = 0;
  for (const FakeStreamScript& stream : script_.streams)
    longest = std::max(longest, stream.samples * stream.sample_duration);
  return longest;
}

HRESULT STDMETHODCALLTYPE FakeSource::BeginGetEvent(IMFAsyncCallback* callback, IUnknown* state) noexcept {
  return FAILED(script_.begin_get_event) ? script_.begin_get_event : FakeGenerator::BeginGetEvent(callback, state);
}

HRESULT STDMETHODCALLTYPE FakeSource::GetCharacteristics(DWORD* characteristics) noexcept {
  *characteristics = script_.characteristics;
  return state_ == State::kShutDown ? MF_E_SHUTDOWN : S_OK;
}

HRESULT STDMETHODCALLTYPE FakeSource::CreatePresentationDescriptor(IMFPresentationDescriptor** descriptor) noexcept {
  std::vector<IMFStreamDescriptor*> streams;
  for (const auto& stream : streams_) streams.push_back(stream->descriptor_.Get());
  const HRESULT hr = MFCreatePresentationDescriptor(static_cast<DWORD>(streams.size()), streams.data(), descriptor);
  if (FAILED(hr)) return hr;
  for (DWORD i = 0; i < streams.size(); ++i) (*descriptor)->SelectStream(i);
  if (script_.has_duration) (*descriptor)->SetUINT64(MF_PD_DURATION, static_cast<UINT64>(duration()));
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeSource::Start(IMFPresentationDescriptor* descriptor, const GUID* format,
                                            const PROPVARIANT* position) noexcept {
  last_format_ = format ? *format : GUID_NULL;
  last_position_type_ = position->vt;
  std::optional<LONGLONG> time;
  if (position->vt == VT_I8) time = position->hVal.QuadPart;
  log_->add(script_.name + ".Start", time ? std::to_string(*time) : "");
  if (state_ == State::kShutDown) return MF_E_SHUTDOWN;
  if (FAILED(script_.start)) return script_.start;
  if (last_format_ != GUID_NULL) return MF_E_UNSUPPORTED_TIME_FORMAT;
  if (!script_.answers) return S_OK;
  if (FAILED(script_.start_event)) {
    raise(MESourceStarted, script_.start_event);
    return S_OK;
  }

  const bool seeks = time && state_ != State::kStopped;
  const bool resumes = !time && state_ != State::kStopped;
  state_ = State::kStarted;
  if (!resumes) running_streams_ = 0;
  for (DWORD i = 0; i < streams_.size(); ++i) {
    BOOL selected = FALSE;
    ComPtr<IMFStreamDescriptor> same;
    descriptor->GetStreamDescriptorByIndex(i, &selected, &same);
    FakeStream& stream = *streams_[i].Get();
    stream.selected_ = selected != FALSE;
    if (!stream.selected_) continue;
    if (!resumes) ++running_streams_;
    raise(std::exchange(stream.announced_, true) ? MEUpdatedStream : MENewStream, S_OK,
          PropVariant::of_unknown(static_cast<IMFMediaStream*>(&stream)));
  }
  raise(seeks ? MESourceSeeked : MESourceStarted, S_OK, time ? PropVariant::of_int64(*time) : PropVariant());
  for (const auto& stream : streams_)
    if (stream->selected_) stream->start(time, seeks);
  return S_OK;
}

void FakeSource::stream_ended() {
  if (--running_streams_ == 0) raise(MEEndOfPresentation);
}

HRESULT STDMETHODCALLTYPE FakeSource::Pause() noexcept {
  log_->add(script_.name + ".Pause");
  if (state_ == State::kShutDown) return MF_E_SHUTDOWN;
  if (FAILED(script_.pause)) return script_.pause;
  if (state_ != State::kStarted) return MF_E_INVALID_STATE_TRANSITION;
  if (!script_.answers) return S_OK;
  if (SUCCEEDED(script_.pause_event)) {
    state_ = State::kPaused;
    for (const auto& stream : streams_)
      if (stream->selected_) stream->pause();
  }
  raise(MESourcePaused, script_.pause_event);
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeSource::Stop() noexcept {
  log_->add(script_.name + ".Stop");
  if (state_ == State::kShutDown) return MF_E_SHUTDOWN;
  if (FAILED(script_.stop)) return script_.stop;
  if (!script_.answers) return S_OK;
  state_ = State::kStopped;
  for (const auto& stream : streams_)
    if (stream->selected_) stream->stop();
  raise(MESourceStopped, script_.stop_event);
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeSource::GetService(REFGUID service, REFIID iid, void** object) noexcept {
  if (rates_ && service == MF_RATE_CONTROL_SERVICE) return rates_->QueryInterface(iid, object);
  return get_service(script_.services, service, iid, object);
}

HRESULT STDMETHODCALLTYPE FakeSource::RegisterThreads(DWORD task, LPCWSTR name) noexcept {
  log_->add(script_.name + ".RegisterThreads", plain_text(name) + " " + std::to_string(task));
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeSource::UnregisterThreads() noexcept {
  log_->add(script_.name + ".UnregisterThreads");
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeSource::SetWorkQueue(DWORD queue) noexcept {
  log_->add(script_.name + ".SetWorkQueue", std::to_string(queue));
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeSource::Shutdown() noexcept {
  log_->add(script_.name + ".Shutdown");
  if (std::exchange(state_, State::kShutDown) == State::kShutDown) return MF_E_SHUTDOWN;
  for (const auto& stream : streams_) stream->shut_down();
  shut_down_events();
  return S_OK;
}

}  // namespace caesura::test
