// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "mf/event_pump.h"
#include "mf/transform_port.h"

namespace caesura::mf {

/// Set once the transform has been shut down: two topologies may use the same one. Thread-safe.
using ShutdownMark = std::shared_ptr<std::atomic<bool>>;

/// The engine's port over an asynchronous, unlocked IMFTransform. It says of each event in which round the transform
/// raised it: when it begins to listen, and with each flush, it queues an event of its own behind all that the
/// transform has queued so far. Rounds of different ports differ, since ports of one transform share its queue.
/// Strand-bound; events come on the platform's threads. Reference: Asynchronous MFTs.
class AsyncTransformPort final : public TransformPort,
                                 public engine::AsyncTransformPort,
                                 public EventHandler,
                                 public std::enable_shared_from_this<AsyncTransformPort> {
 public:
  /// MF_E_TOPO_UNSUPPORTED: no events, or more than one input or output.
  static Result<std::shared_ptr<AsyncTransformPort>> create(ComPtr<IMFTransform> transform, TransformModes modes,
                                                            EventHub& hub, ShutdownMark mark);

  Result<engine::Sample> process_output() override;
  Status drain() override;
  Status flush() override;
  std::string describe() const override { return TransformPort::describe(); }

  Status listen(std::weak_ptr<engine::TransformListener> listener) override;
  std::uint64_t round() const override { return round_; }
  void disconnect() override;
  Status shut_down() override;

  void on_event(IMFMediaEvent* event) override;
  void on_events_lost(Status status) override;

 private:
  AsyncTransformPort(ComPtr<IMFTransform> transform, ComPtr<IMFMediaEventGenerator> generator, TransformModes modes,
                     Streams streams, ShutdownMark mark);
  void begin_round();
  bool is_own(std::uint64_t round) const { return round > before_ && round <= before_ + kMostRounds; }

  static constexpr std::uint64_t kMostRounds = UINT32_MAX;

  const ComPtr<IMFMediaEventGenerator> generator_;
  const ShutdownMark mark_;
  std::shared_ptr<EventPump> pump_;                    // set once, by create()
  std::weak_ptr<engine::TransformListener> listener_;  // set before the pump starts
  const std::uint64_t before_;                         // its rounds are the kMostRounds after this
  std::uint64_t round_ = before_;
  std::atomic<std::uint64_t> heard_round_{0};  // of the events that come now; 0: of none of this port's
};

}  // namespace caesura::mf
