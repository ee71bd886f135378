// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/mutex.h"
#include "mf/headers.h"
#include "mf/prop_variant.h"
#include "support/session_event_log.h"

namespace caesura::test {

/// The client of a session of which anybody may get rid at any time, from inside any callback: it owns the session's
/// only lasting reference, and its listener none. It knows which events it is owed. Thread-safe.
class HostileClient : public std::enable_shared_from_this<HostileClient> {
 public:
  /// What a component has to answer, in ms (CAESURA_SESSION_PATIENCE): far less than most clients give it.
  static constexpr UINT32 kPatience = 500;

  /// Throws where there is no session.
  static std::shared_ptr<HostileClient> create();

  /// Null once it is released.
  mf::ComPtr<IMFMediaSession> session() const;
  /// Gives the session away, without Shutdown.
  void release();

  // Commands. Each that is accepted is owed its event.
  HRESULT set_topology(IMFTopology* topology, DWORD flags = 0);
  HRESULT clear_topologies();
  HRESULT start(const mf::PropVariant& position = {}, const GUID& format = GUID_NULL);
  HRESULT pause();
  HRESULT stop();
  HRESULT set_rate(float rate);
  HRESULT close();
  HRESULT shut_down();
  /// One of each kind, and ask_everything.
  void command_everything(IMFTopology* topology);
  /// Every question that a session answers.
  void ask_everything();
  /// Takes an event by GetEvent, if there is one and nobody else waits for it.
  void take_event();

  /// Waits until all events came that are owed so far. False where they don't within `limit`, or the session goes.
  bool settle(std::chrono::milliseconds limit);
  /// Waits for an event; false where it does not come within `limit`, or the session goes.
  bool await(const std::string& name, std::chrono::milliseconds limit);

  bool is_gone() const;
  /// What is owed and did not come, and what came and was not owed: "Started: 1 of 2". Empty where all is well.
  std::string debts() const;
  std::vector<std::string> events() const;

 private:
  HostileClient() = default;
  void listen();
  HRESULT on_event(IMFAsyncResult* result, IMFAsyncCallback* callback);
  void note(mf::ComPtr<IMFMediaEvent> event);
  HRESULT owe(const char* event, HRESULT hr);
  bool is_settled_locked() const;
  bool pays_locked() const { return session_ && !shut_down_; }

  mutable Mutex mutex_;
  mutable std::condition_variable changed_;
  mf::ComPtr<IMFMediaSession> session_;  // under mutex_, as all that follows
  bool shut_down_ = false;
  std::map<std::string, int> owed_;
  std::map<std::string, int> came_;
  std::vector<std::string> events_;
};

}  // namespace caesura::test
