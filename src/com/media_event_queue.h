// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <memory>

#include "base/event_queue.h"
#include "base/strand.h"
#include "com/win32.h"
// Needs windows.h before it.
#include <mfobjects.h>

namespace caesura::com {

/// The events of one generator, with IMFMediaEventGenerator's rules. The generator and whoever raises its events share
/// it, so that an event needs no reference to the generator. A callback that waits is called on the work queue that its
/// GetParameters names, else on a strand of this queue's own: never inside a call of this class, never under a lock.
/// Thread-safe.
/// Reference: IMFMediaEventGenerator, IMFMediaEventQueue.
class MediaEventQueue : public std::enable_shared_from_this<MediaEventQueue> {
 public:
  static std::shared_ptr<MediaEventQueue> create(std::shared_ptr<Executor> executor);

  HRESULT get_event(DWORD flags, IMFMediaEvent** event);
  HRESULT begin_get_event(IMFAsyncCallback* callback, IUnknown* state);
  HRESULT end_get_event(IMFAsyncResult* result, IMFMediaEvent** event);
  /// `value` may be null: VT_EMPTY.
  HRESULT queue_event(MediaEventType type, REFGUID extended_type, HRESULT status, const PROPVARIANT* value);
  /// MF_E_SHUTDOWN after shut_down.
  HRESULT queue_event(ComPtr<IMFMediaEvent> event);

  /// Drops the unread events and the waiting callback and ends every wait with MF_E_SHUTDOWN. No Invoke starts after it
  /// returned: it waits a moment for one that is just starting on another thread, and no longer, since the callback may
  /// itself be waiting for the caller.
  void shut_down();

 private:
  struct Request;
  /// A request, as EventQueue wants it.
  class Subscriber {
   public:
    explicit Subscriber(std::shared_ptr<const Request> request) : request_(std::move(request)) {}
    bool same_callback(const Subscriber& other) const;
    bool same_state(const Subscriber& other) const;
    IMFAsyncResult* token() const;
    const std::shared_ptr<const Request>& request() const { return request_; }

   private:
    std::shared_ptr<const Request> request_;
  };

  explicit MediaEventQueue(std::shared_ptr<Executor> executor);
  void schedule(const Subscriber& subscriber);
  void invoke(const std::weak_ptr<const Request>& waiting);

  const std::shared_ptr<Strand> strand_;
  EventQueue<ComPtr<IMFMediaEvent>, Subscriber> queue_;
  // The thread that starts, or is inside, the Invoke of a request that has not ended yet; else 0.
  std::atomic<DWORD> invoking_thread_{0};
};

}  // namespace caesura::com
