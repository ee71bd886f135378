// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "base/strand.h"
#include "engine/answer.h"
#include "engine/attempt.h"
#include "engine/node.h"
#include "engine/topology.h"

namespace caesura::engine {

class OutputNode;
class SourceNode;
class TransformStage;

/// What a branch tells its pipeline. Thread-safe.
class BranchReports {
 public:
  virtual ~BranchReports() = default;
  virtual void node_failed(NodeId node, Status status) = 0;
  /// The sink behind `output` has returned its end-of-segment marker; its last sample since start number `start` ends
  /// at `end`.
  virtual void output_ended(std::size_t output, std::uint64_t start, Hns end) = 0;
  /// The source stream gives no more: it has ended, or what it feeds has come to its stop (`marked_out`).
  virtual void stream_over(NodeId node, std::uint64_t start, bool marked_out) = 0;
  /// Before that: it has been given its last sample and the marker.
  virtual void output_fed(std::size_t output, std::uint64_t start, Hns end) = 0;
  /// A stream sink has followed the clock, or has prerolled.
  virtual void output_answered(std::size_t output, Answer answer, Status status) = 0;
  /// At rate 0 the frame that `scrub` asked for is on the screen and ends at `end`; kNoTime: there is none.
  virtual void output_scrubbed(std::size_t output, std::uint64_t scrub, Hns end) = 0;
  /// A transform has been put into the branch.
  virtual void node_inserted(Insertion insertion) = 0;
  /// An event of a component for the application.
  virtual void foreign_event(ForeignPtr event) = 0;
};

/// Nodes that hang together, from source streams to stream sinks, and the strand on which their samples move. Branches
/// share nothing, so several of them run at once. Strand-bound but for post.
class Branch : public std::enable_shared_from_this<Branch> {
 public:
  Branch(std::shared_ptr<Strand> strand, std::weak_ptr<BranchReports> reports);
  ~Branch();

  // Building, before anything runs.
  SourceNode& add(NodeId id, const SourceStream& source);
  OutputNode& add(NodeId id, const Output& output, std::size_t index);
  Node& add(NodeId id, const Transform& transform);
  Node& add(NodeId id, const Tee& tee);
  Node& add_trim(NodeId id, std::shared_ptr<SampleCutter> cutter);
  /// Null: nothing may be put into the branch while it runs.
  void set_bridge(std::shared_ptr<FormatBridge> bridge) { bridge_ = std::move(bridge); }

  /// Runs `call(*this)` on the branch's strand. Thread-safe.
  template <typename F>
  void post(F call) {
    strand_->post([self = shared_from_this(), call = std::move(call)]() mutable {
      const std::shared_ptr<Branch> branch = std::move(self);
      branch->run(call);
    });
  }
  template <typename F>
  void post_after(std::chrono::nanoseconds delay, F call) {
    strand_->post_after(delay, [weak = weak_from_this(), call = std::move(call)]() mutable {
      if (const std::shared_ptr<Branch> branch = weak.lock()) branch->run(call);
    });
  }

  /// Starts listening to the sinks and tells the transforms that streaming is about to begin.
  Status make_ready();
  /// A start or seek, the `number`th, is about to be asked of the sources: what they deliver before it counts is
  /// dropped, and so is what ends before `start_time` (none: nothing is).
  void expect_start(Hns start_time, std::uint64_t number);
  /// Presentation time minus the time since the media start of each source stream. With expect_start, or until samples
  /// flow.
  void set_shift(Hns shift) { shift_ = shift; }
  void set_start_time(Hns start_time) { start_time_ = start_time; }
  /// The sources have started: tells the transforms so.
  Status start_transforms();
  Status flush_transforms();
  /// Lets the requests of all sinks through, or of those behind `outputs`. Asynchronous transforms that were flushed
  /// since the start go on.
  void open();
  void open(const std::vector<std::size_t>& outputs);
  /// Holds for all samples that are asked for from now on. At 0 sinks get what scrub() asks for, and nothing else.
  void set_rate(Rate rate);
  /// Lets one request of each sink through that shows pictures, for the `scrub`th time.
  void scrub(std::uint64_t scrub);
  Status flush_sinks();
  /// Throws away everything that is under way, requests included, and flushes the transforms, but for those that `next`
  /// uses: it goes on with them already. May be null.
  void discard(const Topology* next = nullptr);
  /// Tells transforms and stream sinks what their queue is; null: none any more.
  void use_queue(const ForeignPtr& queue);
  /// Everything has been rendered: forgets requests, and leaves transforms alone, which may work for another branch.
  void retire();
  /// The streams of `source` have ended without saying so.
  void end_streams(const SourcePort& source);
  /// The topology has gone: ends what its transforms and stream sinks have got for it. `next`, which may be null, goes
  /// on with those that it uses.
  void let_go(const Topology* next);
  /// Lets go of the sinks' and transforms' events, for good. Thread-safe.
  void disconnect();
  const std::shared_ptr<Strand>& strand() const { return strand_; }
  /// The work queue that the client has named for it; null: none. Immutable once it is built.
  const ForeignPtr& queue() const { return queue_; }

