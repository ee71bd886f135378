// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "base/status.h"
#include "mf/headers.h"

namespace caesura::mf {

class EventPump;

/// What hears a generator's events. Called on the platform's threads, one call at a time per generator.
class EventHandler {
 public:
  virtual ~EventHandler() = default;
  virtual void on_event(IMFMediaEvent* event) = 0;
  /// The generator gives no events any more.
  virtual void on_events_lost(Status status) = 0;
};

/// What stands between one generator and whoever listens to it now. A request for an event can't be taken back, so it
/// may outlive its pump; the next pump on the same generator asks with the same callback, which the generator allows,
/// where another callback would be MF_E_MULTIPLE_SUBSCRIBERS. Thread-safe.
class EventSubscription {
 public:
  static std::shared_ptr<EventSubscription> create(const IUnknown* generator);
  ~EventSubscription();

 private:
  friend class EventHub;
  friend class EventPump;

  explicit EventSubscription(const IUnknown* generator) : generator_(generator) {}
  void on_invoke(IMFAsyncResult* result);

  const IUnknown* const generator_;    // its COM identity, to compare; not owned
  ComPtr<IMFAsyncCallback> callback_;  // holds this by weak_ptr
  std::atomic<std::weak_ptr<EventPump>> listener_;
  // What came while nobody listened, owned: an answer to the request, or the event out of one.
  std::atomic<IMFAsyncResult*> parked_answer_{nullptr};
  std::atomic<IMFMediaEvent*> parked_event_{nullptr};
};

/// Owns the subscriptions of one session. Thread-safe.
class EventHub {
 public:
  std::shared_ptr<EventSubscription> subscription(IMFMediaEventGenerator* generator);

 private:
  using List = std::vector<std::shared_ptr<EventSubscription>>;
  std::atomic<std::shared_ptr<const List>> list_{std::make_shared<const List>()};
};

/// Carries the events of one generator to one handler, several per callback where several are there: a callback costs a
/// thread hop, and memory under Wine 8. Holds the generator. Thread-safe.
class EventPump : public std::enable_shared_from_this<EventPump> {
 public:
  static std::shared_ptr<EventPump> create(ComPtr<IMFMediaEventGenerator> generator, EventHub& hub,
                                           std::weak_ptr<EventHandler> handler);

  /// What becomes of an event that came while nobody listened, after the pump before this one.
  enum class Unheard {
    kDrop,
    kDeliver,  // inside start(): not where the handler must not be called from there
  };
  /// Begins to listen. After a failure it may be called again.
  Status start(Unheard unheard = Unheard::kDrop);
  /// No event that comes after this reaches the handler.
  void disconnect();

 private:
  EventPump(ComPtr<IMFMediaEventGenerator> generator, std::shared_ptr<EventSubscription> subscription,
            std::weak_ptr<EventHandler> handler);

  friend class EventSubscription;
  void receive(IMFAsyncResult* result);
  HRESULT arm();
  bool dispatch(IMFMediaEvent* event);
  void hand_over(ComPtr<IMFMediaEvent> event);
  ComPtr<IMFMediaEvent> take_parked();
  void lose(HRESULT hr);

  const ComPtr<IMFMediaEventGenerator> generator_;
  const std::shared_ptr<EventSubscription> subscription_;
  const std::weak_ptr<EventHandler> handler_;
  std::atomic<bool> connected_{true};
};

}  // namespace caesura::mf
