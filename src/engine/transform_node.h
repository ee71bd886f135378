// SPDX-License-Identifier: MIT
#pragma once

#include "engine/transform_stage.h"

namespace caesura::engine {

/// A synchronous transform. A pull looks for output first, asks upstream only when there is none, and never reads
/// ahead; at the end of the stream it drains. Strand-bound: the branch's.
class TransformNode final : public TransformStage {
 public:
  using TransformStage::TransformStage;

  void pull(std::size_t output) override;
  void push(Sample sample) override;
  void push_tick(Hns time) override;
  void push_end() override;
  void push_mark_out() override;
  void finish(std::size_t output) override;
  void reset() override;

 private:
  void run();
  bool produce();
  void feed();
  void end();
  void decode_alone();

  int wanted_ = 0;        // pulls not answered yet
  bool asked_ = false;    // a sample is on its way from upstream
  bool running_ = false;  // run() is on the stack
  bool draining_ = false;
  bool alone_ = false;  // the sample inside has nothing to do with the next
  bool ended_ = false;
  Sample input_;   // not accepted by the transform yet
  Sample output_;  // drained before anybody asked
};

}  // namespace caesura::engine
