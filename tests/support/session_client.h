// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mf/headers.h"
#include "support/activation_context.h"
#include "support/com_dll.h"
#include "support/com_media_foundation.h"
#include "support/session_event_log.h"

namespace caesura::test {

/// The platform and COM's multithreaded apartment, with the class of the DLL beside the program creatable without
/// registration, for as long as this lives. Thread-bound.
class SessionPlatform {
 public:
  SessionPlatform();
  SessionPlatform(const SessionPlatform&) = delete;
  SessionPlatform& operator=(const SessionPlatform&) = delete;
  ~SessionPlatform();

 private:
  struct Apartment {
    Apartment() { CoInitializeEx(nullptr, COINIT_MULTITHREADED); }
    ~Apartment() { CoUninitialize(); }
  };

  Apartment apartment_;
  MediaFoundation media_foundation_;
  ActivationContext context_;
};

/// The client of one session: creates it (see create_session), reads its events and shuts it down in the end. Uses
/// nothing but COM interfaces. Its verbs give what the call returned. Thread-bound.
class SessionClient {
 public:
  enum class Events { kListen, kLeave };  // kLeave: nobody reads them

  explicit SessionClient(Events events = Events::kListen);
  /// By MFCreateMediaSession of the DLL, with attributes.
  explicit SessionClient(IMFAttributes* configuration);
  SessionClient(const SessionClient&) = delete;
  SessionClient& operator=(const SessionClient&) = delete;
  ~SessionClient();

  IMFMediaSession* get() const { return session_.Get(); }
  IMFMediaSession* operator->() const { return session_.Get(); }
  /// Gives the reference back without Shutdown.
  void release() { session_.Reset(); }

  Hr set_topology(IMFTopology* topology, DWORD flags = 0) { return session_->SetTopology(flags, topology); }
  Hr clear_topologies() { return session_->ClearTopologies(); }
  Hr start() { return start_from(GUID_NULL, {}); }
  Hr seek(LONGLONG position) { return start_from(GUID_NULL, mf::PropVariant::of_int64(position)); }
  Hr start_from(const GUID& format, const mf::PropVariant& position) {
    return session_->Start(&format, &position.get());
  }
  Hr pause() { return session_->Pause(); }
  Hr stop() { return session_->Stop(); }
  Hr set_rate(float rate, bool thin = false);
  /// The rate in force; NaN where there is no answer.
  float rate() const;
  Hr close() { return session_->Close(); }
  Hr shut_down() { return session_->Shutdown(); }

  mf::ComPtr<IMFPresentationClock> clock() const;
  /// What the clock shows, 100 ns; negative where it shows nothing.
  LONGLONG time() const;
  DWORD capabilities() const;
  Hr service(REFGUID service, REFIID iid, void** object) const;
  mf::ComPtr<IMFTopology> full_topology(DWORD flags, TOPOID id = 0) const;

  const std::shared_ptr<SessionEventLog>& log() const { return log_; }
  HeardEvent await(std::string_view name, std::size_t nth = 1) const { return log_->await(name, nth); }
  /// Waits for the `nth` event of that name and gives its status; E_PENDING where it does not come.
  Hr status_of(std::string_view name, std::size_t nth = 1) const { return await(name, nth).status(); }
  /// The events so far, but for those that come and go with capabilities and presentation times.
  std::vector<std::string> events() const { return log_->texts({"CapabilitiesChanged", "NotifyPresentationTime"}); }
  /// Closes the session, unless it is closed, and gives all its events: MESessionClosed is the last.
  std::vector<std::string> events_until_closed();

 private:
  std::optional<Dll> dll_;  // where it was not COM that loaded it
  mf::ComPtr<IMFMediaSession> session_;
  std::shared_ptr<SessionEventLog> log_ = std::make_shared<SessionEventLog>();
};

}  // namespace caesura::test
