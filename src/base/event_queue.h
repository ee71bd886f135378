// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>

#include "base/mutex.h"
#include "base/result.h"
#include "base/status.h"

namespace caesura {

/// Someone who asked to be told of the next event. `token()` names the request: no two that are alive at the same time
/// have the same. Copying must not call into the application, because it happens under the queue's lock.
template <typename S>
concept EventSubscriber = std::copyable<S> && requires(const S& one, const S& other) {
  { one.same_callback(other) } -> std::same_as<bool>;
  { one.same_state(other) } -> std::same_as<bool>;
  { one.token() } -> std::equality_comparable;
};

/// The one event queue: events leave it in the order in which they came, pulled by `try_pop` and `pop` or by one
/// subscriber at a time, and wait without limit for someone to pull them. A subscription lasts from `subscribe` to
/// `finish`; while it does, the next event is the subscriber's alone. Thread-safe; nothing but moves, copies and
/// comparisons happens under its lock.
/// Reference: IMFMediaEventGenerator, IMFMediaEventQueue::Shutdown.
template <std::movable Event, EventSubscriber Subscriber>
class EventQueue {
 public:
  using Token = decltype(std::declval<const Subscriber&>().token());
  /// Told, on the thread that pushed or subscribed, that `finish` has an event for the subscriber. It holds no lock,
  /// but the thread is anyone's: it should schedule the callback elsewhere, and ask `still_wanted` there.
  using Deliver = std::function<void(Subscriber)>;

  explicit EventQueue(Deliver deliver) : deliver_(std::move(deliver)) {}
  EventQueue(const EventQueue&) = delete;
  EventQueue& operator=(const EventQueue&) = delete;

  /// kShutdown after shut_down.
  Status push(Event event) {
    std::optional<Subscriber> due;
    {
      std::lock_guard lock(mutex_);
      if (shut_down_) return status::kShutdown;
      events_.push_back(std::move(event));
      due = take_due();
    }
    if (due) {
      deliver_(*std::move(due));
    } else {
      changed_.notify_one();
    }
    return status::kOk;
  }

  /// The next event, or kNoEventsAvailable, kMultipleSubscribers (a subscription is outstanding) or kShutdown.
  Result<Event> try_pop() {
    std::lock_guard lock(mutex_);
    if (const auto refused = refuse_pop(); refused.failed()) return refused;
    if (events_.empty()) return status::kNoEventsAvailable;
    return take_front();
  }

  /// Waits for the next event. kMultipleSubscribers if a subscription is outstanding at the call; kShutdown, also to
  /// those already waiting when shut_down comes.
  Result<Event> pop() {
    std::unique_lock<std::mutex> lock(mutex_);
    if (const auto refused = refuse_pop(); refused.failed()) return refused;
    changed_.wait(lock, [this] { return shut_down_ || (!events_.empty() && !subscription_); });
    if (shut_down_) return status::kShutdown;
    return take_front();
  }

  /// Begins a subscription; the event may be delivered before this returns. While one is outstanding:
  /// kMultipleBeginSame (a success, nothing added) for the same callback and state, kMultipleBegin for the same
  /// callback with another state, kMultipleSubscribers for another callback. kShutdown after shut_down.
  Status subscribe(Subscriber subscriber) {
    std::optional<Subscriber> due;
    {
      std::lock_guard lock(mutex_);
      if (shut_down_) return status::kShutdown;
      if (subscription_) {
        if (!subscription_->same_callback(subscriber)) return status::kMultipleSubscribers;
        return subscription_->same_state(subscriber) ? status::kMultipleBeginSame : status::kMultipleBegin;
      }
      subscription_.emplace(std::move(subscriber));
      delivered_ = false;
      due = take_due();
    }
    if (due) deliver_(*std::move(due));
    return status::kOk;
  }

  /// Ends the subscription of that token and gives its event. kInvalidArgument if the outstanding one is not it,
  /// kNoEventsAvailable (and the subscription stays) if nothing has been delivered yet, kShutdown after shut_down.
  Result<Event> finish(const Token& token) {
    std::optional<Subscriber> finished;  // goes after the lock does
    std::unique_lock<std::mutex> lock(mutex_);
    if (shut_down_) return status::kShutdown;
    if (!is_outstanding(token)) return status::kInvalidArgument;
    if (!delivered_) return status::kNoEventsAvailable;
    finished.swap(subscription_);
    Result<Event> event = take_front();
    if (!events_.empty()) changed_.notify_all();
    return event;
  }

  /// Whether the callback of a delivery may still start. Ask right before: a callback that asked before shut_down
  /// counts as running already.
  bool still_wanted(const Token& token) const {
    std::lock_guard lock(mutex_);
    return is_outstanding(token) && delivered_;
  }

  /// Drops the events not yet read and the subscriber, and releases those who wait. No delivery is decided after it
  /// returns. Calling it again does nothing.
  void shut_down() {
    std::deque<Event> events;
    std::optional<Subscriber> subscriber;
    {
      std::lock_guard lock(mutex_);
      shut_down_ = true;
      events.swap(events_);
      subscriber.swap(subscription_);
    }
    changed_.notify_all();
  }

 private:
  // Those below are called under the lock.

  Status refuse_pop() const {
    if (shut_down_) return status::kShutdown;
    return subscription_ ? status::kMultipleSubscribers : status::kOk;
  }
  bool is_outstanding(const Token& token) const { return subscription_ && subscription_->token() == token; }
  // The subscriber, once, as soon as there is an event for it. The event stays in front until `finish`.
  std::optional<Subscriber> take_due() {
    if (!subscription_ || delivered_ || events_.empty()) return std::nullopt;
    delivered_ = true;
    return subscription_;
  }
  Event take_front() {
    Event event = std::move(events_.front());
    events_.pop_front();
    return event;
  }

  const Deliver deliver_;
  mutable Mutex mutex_;
  std::condition_variable changed_;
  std::deque<Event> events_;                // under mutex_
  std::optional<Subscriber> subscription_;  // under mutex_: from subscribe to finish
  bool delivered_ = false;                  // under mutex_: of subscription_
  bool shut_down_ = false;                  // under mutex_
};

}  // namespace caesura
