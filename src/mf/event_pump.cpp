// SPDX-License-Identifier: MIT
#include "mf/event_pump.h"

#include <utility>

#include "com/async_callback.h"
#include "com/hresult.h"

namespace caesura::mf {

std::shared_ptr<EventSubscription> EventSubscription::create(const IUnknown* generator) {
  std::shared_ptr<EventSubscription> subscription(new EventSubscription(generator));
  subscription->callback_ = com::make_callback(
      [weak = std::weak_ptr(subscription)](IMFAsyncResult* result) {
        if (const std::shared_ptr<EventSubscription> self = weak.lock()) self->on_invoke(result);
      },
      com::kMultithreaded);
  return subscription;
}

EventSubscription::~EventSubscription() {
  if (IMFAsyncResult* answer = parked_answer_.exchange(nullptr)) answer->Release();
  if (IMFMediaEvent* event = parked_event_.exchange(nullptr)) event->Release();
}

void EventSubscription::on_invoke(IMFAsyncResult* result) {
  if (const std::shared_ptr<EventPump> pump = listener_.load().lock()) return pump->receive(result);

  // Parked first and looked for second, while EventPump::start does it the other way round: one sees the other.
  result->AddRef();
  parked_answer_ = result;
  const std::shared_ptr<EventPump> pump = listener_.load().lock();
  if (!pump) return;
  ComPtr<IMFAsyncResult> taken;
  taken.Attach(parked_answer_.exchange(nullptr));
  if (taken) pump->receive(taken.Get());
}

std::shared_ptr<EventSubscription> EventHub::subscription(IMFMediaEventGenerator* generator) {
  ComPtr<IUnknown> identity;
  static_cast<void>(generator->QueryInterface(IID_PPV_ARGS(&identity)));

  std::shared_ptr<EventSubscription> added;
  std::shared_ptr<const List> list = list_.load();
  for (;;) {
    for (const std::shared_ptr<EventSubscription>& known : *list)
      if (known->generator_ == identity.Get()) return known;
    if (!added) added = EventSubscription::create(identity.Get());
    auto longer = std::make_shared<List>(*list);
    longer->push_back(added);
    if (list_.compare_exchange_strong(list, std::move(longer))) return added;
  }
}

std::shared_ptr<EventPump> EventPump::create(ComPtr<IMFMediaEventGenerator> generator, EventHub& hub,
                                             std::weak_ptr<EventHandler> handler) {
  std::shared_ptr<EventSubscription> subscription = hub.subscription(generator.Get());
  return std::shared_ptr<EventPump>(new EventPump(std::move(generator), std::move(subscription), std::move(handler)));
}

EventPump::EventPump(ComPtr<IMFMediaEventGenerator> generator, std::shared_ptr<EventSubscription> subscription,
                     std::weak_ptr<EventHandler> handler)
    : generator_(std::move(generator)), subscription_(std::move(subscription)), handler_(std::move(handler)) {}

Status EventPump::start(Unheard unheard) {
  subscription_->listener_.store(weak_from_this());
  const ComPtr<IMFMediaEvent> event = take_parked();
  if (event && unheard == Unheard::kDeliver) dispatch(event.Get());
  return com::to_status(arm());
}

ComPtr<IMFMediaEvent> EventPump::take_parked() {
  ComPtr<IMFMediaEvent> event;
  event.Attach(subscription_->parked_event_.exchange(nullptr));
  ComPtr<IMFAsyncResult> answer;
  answer.Attach(subscription_->parked_answer_.exchange(nullptr));
  if (answer) static_cast<void>(generator_->EndGetEvent(answer.Get(), &event));
  return event;
}

void EventPump::disconnect() {
  connected_ = false;
  std::weak_ptr<EventPump> self = weak_from_this();
  subscription_->listener_.compare_exchange_strong(self, {});
}

void EventPump::receive(IMFAsyncResult* result) {
  ComPtr<IMFMediaEvent> event;
  HRESULT hr = generator_->EndGetEvent(result, &event);
  if (FAILED(hr)) return lose(hr);
  while (SUCCEEDED(hr) && event) {
    if (!dispatch(event.Get())) return hand_over(std::move(event));
    event.Reset();
    hr = generator_->GetEvent(MF_EVENT_FLAG_NO_WAIT, &event);
  }
  hr = arm();
  if (FAILED(hr)) lose(hr);
}

HRESULT EventPump::arm() { return generator_->BeginGetEvent(subscription_->callback_.Get(), nullptr); }

bool EventPump::dispatch(IMFMediaEvent* event) {
  const std::shared_ptr<EventHandler> handler = handler_.lock();
  if (!handler || !connected_) return false;
  handler->on_event(event);
  return true;
}

void EventPump::hand_over(ComPtr<IMFMediaEvent> event) {
  // Parked first and looked for second, as in on_invoke. A pump that began to listen during this callback found the
  // request still standing; now nobody has asked.
  if (IMFMediaEvent* older = subscription_->parked_event_.exchange(event.Detach())) older->Release();
  const std::shared_ptr<EventPump> next = subscription_->listener_.load().lock();
  if (!next || next.get() == this) return;
  event.Attach(subscription_->parked_event_.exchange(nullptr));
  if (event) next->dispatch(event.Get());
  const HRESULT hr = next->arm();
  if (FAILED(hr)) next->lose(hr);
}

void EventPump::lose(HRESULT hr) {
  const std::shared_ptr<EventHandler> handler = handler_.lock();
  if (handler && connected_) handler->on_events_lost(com::to_status(hr));
}

}  // namespace caesura::mf
