// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <string>

#include "engine/ports.h"
#include "mf/branch_queue.h"
#include "mf/event_pump.h"
#include "mf/headers.h"

namespace caesura::mf {

/// One stream of a source, as far as a topology uses it: translates its events for the engine. The IMFMediaStream comes
/// with the source's MENewStream or MEUpdatedStream. Thread-safe.
class SourceStreamHook final : public EventHandler, public std::enable_shared_from_this<SourceStreamHook> {
 public:
  SourceStreamHook(std::shared_ptr<EventHub> hub, std::weak_ptr<engine::StreamListener> listener)
      : hub_(std::move(hub)), listener_(std::move(listener)) {}

  /// Begins to hear `stream`, unless it does already.
  Status connect(ComPtr<IMFMediaStream> stream);
  Status request_sample();
  /// Says that the stream has started and is over.
  void end();
  void disconnect();

  void on_event(IMFMediaEvent* event) override;
  void on_events_lost(Status status) override;

 private:
  struct Connection {
    ComPtr<IMFMediaStream> stream;
    std::shared_ptr<EventPump> pump;
  };

  const std::shared_ptr<EventHub> hub_;
  const std::weak_ptr<engine::StreamListener> listener_;
  std::atomic<std::shared_ptr<const Connection>> connection_;
};

/// The engine's port over an IMFMediaSource. It starts the streams that the client's presentation descriptor selects,
/// never changes the selection, and never shuts the source down: sources belong to the application (reference:
/// IMFMediaSource::Shutdown). Strand-bound; events come on the platform's threads.
class SourcePort final : public engine::SourcePort,
                         public EventHandler,
                         public std::enable_shared_from_this<SourcePort> {
 public:
  static std::shared_ptr<SourcePort> create(ComPtr<IMFMediaSource> source,
                                            ComPtr<IMFPresentationDescriptor> presentation,
                                            std::shared_ptr<EventHub> hub);

  void listen(std::weak_ptr<engine::SourceListener> listener) override;
  void listen(engine::StreamId stream, std::weak_ptr<engine::StreamListener> listener) override;
  engine::SourceTraits traits() override;
  Status start(const engine::StartPosition& position) override;
  Status pause() override;
  Status stop() override;
  Status set_rate(engine::Rate rate) override;
  Status request_sample(engine::StreamId stream) override;
  Status end_presentation() override;
  bool is_same_source(const engine::SourcePort& other) const override;
  void take_over(engine::SourcePort& before) override;
  void disconnect() override;
  void use_queue(const engine::ForeignPtr& queue) override { queue_.use(source_.Get(), queue); }
  std::string describe() const override { return description_; }

  IMFMediaSource* source() const { return source_.Get(); }

  void on_event(IMFMediaEvent* event) override;
  void on_events_lost(Status status) override;

 private:
  SourcePort(ComPtr<IMFMediaSource> source, ComPtr<IMFPresentationDescriptor> presentation,
             std::shared_ptr<EventHub> hub);
  Status begin_listening();
  void tell_position(engine::SourceListener& listener, IMFMediaEvent* event) const;
  Status connect_stream(IMFMediaEvent* event);
  Status start_source(const engine::StartPosition& position);
  void end_unselected();

  const ComPtr<IMFMediaSource> source_;
  const ComPtr<IUnknown> identity_;
  const std::string description_;
  const bool tells_too_soon_;  // that it has stopped
  QueueMember queue_;
  const ComPtr<IMFPresentationDescriptor> presentation_;
  const std::shared_ptr<EventHub> hub_;
  std::shared_ptr<EventPump> pump_;                 // set once, by create()
  std::weak_ptr<engine::SourceListener> listener_;  // these two are set before the first start and read after it
  std::map<engine::StreamId, std::shared_ptr<SourceStreamHook>> streams_;
  bool listening_ = false;
  EventPump::Unheard unheard_ = EventPump::Unheard::kDrop;
  std::atomic<bool> connected_{true};
};

}  // namespace caesura::mf
