// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <deque>
#include <mutex>

#include "platform.h"

namespace caesura::play {

/// Brings the events of a session from its threads to the main one. Thread-safe; counted like any COM object, since the
/// session holds it until its last event.
class EventInbox final : public IMFAsyncCallback {
 public:
  /// Listens from now on, until MESessionClosed or Stop().
  static ComPtr<EventInbox> Listen(IMFMediaSession* session);

  /// Signalled while there is something to take.
  HANDLE ready() const { return ready_; }
  /// The oldest event not yet taken, or nullptr.
  ComPtr<IMFMediaEvent> Take();
  /// Lets go of the session.
  void Stop();

  STDMETHODIMP QueryInterface(REFIID iid, void** object) override;
  STDMETHODIMP_(ULONG) AddRef() override { return ++references_; }
  STDMETHODIMP_(ULONG) Release() override;
  STDMETHODIMP GetParameters(DWORD*, DWORD*) override { return E_NOTIMPL; }
  STDMETHODIMP Invoke(IMFAsyncResult* result) override;

 private:
  explicit EventInbox(IMFMediaSession* session) : session_(session) {}
  virtual ~EventInbox() { CloseHandle(ready_); }

  std::atomic<ULONG> references_{0};
  HANDLE ready_ = CreateEventW(nullptr, TRUE, FALSE, nullptr);
  std::mutex mutex_;
  ComPtr<IMFMediaSession> session_;
  std::deque<ComPtr<IMFMediaEvent>> events_;
};

}  // namespace caesura::play
