// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "engine/fault.h"
#include "engine/topology.h"
#include "engine/units.h"

namespace caesura::engine {

/// The media sinks of every topology that a session has accepted. Each is completed once, when the session closes or
/// when the sink leaves, and shut down once, by whoever takes them all in the end or when it leaves. Strand-bound: the
/// session's.
class SinkLedger final : public std::enable_shared_from_this<SinkLedger> {
 public:
  using Done = std::function<void(Status)>;

  SinkLedger(std::shared_ptr<Executor> executor, std::shared_ptr<Strand> session);

  Roster<SinkPort>& roster() { return roster_; }
  void accept(const Topology& topology);
  /// Completes what is written to by sinks, all of them at once; `done` gets the first failure.
  void finalize(Done done);
  /// `topology` plays no more: shuts down those of its sinks that are to be then, unless one of `others` uses them.
  void leave(const Topology& topology, const std::vector<TopologyPtr>& others);
  /// The sinks that are still to be shut down, which is the caller's business from now on: a topology that comes too
  /// late, and uses one of them, too, does not bring it back.
  std::vector<Unit<SinkPort>> take();
  /// The sink whose completion is waited for.
  Fault unfinished() const;

 private:
  enum class Completion : std::uint8_t { kNone, kUnderWay, kOver };
  class Ear;
  struct Entry {
    Unit<SinkPort> unit;
    NodeId node = 0;  // of its first output
    bool finalizable = false;
    bool leaves = false;
    Completion completion = Completion::kNone;
    std::shared_ptr<FinalizeListener> ear{};
  };

  void complete(Entry& entry);
  void completed(const SinkPort* sink, Status status);
  void report(const SinkPort* sink, Status status);  // thread-safe
  void shut_down(const SinkPort* sink);
  void check_done();
  bool was_taken(const SinkPort& sink) const;
  std::vector<Entry>::iterator find(const SinkPort* sink);

  const std::shared_ptr<Strand> session_;
  Roster<SinkPort> roster_;
  std::vector<Entry> entries_;
  std::vector<std::weak_ptr<SinkPort>> taken_;
  Done done_;
  Status first_failure_;
};

}  // namespace caesura::engine
