// SPDX-License-Identifier: MIT
#include "event_inbox.h"

#include "failure.h"
#include "result_text.h"

namespace caesura::play {

ComPtr<EventInbox> EventInbox::Listen(IMFMediaSession* session) {
  ComPtr<EventInbox> inbox(new EventInbox(session));
  const HRESULT hr = session->BeginGetEvent(inbox.Get(), nullptr);
  if (FAILED(hr)) throw Failure(ExitCode::kNoSession, "the session gives no events: " + ResultText(hr));
  return inbox;
}

ComPtr<IMFMediaEvent> EventInbox::Take() {
  const std::lock_guard lock(mutex_);
  if (events_.empty()) return nullptr;
  ComPtr<IMFMediaEvent> event = events_.front();
  events_.pop_front();
  if (events_.empty()) ResetEvent(ready_);
  return event;
}

void EventInbox::Stop() {
  const std::lock_guard lock(mutex_);
  session_ = nullptr;
}

STDMETHODIMP EventInbox::QueryInterface(REFIID iid, void** object) {
  if (!object) return E_POINTER;
  *object = nullptr;
  if (iid != __uuidof(IUnknown) && iid != __uuidof(IMFAsyncCallback)) return E_NOINTERFACE;
  *object = static_cast<IMFAsyncCallback*>(this);
  AddRef();
  return S_OK;
}

STDMETHODIMP_(ULONG) EventInbox::Release() {
  const ULONG left = --references_;
  if (left == 0) delete this;
  return left;
}

STDMETHODIMP EventInbox::Invoke(IMFAsyncResult* result) {
  ComPtr<IMFMediaSession> session;
  {
    const std::lock_guard lock(mutex_);
    session = session_;
  }
  ComPtr<IMFMediaEvent> event;
  MediaEventType type = MEUnknown;
  if (!session || FAILED(session->EndGetEvent(result, &event)) || FAILED(event->GetType(&type))) return S_OK;
  {
    const std::lock_guard lock(mutex_);
    events_.push_back(event);
    SetEvent(ready_);
  }
  // Asked for only now, so that the next event can't overtake this one.
  if (type != MESessionClosed) session->BeginGetEvent(this, nullptr);
  return S_OK;
}

}  // namespace caesura::play
