// SPDX-License-Identifier: MIT
#pragma once

#include "engine/arrivals.h"
#include "engine/transform_stage.h"

namespace caesura::engine {

/// A synchronous transform. A pull looks for output first, asks upstream only when there is none, and never reads
/// ahead; at the end of the stream it drains. A new input format waits, with all that is behind it, until what is
/// inside has come out. Strand-bound: the branch's.
class TransformNode final : public TransformStage {
 public:
  using TransformStage::TransformStage;

  void pull(std::size_t output) override;
  void push(Sample sample) override;
  void push_format(ForeignPtr format) override;
  void push_end() override;
  void push_mark_out() override;
  void finish(std::size_t output) override;
  void reset() override;
  /// It has taken over as many pulls from the node behind it, all on their way upstream. Before anything else.
  void owe(int pulls) { wanted_ = asked_ = pulls; }

 private:
  bool is_held_up() const { return format_ || input_ || alone_ || !behind_.empty(); }
  void forget();
  void take(Sample sample);
  void begin_change(ForeignPtr format);
  void change(const ForeignPtr& format);
  void catch_up();
  void drain();
  void run();
  bool produce();
  Status process_input();
  void feed();
  void end();
  void decode_alone();

  int wanted_ = 0;        // pulls not answered yet
  int asked_ = 0;         // samples that are on their way from upstream
  bool running_ = false;  // run() is on the stack
  bool draining_ = false;
  bool alone_ = false;  // the sample inside has nothing to do with the next
  bool ended_ = false;
  Sample input_;             // not accepted by the transform yet
  ForeignPtr format_;        // waits for the transform to be empty
  Arrivals behind_;          // what came after these two
  bool end_behind_ = false;  // the stream's end, after that
  Sample output_;            // drained before anybody asked
};

}  // namespace caesura::engine
