// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <utility>

#include "engine/node.h"
#include "engine/topology.h"

namespace caesura::engine {

/// A node with a transform, of either kind, as its branch drives it. Strand-bound: the branch's.
class TransformStage : public Node {
 public:
  TransformStage(Branch& branch, NodeId id, const Transform& transform)
      : Node(branch, id), port_(transform.port), knows_rates_(transform.knows_rates) {}

  TransformPort& port() const { return *port_; }

  /// Before the first start.
  virtual Status make_ready() { return port_->begin_streaming(); }
  /// The sources have started anew.
  virtual Status start() { return port_->start_of_stream(); }
  /// The branch opens: a seek may have come in between.
  virtual void go_on() {}
  virtual Status flush() { return port_->flush(); }
  /// The stream does not go on.
  virtual Status discard() { return port_->discard(); }
  virtual void disconnect() {}  // thread-safe

  void push_tick(Hns time) override;
  void push_event(ForeignPtr event) override;

 protected:
  Result<Sample> process_output();
  /// Before the sample that came with them.
  void act_on_news();
  /// Backwards, samples that need others come before these: such a transform gets key samples only, one at a time.
  /// Reference: Implementing Rate Control.
  bool takes_keys_only() const;

 private:
  const std::shared_ptr<TransformPort> port_;
  const bool knows_rates_;
};

}  // namespace caesura::engine
