// SPDX-License-Identifier: MIT
#include "engine/async_transform_node.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "engine/branch.h"

namespace caesura::engine {

AsyncTransformNode::AsyncTransformNode(Branch& branch, NodeId id, const Transform& transform)
    : TransformStage(branch, id, transform), async_(transform.async) {}

Status AsyncTransformNode::make_ready() {
  const std::weak_ptr<TransformListener> ear = std::shared_ptr<TransformListener>(branch().shared_from_this(), this);
  if (const Status status = async_->listen(ear); status.failed()) return status;
  return port().begin_streaming();
}

/// It must be told of a new stream after every flush and drain, and speaks only then.
Status AsyncTransformNode::start() {
  if (failure_.failed()) return failure_;
  flowing_ = true;
  if (!std::exchange(begun_, true)) {
    const Status status = port().start_of_stream();
    tell_pulse();
    return status;
  }
  ask();
  tell_pulse();
  return status::kOk;
}

/// It owes where neither anything that it has asked for is missing nor anything that it has is not fetched.
void AsyncTransformNode::tell_pulse() {
  const bool drains = alone_ || (upstream_ended_ && !drained_);
  const bool hungry = begun_ && wanted_ > 0 && needed_ <= 0;
  const bool owes = flowing_ && !ended_ && ready_ == 0 && (drains || hungry);
  pulse_.set(!owes ? Pulse::Owes::kNothing : drains ? Pulse::Owes::kDrain : Pulse::Owes::kOutput);
}

void AsyncTransformNode::go_on() {
  if (upstream_ended_) return;
  if (const Status status = start(); status.failed()) fail("can't be started", status);
}

Status AsyncTransformNode::flush() { return empty(&TransformPort::flush); }
Status AsyncTransformNode::discard() { return empty(&TransformPort::discard); }

Status AsyncTransformNode::empty(Status (TransformPort::*how)()) {
  const std::uint64_t before = async_->round();
  const Status status = (port().*how)();
  if (async_->round() == before) return status;  // a node that is never flushed: what it asked for still holds
  begun_ = false;
  needed_ = ready_ = 0;
  return status;
}

void AsyncTransformNode::disconnect() { async_->disconnect(); }

void AsyncTransformNode::reset() {
  flowing_ = upstream_ended_ = alone_ = drained_ = ended_ = false;
  failure_ = status::kOk;
  asked_ = wanted_ = 0;
  pulse_.beat();
  tell_pulse();
}

void AsyncTransformNode::pull(std::size_t) {
  ++wanted_;
  give();
}

void AsyncTransformNode::push(Sample sample) {
  --asked_;
  if (takes_keys_only() && !sample.key) {
    downstream().push_tick(sample.time);
    return ask();
  }
  --needed_;
  before_input(sample);
  const Branch::Visit visit(branch(), id());
  if (const Status status = port().process_input(sample); status.failed()) return fail("refuses its input", status);
  if (takes_keys_only()) decode_alone();
  tell_pulse();
}

/// What went in comes out before anything else goes in; then a new stream begins.
void AsyncTransformNode::decode_alone() {
  alone_ = true;
  needed_ = 0;
  begun_ = false;
  if (const Status status = port().drain(); status.failed()) fail("can't be drained", status);
}

/// Such a transform takes a new format with data inside, and nothing is kept here that it has not been given.
void AsyncTransformNode::push_format(ForeignPtr format) {
  if (port().accept_format(format).ok()) return act_on_news();
  if (!branch().insert_before(*this, port(), format, asked_)) ended_ = true;
}

void AsyncTransformNode::push_end() {
  if (std::exchange(upstream_ended_, true) || alone_) return;  // the latter: it drains already
  asked_ = needed_ = 0;
  begun_ = false;
  const Branch::Visit visit(branch(), id());
  if (const Status status = port().drain(); status.failed()) fail("can't be drained", status);
  tell_pulse();
}

void AsyncTransformNode::push_mark_out() {
  if (upstream_ended_) return;
  if (port().drains_at_mark_out()) return push_end();
  upstream_ended_ = ended_ = true;
  downstream().push_mark_out();
}

/// What is inside, drained or not, lies behind the presentation's stop.
void AsyncTransformNode::finish(std::size_t) {
  ended_ = true;
  wanted_ = 0;
  if (port().drains_at_mark_out()) push_end();
  upstream_ended_ = true;
  tell_pulse();
  finish_upstream();
}

void AsyncTransformNode::ask() {
  const auto most = [this] { return takes_keys_only() ? std::min(needed_, 1) : needed_; };
  while (flowing_ && !upstream_ended_ && asked_ < most()) {  // what comes at once has taken one of them
    ++asked_;
    pull_upstream();
  }
}

/// Answers pulls with what the transform has. Once it is drained and empty, the stream has ended.
void AsyncTransformNode::give() {
  if (giving_) return;
  giving_ = true;
  while (ready_ > 0 && wanted_ > 0 && !ended_) {
    --ready_;
    Result<Sample> output = process_output();
    act_on_news();
    if (output.status() == status::kNeedMoreInput) continue;  // it changed its format: it will say when it has some
    if (!output.ok()) {
      fail("gives no output", output.status());
      break;
    }
    --wanted_;
    after_output(output.value());
    downstream().push(std::move(output).value());
  }
  giving_ = false;
  if (drained_ && ready_ == 0 && !std::exchange(ended_, true)) downstream().push_end();
  tell_pulse();
}

void AsyncTransformNode::fail(const char* what, Status status) {
  LOG_ERROR(transform, "{} {}: {:#010x}", port().describe(), what, status.code());
  ended_ = true;
  failure_ = status;
  branch().fail(id(), status);
}

template <typename F>
void AsyncTransformNode::in_round(std::uint64_t round, F call) {
  branch().post([this, round, call](Branch&) {
    if (round != async_->round()) return;
    pulse_.beat();
    call();
    tell_pulse();
  });
}

void AsyncTransformNode::on_input_needed(std::uint64_t round) {
  in_round(round, [this] {
    if (!begun_) return;  // it has been drained since
    ++needed_;
    ask();
  });
}
void AsyncTransformNode::on_output_ready(std::uint64_t round) {
  in_round(round, [this] {
    ++ready_;
    give();
  });
}
void AsyncTransformNode::on_drained(std::uint64_t round) {
  in_round(round, [this] {
    const bool goes_on = std::exchange(alone_, false) && !upstream_ended_;
    drained_ = upstream_ended_;
    give();
    if (goes_on) go_on();
  });
}
void AsyncTransformNode::on_transform_failed(Status status) {
  branch().post([this, status](Branch&) { fail("failed", status); });
}
void AsyncTransformNode::on_transform_quality(ForeignPtr event) {
  branch().post([this, event = std::move(event)](Branch&) {
    if (watch()) (void)watch()->heard(event);
  });
}
void AsyncTransformNode::on_transform_event(ForeignPtr event) {
  if (const auto reports = branch().reports()) reports->foreign_event(std::move(event));
}

}  // namespace caesura::engine
