// SPDX-License-Identifier: MIT
#include <utility>

#include "mf/quality_api.h"
#include "support/fake_sink.h"

namespace caesura::test {

using mf::PropVariant;

FakeStreamSink::FakeStreamSink(std::shared_ptr<CallLog> log, std::string name, DWORD id, FakeStreamSinkScript script)
    : log_(std::move(log)), name_(std::move(name)), id_(id), script_(std::move(script)) {
  if (script_.type_set) current_ = script_.type;
}

HRESULT STDMETHODCALLTYPE FakeStreamSink::BeginGetEvent(IMFAsyncCallback* callback, IUnknown* state) noexcept {
  return FAILED(script_.begin_get_event) ? script_.begin_get_event : FakeGenerator::BeginGetEvent(callback, state);
}

HRESULT STDMETHODCALLTYPE FakeStreamSink::GetMediaSink(IMFMediaSink** sink) noexcept {
  const std::lock_guard lock(mutex_);
  if (!sink_) return MF_E_STREAMSINK_REMOVED;
  *sink = ComPtr<IMFMediaSink>(sink_).Detach();
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeStreamSink::GetIdentifier(DWORD* id) noexcept {
  *id = id_;
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeStreamSink::GetMediaTypeHandler(IMFMediaTypeHandler** handler) noexcept {
  *handler = ComPtr<IMFMediaTypeHandler>(this).Detach();
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeStreamSink::ProcessSample(IMFSample* sample) noexcept {
  LONGLONG time = 0;
  static_cast<void>(sample->GetSampleTime(&time));
  log_->add(name_ + ".ProcessSample", std::to_string(time));
  const std::lock_guard lock(mutex_);
  if (!sink_) return MF_E_STREAMSINK_REMOVED;
  if (FAILED(script_.process_sample)) return script_.process_sample;
  if (outstanding_ == 0) return MF_E_NOTACCEPTING;  // nobody asked
  --outstanding_;
  ended_ = false;  // another segment
  Taken taken{.time = time, .duration = 0, .bytes = 0};
  static_cast<void>(sample->GetSampleDuration(&taken.duration));
  static_cast<void>(sample->GetTotalLength(&taken.bytes));
  taken_.push_back(taken);
  if (const auto lag = script_.lags.find(received_++); lag != script_.lags.end())
    QueueEvent(MEQualityNotify, mf::kQualityNotifySampleLag, S_OK, &PropVariant::of_int64(lag->second).get());
  if (state_ == State::kPrerolling && ++prerolled_ == script_.preroll_samples && script_.answers)
    raise(MEStreamSinkPrerolled);
  if (rate_ == 0 && script_.reports_scrubs) raise(MEStreamSinkScrubSampleComplete);
  top_up();
  return S_OK;
}

void FakeStreamSink::top_up() {
  const bool wants =
      state_ == State::kRunning || (state_ == State::kPrerolling && prerolled_ < script_.preroll_samples);
  for (; wants && !ended_ && outstanding_ < script_.requests; ++outstanding_) raise(MEStreamSinkRequestSample);
}

HRESULT STDMETHODCALLTYPE FakeStreamSink::PlaceMarker(MFSTREAMSINK_MARKER_TYPE type, const PROPVARIANT* value,
                                                      const PROPVARIANT* context) noexcept {
  const bool segment = type == MFSTREAMSINK_MARKER_ENDOFSEGMENT;
  const bool tick = type == MFSTREAMSINK_MARKER_TICK && value && value->vt == VT_I8;
  const std::lock_guard lock(mutex_);  // whoever sees the call logged finds the marker kept
  log_->add(name_ + ".PlaceMarker", segment ? "segment"
                                    : tick  ? "tick " + std::to_string(value->hVal.QuadPart)
                                            : "other");
  if (!script_.has_markers) return E_NOTIMPL;
  if (!sink_) return MF_E_STREAMSINK_REMOVED;
  ended_ = ended_ || segment;
  Result<PropVariant> copy = context ? PropVariant::copy_of(*context) : Result<PropVariant>(PropVariant());
  if (script_.returns_markers)
    raise(MEStreamSinkMarker, S_OK, copy.value());
  else
    markers_.push_back(std::move(copy).value());
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeStreamSink::Flush() noexcept {
  log_->add(name_ + ".Flush");
  const std::lock_guard lock(mutex_);
  taken_.clear();
  for (const PropVariant& marker : markers_) raise(MEStreamSinkMarker, E_ABORT, marker);
  markers_.clear();
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeStreamSink::IsMediaTypeSupported(IMFMediaType* type, IMFMediaType** other) noexcept {
  if (other) *other = nullptr;
  DWORD differences = 0;
  const std::lock_guard lock(mutex_);
  if (only_) return only_->IsEqual(type, &differences) == S_OK ? S_OK : MF_E_INVALIDMEDIATYPE;
  if (script_.whole_type) return script_.type->IsEqual(type, &differences) == S_OK ? S_OK : MF_E_INVALIDMEDIATYPE;
  GUID wanted = GUID_NULL;
  GUID offered = GUID_NULL;
  static_cast<void>(script_.type->GetGUID(MF_MT_SUBTYPE, &wanted));
  static_cast<void>(type->GetGUID(MF_MT_SUBTYPE, &offered));
  return wanted == offered ? S_OK : MF_E_INVALIDMEDIATYPE;
}

HRESULT STDMETHODCALLTYPE FakeStreamSink::GetMediaTypeCount(DWORD* count) noexcept {
  *count = 1;
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeStreamSink::GetMediaTypeByIndex(DWORD index, IMFMediaType** type) noexcept {
  return index == 0 ? script_.type.CopyTo(type) : MF_E_NO_MORE_TYPES;
}

HRESULT STDMETHODCALLTYPE FakeStreamSink::SetCurrentMediaType(IMFMediaType* type) noexcept {
  log_->add(name_ + ".SetCurrentMediaType");
  const HRESULT hr = IsMediaTypeSupported(type, nullptr);
  if (FAILED(hr)) return hr;
  const std::lock_guard lock(mutex_);
  current_ = type;
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeStreamSink::GetCurrentMediaType(IMFMediaType** type) noexcept {
  const std::lock_guard lock(mutex_);
  return current_ ? current_.CopyTo(type) : MF_E_NOT_INITIALIZED;
}

HRESULT STDMETHODCALLTYPE FakeStreamSink::GetMajorType(GUID* major) noexcept {
  return script_.type->GetMajorType(major);
}

void FakeStreamSink::ask() {
  const std::lock_guard lock(mutex_);
  top_up();
}

void FakeStreamSink::become(const ComPtr<IMFMediaType>& type) {
  {
    const std::lock_guard lock(mutex_);
    current_ = only_ = type;
  }
  raise(MEStreamSinkFormatChanged);
}

void FakeStreamSink::return_markers() {
  const std::lock_guard lock(mutex_);
  for (const PropVariant& marker : markers_) raise(MEStreamSinkMarker, S_OK, marker);
  markers_.clear();
}

std::vector<FakeStreamSink::Taken> FakeStreamSink::taken() const {
  const std::lock_guard lock(mutex_);
  return taken_;
}

void FakeStreamSink::preroll() {
  const std::lock_guard lock(mutex_);
  state_ = State::kPrerolling;
  ended_ = false;
  prerolled_ = 0;
  top_up();
}

void FakeStreamSink::start() {
  const std::lock_guard lock(mutex_);
  if (state_ == State::kStopped) outstanding_ = 0;
  const bool asks = state_ != State::kPaused || script_.asks_after_pause;
  state_ = State::kRunning;
  ended_ = false;
  if (script_.answers) raise(MEStreamSinkStarted, script_.started_event);
  if (asks) top_up();
}

void FakeStreamSink::pause() {
  const std::lock_guard lock(mutex_);
  state_ = State::kPaused;
  if (script_.answers) raise(MEStreamSinkPaused);
}

void FakeStreamSink::stop() {
  const std::lock_guard lock(mutex_);
  state_ = State::kStopped;
  outstanding_ = 0;
  if (script_.answers) raise(MEStreamSinkStopped);
}

void FakeStreamSink::set_rate(float rate) {
  const std::lock_guard lock(mutex_);
  rate_ = rate;
  if (script_.answers) raise(MEStreamSinkRateChanged);
}

void FakeStreamSink::shut_down() {
  const std::lock_guard lock(mutex_);
  sink_ = nullptr;
  shut_down_events();
}

}  // namespace caesura::test
