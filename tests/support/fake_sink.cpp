// SPDX-License-Identifier: MIT
#include "support/fake_sink.h"

#include <utility>

namespace caesura::test {

FakeSink::FakeSink(std::shared_ptr<CallLog> log, FakeSinkScript script)
    : log_(std::move(log)), script_(std::move(script)) {
  for (std::size_t i = 0; i < script_.streams.size(); ++i) {
    const std::string name = script_.name + ".stream" + std::to_string(i);
    const auto id = static_cast<DWORD>(i);
    streams_.push_back(script_.make_stream ? script_.make_stream(log_, name, id, script_.streams[i])
                                           : com::make<FakeStreamSink>(log_, name, id, script_.streams[i]));
    streams_.back()->sink_ = this;
  }
  if (!script_.has_time_source) return;
  MFCreateSystemTimeSource(&time_);
  time_.As(&time_control_);
}

void* FakeSink::find(REFIID iid) {
  if (iid == __uuidof(IUnknown) || iid == __uuidof(IMFMediaSink)) return static_cast<IMFMediaSink*>(this);
  if (iid == __uuidof(IMFClockStateSink)) return static_cast<IMFClockStateSink*>(this);
  if (iid == __uuidof(IMFGetService)) return static_cast<IMFGetService*>(this);
  if (script_.finalizable && iid == __uuidof(IMFFinalizableMediaSink))
    return static_cast<IMFFinalizableMediaSink*>(this);
  if (script_.can_preroll && iid == __uuidof(IMFMediaSinkPreroll)) return static_cast<IMFMediaSinkPreroll*>(this);
  if (script_.has_time_source && (iid == __uuidof(IMFPresentationTimeSource) || iid == __uuidof(IMFClock)))
    return static_cast<IMFPresentationTimeSource*>(this);
  return nullptr;
}

HRESULT STDMETHODCALLTYPE FakeSink::QueryInterface(REFIID iid, void** object) noexcept {
  *object = find(iid);
  if (*object) {
    AddRef();
    return S_OK;
  }
  for (const ComPtr<IUnknown>& part : script_.parts)
    if (SUCCEEDED(part->QueryInterface(iid, object))) return S_OK;
  return E_NOINTERFACE;
}

ULONG STDMETHODCALLTYPE FakeSink::Release() noexcept {
  const ULONG left = --references_;
  if (left == 0) delete this;
  return left;
}

HRESULT STDMETHODCALLTYPE FakeSink::GetCharacteristics(DWORD* characteristics) noexcept {
  *characteristics = script_.characteristics | (script_.can_preroll ? MEDIASINK_CAN_PREROLL : 0u);
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeSink::GetStreamSinkCount(DWORD* count) noexcept {
  *count = static_cast<DWORD>(streams_.size());
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeSink::GetStreamSinkByIndex(DWORD index, IMFStreamSink** stream) noexcept {
  if (index >= streams_.size()) return MF_E_INVALIDINDEX;
  *stream = ComPtr<IMFStreamSink>(streams_[index].Get()).Detach();
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeSink::GetStreamSinkById(DWORD id, IMFStreamSink** stream) noexcept {
  return id < streams_.size() ? GetStreamSinkByIndex(id, stream) : MF_E_INVALIDSTREAMNUMBER;
}

HRESULT STDMETHODCALLTYPE FakeSink::SetPresentationClock(IMFPresentationClock* clock) noexcept {
  ComPtr<IMFPresentationTimeSource> time;
  const bool timed = clock && SUCCEEDED(clock->GetTimeSource(&time));
  log_->add(script_.name + ".SetPresentationClock", !clock ? "none" : timed ? "clock" : "clock without time source");
  ComPtr<IMFPresentationClock> left(clock);
  {
    const std::lock_guard lock(mutex_);
    if (shut_down_) return MF_E_SHUTDOWN;
    left.Swap(clock_);
  }
  if (left) left->RemoveClockStateSink(this);
  return clock ? clock->AddClockStateSink(this) : S_OK;
}

HRESULT STDMETHODCALLTYPE FakeSink::GetPresentationClock(IMFPresentationClock** clock) noexcept {
  const std::lock_guard lock(mutex_);
  return clock_ ? clock_.CopyTo(clock) : MF_E_NO_CLOCK;
}

HRESULT STDMETHODCALLTYPE FakeSink::Shutdown() noexcept {
  log_->add(script_.name + ".Shutdown");
  ComPtr<IMFPresentationClock> left;
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(shut_down_, true)) return MF_E_SHUTDOWN;
    left.Swap(clock_);
  }
  if (left) left->RemoveClockStateSink(this);
  for (const auto& stream : streams_) stream->shut_down();
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeSink::BeginFinalize(IMFAsyncCallback* callback, IUnknown* state) noexcept {
  log_->add(script_.name + ".BeginFinalize");
  if (!script_.finalizes) return S_OK;
  ComPtr<IMFAsyncResult> result;
  const HRESULT hr = MFCreateAsyncResult(nullptr, callback, state, &result);
  return SUCCEEDED(hr) ? MFInvokeCallback(result.Get()) : hr;
}

HRESULT STDMETHODCALLTYPE FakeSink::EndFinalize(IMFAsyncResult*) noexcept {
  log_->add(script_.name + ".EndFinalize");
  return script_.finalize;
}

HRESULT STDMETHODCALLTYPE FakeSink::OnClockStart(MFTIME system_time, LONGLONG offset) noexcept {
  log_->add(script_.name + ".OnClockStart", std::to_string(offset));
  if (FAILED(script_.clock_start)) return script_.clock_start;
  if (time_control_) time_control_->OnClockStart(system_time, offset);
  for (const auto& stream : streams_) stream->start();
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeSink::OnClockStop(MFTIME system_time) noexcept {
  log_->add(script_.name + ".OnClockStop");
  if (time_control_) time_control_->OnClockStop(system_time);
  for (const auto& stream : streams_) stream->stop();
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeSink::OnClockPause(MFTIME system_time) noexcept {
  log_->add(script_.name + ".OnClockPause");
  if (time_control_) time_control_->OnClockPause(system_time);
  for (const auto& stream : streams_) stream->pause();
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeSink::OnClockRestart(MFTIME system_time) noexcept {
  log_->add(script_.name + ".OnClockRestart");
  if (time_control_) time_control_->OnClockRestart(system_time);
  for (const auto& stream : streams_) stream->start();
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeSink::OnClockSetRate(MFTIME system_time, float rate) noexcept {
  log_->add(script_.name + ".OnClockSetRate", std::to_string(rate));
  if (time_control_) time_control_->OnClockSetRate(system_time, rate);
  for (const auto& stream : streams_) stream->set_rate(rate);
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeSink::NotifyPreroll(MFTIME start) noexcept {
  log_->add(script_.name + ".NotifyPreroll", std::to_string(start));
  for (const auto& stream : streams_) stream->preroll();
  return S_OK;
}

HRESULT STDMETHODCALLTYPE FakeSink::GetClockCharacteristics(DWORD* characteristics) noexcept {
  return time_->GetClockCharacteristics(characteristics);
}
HRESULT STDMETHODCALLTYPE FakeSink::GetCorrelatedTime(DWORD reserved, LONGLONG* time, MFTIME* system_time) noexcept {
  return time_->GetCorrelatedTime(reserved, time, system_time);
}
HRESULT STDMETHODCALLTYPE FakeSink::GetContinuityKey(DWORD* key) noexcept { return time_->GetContinuityKey(key); }
HRESULT STDMETHODCALLTYPE FakeSink::GetState(DWORD reserved, MFCLOCK_STATE* state) noexcept {
  return time_->GetState(reserved, state);
}
HRESULT STDMETHODCALLTYPE FakeSink::GetProperties(MFCLOCK_PROPERTIES* properties) noexcept {
  return time_->GetProperties(properties);
}
HRESULT STDMETHODCALLTYPE FakeSink::GetUnderlyingClock(IMFClock** clock) noexcept {
  return time_->GetUnderlyingClock(clock);
}

HRESULT STDMETHODCALLTYPE FakeSink::GetService(REFGUID service, REFIID iid, void** object) noexcept {
  if (script_.rates && service == MF_RATE_CONTROL_SERVICE)
    return com::make<FakeRates>(log_, script_.name, *script_.rates)->QueryInterface(iid, object);
  if (script_.service == GUID_NULL || service != script_.service)
    return get_service(script_.services, service, iid, object);
  *object = nullptr;
  return QueryInterface(iid, object);
}

}  // namespace caesura::test
