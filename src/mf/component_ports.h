// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <memory>
#include <utility>
#include <vector>

#include "mf/async_transform_port.h"
#include "mf/branch_queue.h"
#include "mf/event_pump.h"
#include "mf/headers.h"
#include "mf/quality_manager.h"
#include "mf/sink_port.h"
#include "mf/stream_sink_port.h"

namespace caesura::mf {

/// What the topologies of one session share: the subscriptions to events, and one port per media sink and stream sink,
/// so that a sink which two topologies use is driven by one strand, goes from one to the other and is shut down once.
/// Strand-bound: the loader's; the hub is thread-safe.
class ComponentPorts {
 public:
  /// `quality` may be null.
  explicit ComponentPorts(std::shared_ptr<QualityManager> quality = nullptr) : quality_(std::move(quality)) {}

  EventHub& hub() { return *hub_; }
  const std::shared_ptr<EventHub>& shared_hub() const { return hub_; }
  /// The port of `sink`, by COM identity: the one it has as long as anybody holds that, else a new one.
  std::shared_ptr<SinkPort> sink_port(ComPtr<IMFMediaSink> sink);
  /// What tells that the asynchronous `transform` has been shut down, by COM identity, as long as anybody holds it.
  ShutdownMark shutdown_mark(IMFTransform* transform);
  /// How many ports of `transform` have lent it a device manager, by COM identity.
  DeviceLoan device_loan(IMFTransform* transform);

  const std::shared_ptr<QualityManager>& quality() const { return quality_; }
  /// Who watches `node`, one of a full topology; null: nobody.
  std::shared_ptr<engine::NodeWatch> watch(IMFTopologyNode* node) const {
    return quality_ ? quality_->watch(node) : nullptr;
  }
  std::shared_ptr<StreamSinkPort> stream_sink_port(ComPtr<IMFStreamSink> sink);
  /// Whether a topology of the session uses it.
  bool is_in_use(IMFStreamSink* sink) const;
  /// Whether a topology of the session uses it, an asynchronous one.
  bool is_in_use(IMFTransform* transform) const;
  /// `type`, or the same type from before, so that the engine can compare; null for null.
  engine::ForeignPtr media_type(ComPtr<IMFMediaType> type);

  /// The work queue that a source node's attributes name; null: none. The same wish gets the same queue, as long
  /// as a topology has it.
  std::shared_ptr<const BranchQueue> queue_of(IMFTopologyNode* node);

 private:
  const std::shared_ptr<QualityManager> quality_;
  const std::shared_ptr<EventHub> hub_ = std::make_shared<EventHub>();
  std::vector<std::weak_ptr<SinkPort>> sinks_;
  std::vector<std::weak_ptr<const BranchQueue>> queues_;
  // By COM identity, which whoever holds the mark or the loan keeps alive.
  std::vector<std::pair<IUnknown*, std::weak_ptr<std::atomic<bool>>>> marks_;
  std::vector<std::pair<IUnknown*, std::weak_ptr<std::atomic<int>>>> loans_;
  std::vector<std::weak_ptr<StreamSinkPort>> stream_sinks_;
  std::vector<std::weak_ptr<const engine::Foreign>> types_;
};

}  // namespace caesura::mf
