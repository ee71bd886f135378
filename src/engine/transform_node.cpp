// SPDX-License-Identifier: MIT
#include "engine/transform_node.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "engine/branch.h"

namespace caesura::engine {

bool TransformStage::takes_keys_only() const { return branch().rate().speed < 0 && !knows_rates_; }

void TransformNode::reset() {
  wanted_ = asked_ = 0;
  draining_ = ended_ = false;
  forget();
}

/// Of what has been held up, the last format still holds.
void TransformNode::forget() {
  if (format_) behind_.emplace_front(std::exchange(format_, nullptr));
  keep_last_format(behind_);
  alone_ = end_behind_ = false;
  input_ = output_ = {};
}

void TransformNode::pull(std::size_t) {
  ++wanted_;
  run();
}

void TransformNode::push(Sample sample) {
  asked_ = std::max(0, asked_ - 1);
  if (ended_) return;
  behind_.emplace_back(std::move(sample));
  catch_up();
  run();
}

void TransformNode::take(Sample sample) {
  if (takes_keys_only() && !sample.key) return downstream().push_tick(sample.time);
  input_ = std::move(sample);
  before_input(input_);
  feed();
  if (takes_keys_only()) decode_alone();
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

void TransformNode::push_format(ForeignPtr format) {
  behind_.emplace_back(std::move(format));
  catch_up();
  run();
}

void TransformNode::push_end() {
  if (draining_ || ended_) return;
  asked_ = 0;
  end_behind_ = true;
  catch_up();
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
  forget();
  if (drains && port().drain().ok()) {
    while (port().process_output().ok()) {
    }
  }
  finish_upstream();
}

void TransformNode::drain() {
  draining_ = true;
  const Branch::Visit visit(branch(), id());
  const Status status = port().drain();
  if (status.ok()) return;
  LOG_ERROR(transform, "{} can't be drained: {:#010x}", port().describe(), status.code());
  ended_ = true;
  branch().fail(id(), status);
}

void TransformNode::begin_change(ForeignPtr format) {
  if (port().takes_format_at_once()) return change(format);
  if (const Status status = port().empty(); status.failed()) return branch().fail(id(), status);
  format_ = std::move(format);
}

/// Where the transform refuses the format, another one is put before it, and gets what is behind the format.
void TransformNode::change(const ForeignPtr& format) {
  if (port().accept_format(format).ok()) return act_on_news();
  const auto samples = std::count_if(behind_.begin(), behind_.end(),
                                     [](const Arrival& arrival) { return std::holds_alternative<Sample>(arrival); });
  asked_ += static_cast<int>(samples);
  Node* const before = branch().insert_before(*this, port(), format, asked_);
  if (!before) {
    ended_ = true;
    return;
  }
  for (Arrival& arrival : std::exchange(behind_, {})) {
    if (Sample* sample = std::get_if<Sample>(&arrival))
      before->push(std::move(*sample));
    else
      before->push_format(std::get<ForeignPtr>(std::move(arrival)));
  }
  if (std::exchange(end_behind_, false)) before->push_end();
}

/// Takes what has been held up, as far as that goes now.
void TransformNode::catch_up() {
  while (!format_ && !input_ && !alone_ && !behind_.empty() && !ended_) {
    Arrival next = std::move(behind_.front());
    behind_.pop_front();
    if (Sample* sample = std::get_if<Sample>(&next))
      take(std::move(*sample));
    else
      begin_change(std::get<ForeignPtr>(std::move(next)));
  }
  if (!is_held_up() && !ended_ && std::exchange(end_behind_, false)) drain();
}

/// Answers pulls with what the transform has, and asks upstream when it has nothing. Where nobody is waiting, yet the
/// end, or a new format, has to go on, it looks whether anything is left.
void TransformNode::run() {
  if (running_) return;
  running_ = true;
  const auto has_to_go_on = [this] { return !output_ && (draining_ || format_ || (alone_ && end_behind_)); };
  while (!ended_ && (wanted_ > 0 || has_to_go_on())) {
    if (produce()) continue;
    if (wanted_ == 0 || ended_ || draining_ || asked_ > 0) break;
    if (input_) {  // it refused input although it has no output: nothing would ever move again
      branch().fail(id(), status::kUnexpected);
      break;
    }
    ++asked_;
    pull_upstream();
    if (asked_ > 0 && !format_) break;  // it comes later
  }
  running_ = false;
}

/// Fetches one output and passes it on, or keeps it where nobody asked. False: there was none, and none will be before
/// more comes.
bool TransformNode::produce() {
  if (!output_) {
    Result<Sample> output = process_output();
    act_on_news();
    if (output.status() == status::kNeedMoreInput) {
      if (std::exchange(alone_, false)) {
        if (const Status status = port().flush(); status.failed()) branch().fail(id(), status);
        catch_up();
        if (input_ || alone_ || format_ || draining_) return true;
      } else if (format_) {
        change(std::exchange(format_, nullptr));
        catch_up();
        return true;
      }
      if (draining_) end();
      return false;
    }
    if (output.status() == status::kEndOfStream) {
      end();
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
    catch_up();
  }
  if (wanted_ == 0) return true;
  --wanted_;
  downstream().push(std::exchange(output_, Sample()));
  return true;
}

Status TransformNode::process_input() {
  const Branch::Visit visit(branch(), id());
  return port().process_input(input_);
}

void TransformNode::feed() {
  const Status status = process_input();
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
