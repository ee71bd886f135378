// SPDX-License-Identifier: MIT
#include "engine/transform_node.h"

#include <utility>

#include "base/log.h"
#include "engine/branch.h"

namespace caesura::engine {

bool TransformStage::takes_keys_only() const { return branch().rate().speed < 0 && !knows_rates_; }

void TransformNode::reset() {
  wanted_ = 0;
  asked_ = draining_ = alone_ = ended_ = false;
  input_ = {};
  output_ = {};
}

void TransformNode::pull(std::size_t) {
  ++wanted_;
  run();
}

void TransformNode::push(Sample sample) {
  asked_ = false;
  if (takes_keys_only() && !sample.key) {
    downstream().push_tick(sample.time);
    return run();
  }
  input_ = std::move(sample);
  before_input(input_);
  feed();
  if (takes_keys_only()) decode_alone();
  run();
}

/// What goes in comes out before anything else goes in.
void TransformNode::decode_alone() {
  if (input_ || ended_) return;
  alone_ = true;
  if (const Status status = port().drain(); status.failed()) {
    LOG_ERROR(transform, "{} can't be drained: {:#010x}", port().describe(), status.code());
    branch().fail(id(), status);
  }
}

void TransformNode::push_tick(Hns time) { downstream().push_tick(time); }

void TransformNode::push_end() {
  if (draining_ || ended_) return;
  asked_ = false;
  draining_ = true;
  if (const Status status = port().drain(); status.failed()) {
    LOG_ERROR(transform, "{} can't be drained: {:#010x}", port().describe(), status.code());
    return branch().fail(id(), status);
  }
  run();
}

void TransformNode::push_mark_out() {
  if (draining_ || ended_) return;
  if (port().drains_at_mark_out()) return push_end();
  ended_ = true;
  downstream().push_mark_out();
}

/// What is inside lies behind the presentation's stop.
void TransformNode::finish(std::size_t) {
  const bool drains = !draining_ && !ended_ && port().drains_at_mark_out();
  ended_ = true;
  wanted_ = 0;
  input_ = {};
  output_ = {};
  if (drains && port().drain().ok()) {
    while (port().process_output().ok()) {
    }
  }
  finish_upstream();
}

/// Answers pulls with what the transform has, and asks upstream when it has nothing.
void TransformNode::run() {
  if (running_) return;
  running_ = true;
  while (wanted_ > 0 && !ended_) {
    if (produce()) continue;
    if (ended_ || draining_ || asked_) break;
    if (input_) {  // it refused input although it has no output: nothing would ever move again
      branch().fail(id(), status::kUnexpected);
      break;
    }
    asked_ = true;
    pull_upstream();
    if (asked_) break;  // it comes later
  }
  running_ = false;
  // Nobody is waiting, yet the sink has to learn of the end: see whether anything is left.
  if (draining_ && wanted_ == 0 && !ended_ && !output_) (void)produce();
}

/// Fetches one output and passes it on, or keeps it where nobody asked. False: there was none.
bool TransformNode::produce() {
  if (!output_) {
    Result<Sample> output = port().process_output();
    if (output.status() == status::kNeedMoreInput) {
      if (std::exchange(alone_, false)) {
        if (const Status status = port().flush(); status.failed()) branch().fail(id(), status);
      }
      if (draining_) end();
      return false;
    }
    if (!output.ok()) {
      LOG_ERROR(transform, "{} gives no output: {:#010x}", port().describe(), output.status().code());
      ended_ = true;
      branch().fail(id(), output.status());
      return false;
    }
    output_ = std::move(output).value();
    after_output(output_);
    if (takes_keys_only()) output_.key = true;  // for the transforms behind this one
    if (input_) feed();
  }
  if (wanted_ == 0) return true;
  --wanted_;
  downstream().push(std::exchange(output_, Sample()));
  return true;
}

void TransformNode::feed() {
  const Status status = port().process_input(input_);
  if (status == status::kNotAccepting) return;
  input_ = {};
  if (status.ok()) return;
  LOG_ERROR(transform, "{} refuses its input: {:#010x}", port().describe(), status.code());
  ended_ = true;
  branch().fail(id(), status);
}

void TransformNode::end() {
  ended_ = true;
  downstream().push_end();
}

}  // namespace caesura::engine
