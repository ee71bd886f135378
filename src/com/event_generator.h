// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <memory>
#include <utility>

#include "com/guard.h"
#include "com/media_event_queue.h"

namespace caesura::com {

/// The four methods of IMFMediaEventGenerator for an Object that lists this interface. Thread-safe.
/// Reference: IMFMediaEventGenerator.
template <std::derived_from<IMFMediaEventGenerator> Base>
class EventGenerator : public Base {
 public:
  HRESULT STDMETHODCALLTYPE GetEvent(DWORD flags, IMFMediaEvent** event) noexcept final {
    return guarded([&] { return events_->get_event(flags, event); });
  }
  HRESULT STDMETHODCALLTYPE BeginGetEvent(IMFAsyncCallback* callback, IUnknown* state) noexcept final {
    return guarded([&] { return events_->begin_get_event(callback, state); });
  }
  HRESULT STDMETHODCALLTYPE EndGetEvent(IMFAsyncResult* result, IMFMediaEvent** event) noexcept final {
    return guarded([&] { return events_->end_get_event(result, event); });
  }
  HRESULT STDMETHODCALLTYPE QueueEvent(MediaEventType type, REFGUID extended_type, HRESULT status,
                                       const PROPVARIANT* value) noexcept final {
    return guarded([&] { return events_->queue_event(type, extended_type, status, value); });
  }

 protected:
  explicit EventGenerator(std::shared_ptr<MediaEventQueue> events) : events_(std::move(events)) {}
  ~EventGenerator() override { events_->shut_down(); }

  const std::shared_ptr<MediaEventQueue>& events() const { return events_; }

 private:
  const std::shared_ptr<MediaEventQueue> events_;
};

}  // namespace caesura::com
