// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "engine/ports.h"
#include "mf/branch_queue.h"
#include "mf/event_pump.h"
#include "mf/headers.h"
#include "mf/sample_copier.h"
#include "mf/type_receiver.h"

namespace caesura::mf {

/// The engine's port over an IMFStreamSink. Strand-bound; events come on the platform's threads.
class StreamSinkPort final : public engine::StreamSinkPort,
                             public TypeReceiver,
                             public EventHandler,
                             public std::enable_shared_from_this<StreamSinkPort> {
 public:
  static std::shared_ptr<StreamSinkPort> create(ComPtr<IMFStreamSink> sink, EventHub& hub);

  Status prepare(engine::NodeId node, const engine::ForeignPtr& type, bool locked) override;
  Status listen(std::weak_ptr<engine::StreamSinkListener> listener) override;
  Status process_sample(engine::Sample& sample) override;
  Status place_end_of_segment(std::uint64_t context) override;
  Status place_tick(engine::Hns time) override;
  Status place_event(const engine::ForeignPtr& event) override;
  Status flush() override;
  void settle() override;
  engine::Scrubbing scrubbing() override;
  void disconnect(const engine::StreamSinkListener& listener) override;
  void use_queue(const engine::ForeignPtr& queue) override { queue_.use(sink_.Get(), queue); }
  std::string describe() const override { return description_; }

  engine::ForeignPtr format() const override;
  bool goes_by(const engine::ForeignPtr& format) const override;
  Status accept_format(const engine::ForeignPtr& format) override;
  bool takes_type(IMFMediaType* type) override;

  IMFStreamSink* sink() const { return sink_.Get(); }

  void on_event(IMFMediaEvent* event) override;
  void on_events_lost(Status status) override;

 private:
  /// Who hears of the sink. Immutable.
  struct Listeners {
    std::weak_ptr<engine::StreamSinkListener> newest{};
    std::weak_ptr<engine::StreamSinkListener> before{};  // hears of markers
  };

  explicit StreamSinkPort(ComPtr<IMFStreamSink> sink);
  std::shared_ptr<engine::StreamSinkListener> newest() const { return listeners_.load()->newest.lock(); }
  void return_marker(std::uint64_t context, Status status) const;
  /// What the sink's clock shows.
  std::optional<engine::Hns> now() const;
  /// Says for the sink how late `sample` comes, where it is over already.
  void tell_lag(const engine::Sample& sample);
  void note_run(MediaEventType type);
  void requested(engine::StreamSinkListener& listener);
  void ask_for_owed(engine::StreamSinkListener& listener);
  void forward(engine::StreamSinkListener& listener, MediaEventType type, IMFMediaEvent* event);

  const ComPtr<IMFStreamSink> sink_;
  const std::string description_;
  QueueMember queue_;
  std::atomic<engine::NodeId> node_ = 0;  // by which events name the sink to the application
  std::atomic<bool> locked_ = false;      // its type stays
  SampleCopier copier_;
  // When the last sample since the last flush is to be shown; the clock's side waits for that.
  std::atomic<engine::Hns> last_due_ = engine::kNoTime;
  std::atomic<int> requests_ = 0;       // that no sample has answered yet
  std::atomic<bool> started_ = false;   // and not stopped since
  std::atomic<bool> type_set_ = false;  // by us, and the sink has not spoken of its format since
  std::atomic<bool> paused_ = false;
  // Of the sample that the sink was owed as it seemed, in the order of their happening:
  std::atomic<bool> owed_ = false;        // it is on its way
  std::atomic<bool> in_advance_ = false;  // the sink has no room for it, so its request is yet to come
  std::shared_ptr<EventPump> pump_;       // set once, by create()
  std::atomic<bool> pumping_ =
      false;  // from the first listener on: what nobody hears is void, and not for the next one
  std::atomic<std::shared_ptr<const Listeners>> listeners_{std::make_shared<const Listeners>()};
};

}  // namespace caesura::mf
