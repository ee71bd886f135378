// SPDX-License-Identifier: MIT
#include "com/media_event_queue.h"

#include <utility>

#include "base/log.h"
#include "com/async_callback.h"
#include "com/hresult.h"
#include "com/sound_value.h"
// Needs windows.h before it.
#include <mfapi.h>

namespace caesura::com {
namespace {

constexpr DWORD kLongestWaitForInvoke = 50;  // ms

/// The work queue that `callback` names, or MFASYNC_CALLBACK_QUEUE_UNDEFINED.
DWORD named_queue(IMFAsyncCallback* callback) {
  DWORD flags = 0;
  DWORD queue = MFASYNC_CALLBACK_QUEUE_UNDEFINED;
  return SUCCEEDED(callback->GetParameters(&flags, &queue)) ? queue : MFASYNC_CALLBACK_QUEUE_UNDEFINED;
}

}  // namespace

struct MediaEventQueue::Request {
  ComPtr<IMFAsyncCallback> callback;
  ComPtr<IUnknown> state;
  ComPtr<IMFAsyncResult> result;
  DWORD work_queue;
};

bool MediaEventQueue::Subscriber::same_callback(const Subscriber& other) const {
  return request_->callback.Get() == other.request_->callback.Get();
}
bool MediaEventQueue::Subscriber::same_state(const Subscriber& other) const {
  return request_->state.Get() == other.request_->state.Get();
}
IMFAsyncResult* MediaEventQueue::Subscriber::token() const { return request_->result.Get(); }

std::shared_ptr<MediaEventQueue> MediaEventQueue::create(std::shared_ptr<Executor> executor) {
  return std::shared_ptr<MediaEventQueue>(new MediaEventQueue(std::move(executor)));
}

MediaEventQueue::MediaEventQueue(std::shared_ptr<Executor> executor)
    : strand_(Strand::create(std::move(executor), "events")),
      queue_([this](const Subscriber& subscriber) { schedule(subscriber); }) {}

HRESULT MediaEventQueue::get_event(DWORD flags, IMFMediaEvent** event) {
  RETURN_HR_IF(E_INVALIDARG, !event);
  *event = nullptr;
  auto next = (flags & MF_EVENT_FLAG_NO_WAIT) ? queue_.try_pop() : queue_.pop();
  if (next.ok()) *event = next.value().Detach();
  return to_hresult(next.status());
}

HRESULT MediaEventQueue::begin_get_event(IMFAsyncCallback* callback, IUnknown* state) {
  RETURN_HR_IF(E_INVALIDARG, !callback);
  ComPtr<IMFAsyncResult> result;
  RETURN_IF_FAILED(MFCreateAsyncResult(nullptr, callback, state, &result));
  Request request{callback, state, std::move(result), named_queue(callback)};
  return to_hresult(queue_.subscribe(Subscriber(std::make_shared<const Request>(std::move(request)))));
}

HRESULT MediaEventQueue::end_get_event(IMFAsyncResult* result, IMFMediaEvent** event) {
  RETURN_HR_IF(E_INVALIDARG, !event);
  *event = nullptr;
  RETURN_HR_IF(E_INVALIDARG, !result);
  auto next = queue_.finish(result);
  if (next.ok()) {
    invoking_thread_ = 0;
    *event = next.value().Detach();
  }
  return to_hresult(next.status());
}

HRESULT MediaEventQueue::queue_event(MediaEventType type, REFGUID extended_type, HRESULT status,
                                     const PROPVARIANT* value) {
  RETURN_HR_IF(E_INVALIDARG, value && !is_sound(*value));
  ComPtr<IMFMediaEvent> event;
  RETURN_IF_FAILED(MFCreateMediaEvent(type, extended_type, status, value, &event));
  return queue_event(std::move(event));
}

HRESULT MediaEventQueue::queue_event(ComPtr<IMFMediaEvent> event) { return to_hresult(queue_.push(std::move(event))); }

void MediaEventQueue::shut_down() {
  queue_.shut_down();
  const auto busy_elsewhere = [this] {
    const DWORD thread = invoking_thread_;
    return thread != 0 && thread != GetCurrentThreadId();
  };
  for (DWORD waited = 0; busy_elsewhere() && waited < kLongestWaitForInvoke; ++waited) Sleep(1);
}

// What waits in a work queue holds the request weakly, so that shut_down leaves no reference to the callback behind.
void MediaEventQueue::schedule(const Subscriber& subscriber) {
  const std::shared_ptr<const Request>& request = subscriber.request();
  auto task = [weak_this = weak_from_this(), waiting = std::weak_ptr<const Request>(request)] {
    if (const auto self = weak_this.lock()) self->invoke(waiting);
  };

  if (request->work_queue != MFASYNC_CALLBACK_QUEUE_UNDEFINED) {
    const auto callback = make_one_shot_callback([task](IMFAsyncResult*) { task(); });
    const HRESULT hr = MFPutWorkItem(request->work_queue, callback.Get(), nullptr);
    if (SUCCEEDED(hr)) return;
    LOG_WARN(events, "work queue {:#x} of a callback takes nothing: {:#010x}", request->work_queue,
             static_cast<unsigned>(hr));
  }
  strand_->post(std::move(task));
}

void MediaEventQueue::invoke(const std::weak_ptr<const Request>& waiting) {
  // Before the request is looked at: shut_down either sees this thread or is seen by it.
  DWORD thread = GetCurrentThreadId();
  invoking_thread_ = thread;
  if (auto request = waiting.lock(); request && queue_.still_wanted(request->result.Get())) {
    request->callback->Invoke(request->result.Get());
  }
  invoking_thread_.compare_exchange_strong(thread, 0);
}

}  // namespace caesura::com