  Hns start_time() const { return start_time_; }
  /// When the presentation stops, although the stream may go on; kEndless: never.
  Hns stop_time() const;
  void set_media_stop(Hns stop);
  Hns shift() const { return shift_; }
  std::uint64_t start_number() const { return start_number_; }
  Rate rate() const { return rate_; }
  /// The clock is about to stop: nothing is delivered any more before the next start.
  void hold();
  bool is_held() const { return held_; }
  bool runs_here() const { return strand_->runs_here(); }

  /// A call of a component of `node`, for as long as this lives. Strand-bound.
  class Visit {
   public:
    Visit(Branch& branch, NodeId node) : branch_(branch), before_(branch.visited_.exchange(node)) { ++branch.visits_; }
    Visit(const Visit&) = delete;
    Visit& operator=(const Visit&) = delete;
    ~Visit() { branch_.visited_ = before_; }

   private:
    Branch& branch_;
    const NodeId before_;
  };
  /// The node whose component is being called; 0: none is. Thread-safe.
  NodeId visited() const { return visited_; }
  /// How many such calls there have been. Thread-safe.
  std::uint64_t visits() const { return visits_; }
  /// Puts a transform before `node`, which can't take the format that samples now have. The new node owes it `owed`
  /// samples, as many as are on their way to it. Null: there is none that fits, and the branch has failed.
  Node* insert_before(Node& node, FormatTaker& taker, const ForeignPtr& format, int owed);
  /// Reports a failure of `node`, once until the next start.
  void fail(NodeId node, Status status);
  /// Where the nodes report what the branch need not know; null once the pipeline is gone. Thread-safe.
  std::shared_ptr<BranchReports> reports() const { return reports_.lock(); }

 private:
  void reset();
  void close();
  Status listen();
  /// Calls `call(*this)`. What a component throws fails the branch; which one it was is not known.
  template <typename F>
  void run(F& call) {
    const Status status = attempt([&] {
      call(*this);
      return status::kOk;
    });
    if (status.failed()) fail(0, status);
  }
  void let_go_on();
  void pull_for(const std::vector<OutputNode*>& opened);

  const std::shared_ptr<Strand> strand_;
  const std::weak_ptr<BranchReports> reports_;
  std::shared_ptr<FormatBridge> bridge_;
  std::vector<std::unique_ptr<Node>> nodes_;
  ForeignPtr queue_;
  ForeignPtr queue_in_use_;  // what the components have been told
  std::vector<SourceNode*> sources_;
  std::vector<TransformStage*> transforms_;
  std::vector<OutputNode*> outputs_;
  std::atomic<bool> disconnected_{false};
  std::atomic<NodeId> visited_{0};
  std::atomic<std::uint64_t> visits_{0};
  bool failed_ = false;
  bool held_ = false;
  bool holds_transforms_ = false;  // until then they may work for the branch before
  Hns start_time_ = kNoTime;
  Hns shift_ = 0;
  std::uint64_t start_number_ = 0;
  Rate rate_;
};

}  // namespace caesura::engine
