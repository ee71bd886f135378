// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <utility>

#include "engine/node.h"

namespace caesura::engine {

/// A node with a transform, of either kind, as its branch drives it. Strand-bound: the branch's.
class TransformStage : public Node {
 public:
  TransformStage(Branch& branch, NodeId id, std::shared_ptr<TransformPort> port)
      : Node(branch, id), port_(std::move(port)) {}

  TransformPort& port() const { return *port_; }

  /// Before the first start.
  virtual Status make_ready() { return port_->begin_streaming(); }
  /// The sources have started anew.
  virtual Status start() { return port_->start_of_stream(); }
  /// The branch opens: a seek may have come in between.
  virtual void go_on() {}
  virtual Status flush() { return port_->flush(); }
  virtual void disconnect() {}  // thread-safe

 private:
  const std::shared_ptr<TransformPort> port_;
};

}  // namespace caesura::engine
