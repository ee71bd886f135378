// SPDX-License-Identifier: MIT
#include "support/session_client.h"

#include <filesystem>
#include <limits>
#include <stdexcept>

namespace caesura::test {

using mf::ComPtr;

SessionPlatform::SessionPlatform() : context_(std::filesystem::path(dll_path()).replace_filename("caesura.manifest")) {
  if (!context_.is_active()) throw std::runtime_error("caesura.manifest is not beside the DLL");
}

SessionPlatform::~SessionPlatform() = default;

SessionClient::SessionClient(Events events) {
  const HRESULT hr = create_session(&session_);
  if (FAILED(hr)) throw std::runtime_error("there is no session: " + testing::PrintToString(Hr(hr)));
  if (events == Events::kListen) listen(session_.Get(), log_);
}

SessionClient::SessionClient(IMFAttributes* configuration) {
  const HRESULT hr = dll_.emplace().create_media_session(configuration, &session_);
  if (FAILED(hr)) throw std::runtime_error("MFCreateMediaSession gives no session: " + testing::PrintToString(Hr(hr)));
  listen(session_.Get(), log_);
}

SessionClient::~SessionClient() {
  if (session_) session_->Shutdown();
}

ComPtr<IMFPresentationClock> SessionClient::clock() const {
  ComPtr<IMFClock> clock;
  ComPtr<IMFPresentationClock> presentation;
  if (SUCCEEDED(session_->GetClock(&clock))) static_cast<void>(clock.As(&presentation));
  return presentation;
}

Hr SessionClient::set_rate(float rate, bool thin) {
  ComPtr<IMFRateControl> control;
  const HRESULT hr = session_.As(&control);
  return FAILED(hr) ? hr : control->SetRate(thin ? TRUE : FALSE, rate);
}

float SessionClient::rate() const {
  ComPtr<IMFRateControl> control;
  float rate = 0;
  const bool known = SUCCEEDED(session_.As(&control)) && SUCCEEDED(control->GetRate(nullptr, &rate));
  return known ? rate : std::numeric_limits<float>::quiet_NaN();
}

LONGLONG SessionClient::time() const {
  MFTIME time = -1;
  const ComPtr<IMFPresentationClock> clock = this->clock();
  return clock && SUCCEEDED(clock->GetTime(&time)) ? time : -1;
}

DWORD SessionClient::capabilities() const {
  DWORD flags = 0;
  static_cast<void>(session_->GetSessionCapabilities(&flags));
  return flags;
}

Hr SessionClient::service(REFGUID service, REFIID iid, void** object) const {
  ComPtr<IMFGetService> services;
  const HRESULT hr = session_->QueryInterface(IID_PPV_ARGS(&services));
  return FAILED(hr) ? hr : services->GetService(service, iid, object);
}

ComPtr<IMFTopology> SessionClient::full_topology(DWORD flags, TOPOID id) const {
  ComPtr<IMFTopology> topology;
  static_cast<void>(session_->GetFullTopology(flags, id, &topology));
  return topology;
}

std::vector<std::string> SessionClient::events_until_closed() {
  static_cast<void>(close());
  static_cast<void>(await("Closed"));
  return log_->texts();
}

}  // namespace caesura::test
