// SPDX-License-Identifier: MIT
#include "hostile/hostile_client.h"

#include <stdexcept>

#include "caesura.h"
#include "com/async_callback.h"
#include "support/com_dll.h"

namespace caesura::test {

using mf::ComPtr;

namespace {

/// Hears a session's events without a reference to the session.
class WeakListener final : public com::Object<IMFAsyncCallback> {
 public:
  using Heard = std::function<HRESULT(IMFAsyncResult*, IMFAsyncCallback*)>;
  explicit WeakListener(Heard heard) : heard_(std::move(heard)) {}

  HRESULT STDMETHODCALLTYPE GetParameters(DWORD*, DWORD*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE Invoke(IMFAsyncResult* result) noexcept override { return heard_(result, this); }

 private:
  const Heard heard_;
};

}  // namespace

std::shared_ptr<HostileClient> HostileClient::create() {
  static const Dll dll;  // stays
  ComPtr<IMFAttributes> configuration;
  MFCreateAttributes(&configuration, 1);
  configuration->SetUINT32(CAESURA_SESSION_PATIENCE, kPatience);
  std::shared_ptr<HostileClient> client(new HostileClient);
  if (FAILED(dll.create_media_session(configuration.Get(), &client->session_)))
    throw std::runtime_error("there is no session");
  client->listen();
  return client;
}

void HostileClient::listen() {
  session_->BeginGetEvent(
      com::make<WeakListener>([weak = weak_from_this()](IMFAsyncResult* result, IMFAsyncCallback* callback) {
        const std::shared_ptr<HostileClient> self = weak.lock();
        return self ? self->on_event(result, callback) : S_OK;
      }).Get(),
      nullptr);
}

HRESULT HostileClient::on_event(IMFAsyncResult* result, IMFAsyncCallback* callback) {
  const ComPtr<IMFMediaSession> session = this->session();
  ComPtr<IMFMediaEvent> event;
  if (!session || FAILED(session->EndGetEvent(result, &event))) return S_OK;
  note(std::move(event));
  return session->BeginGetEvent(callback, nullptr);
}

void HostileClient::note(ComPtr<IMFMediaEvent> event) {
  const HeardEvent heard(std::move(event));
  {
    const std::lock_guard lock(mutex_);
    ++came_[heard.name()];
    events_.push_back(heard.text());
  }
  changed_.notify_all();
}

void HostileClient::take_event() {
  const ComPtr<IMFMediaSession> session = this->session();
  ComPtr<IMFMediaEvent> event;
  if (session && session->GetEvent(MF_EVENT_FLAG_NO_WAIT, &event) == S_OK) note(std::move(event));
}

ComPtr<IMFMediaSession> HostileClient::session() const {
  const std::lock_guard lock(mutex_);
  return session_;
}

void HostileClient::release() {
  ComPtr<IMFMediaSession> last;
  {
    const std::lock_guard lock(mutex_);
    last.Swap(session_);
  }
  changed_.notify_all();
}

HRESULT HostileClient::owe(const char* event, HRESULT hr) {
  const std::lock_guard lock(mutex_);
  if (SUCCEEDED(hr)) ++owed_[event];
  return hr;
}

HRESULT HostileClient::set_topology(IMFTopology* topology, DWORD flags) {
  const ComPtr<IMFMediaSession> session = this->session();
  return session ? owe("TopologySet", session->SetTopology(flags, topology)) : E_POINTER;
}

HRESULT HostileClient::clear_topologies() {
  const ComPtr<IMFMediaSession> session = this->session();
  return session ? owe("TopologiesCleared", session->ClearTopologies()) : E_POINTER;
}

HRESULT HostileClient::start(const mf::PropVariant& position, const GUID& format) {
  const ComPtr<IMFMediaSession> session = this->session();
  return session ? owe("Started", session->Start(&format, &position.get())) : E_POINTER;
}

HRESULT HostileClient::pause() {
  const ComPtr<IMFMediaSession> session = this->session();
  return session ? owe("Paused", session->Pause()) : E_POINTER;
}

HRESULT HostileClient::stop() {
  const ComPtr<IMFMediaSession> session = this->session();
  return session ? owe("Stopped", session->Stop()) : E_POINTER;
}

HRESULT HostileClient::set_rate(float rate) {
  const ComPtr<IMFMediaSession> session = this->session();
  ComPtr<IMFRateControl> control;
  if (!session || FAILED(session.As(&control))) return E_POINTER;
  return owe("RateChanged", control->SetRate(FALSE, rate));
}

HRESULT HostileClient::close() {
  const ComPtr<IMFMediaSession> session = this->session();
  return session ? owe("Closed", session->Close()) : E_POINTER;
}

HRESULT HostileClient::shut_down() {
  const ComPtr<IMFMediaSession> session = this->session();
  if (!session) return E_POINTER;
  {
    const std::lock_guard lock(mutex_);
    shut_down_ = true;
  }
  const HRESULT hr = session->Shutdown();
  changed_.notify_all();
  return hr;
}

void HostileClient::command_everything(IMFTopology* topology) {
  set_topology(topology);
  start(mf::PropVariant::of_int64(10'000));
  pause();
  set_rate(1);
  start();
  stop();
  clear_topologies();
  ask_everything();
}

void HostileClient::ask_everything() {
  const ComPtr<IMFMediaSession> session = this->session();
  if (!session) return;
  DWORD flags = 0;
  ComPtr<IMFClock> clock;
  ComPtr<IMFTopology> full;
  ComPtr<IMFGetService> services;
  ComPtr<IMFRateSupport> rates;
  float rate = 0;
  session->GetSessionCapabilities(&flags);
  session->GetClock(&clock);
  session->GetFullTopology(MFSESSION_GETFULLTOPOLOGY_CURRENT, 0, &full);
  if (SUCCEEDED(session.As(&services))) services->GetService(MF_RATE_CONTROL_SERVICE, IID_PPV_ARGS(&rates));
  if (rates) rates->GetFastestRate(MFRATE_FORWARD, FALSE, &rate);
  if (services) services->GetService(MR_STREAM_VOLUME_SERVICE, IID_PPV_ARGS(rates.ReleaseAndGetAddressOf()));
  MFTIME now = 0;
  ComPtr<IMFPresentationClock> presentation;
  if (clock && SUCCEEDED(clock.As(&presentation))) presentation->GetTime(&now);
}

bool HostileClient::is_settled_locked() const {
  for (const auto& [event, owed] : owed_) {
    const auto came = came_.find(event);
    if (came == came_.end() || came->second < owed) return false;
  }
  return true;
}

bool HostileClient::settle(std::chrono::milliseconds limit) {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait_for(lock, limit, [&] { return !pays_locked() || is_settled_locked(); });
  return pays_locked() && is_settled_locked();
}

bool HostileClient::await(const std::string& name, std::chrono::milliseconds limit) {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait_for(lock, limit, [&] { return !pays_locked() || came_.contains(name); });
  return came_.contains(name);
}

bool HostileClient::is_gone() const {
  const std::lock_guard lock(mutex_);
  return !pays_locked();
}

std::string HostileClient::debts() const {
  const std::lock_guard lock(mutex_);
  std::string text;
  for (const auto& [event, owed] : owed_) {
    const auto found = came_.find(event);
    const int came = found == came_.end() ? 0 : found->second;
    const bool unasked = event == "RateChanged";  // comes with a topology that can't have the rate, too
    if (came < owed || (came > owed && !unasked))
      text += event + ": " + std::to_string(came) + " of " + std::to_string(owed) + "; ";
  }
  return text;
}

std::vector<std::string> HostileClient::events() const {
  const std::lock_guard lock(mutex_);
  return events_;
}

}  // namespace caesura::test
