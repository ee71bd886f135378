// SPDX-License-Identifier: MIT
#include "engine/source_node.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "engine/branch.h"

namespace caesura::engine {

SourceNode::SourceNode(Branch& branch, NodeId id, SourceStream source)
    : Node(branch, id), source_(std::move(source)), media_stop_(source_.media_stop.value_or(kEndless)) {}

Hns SourceNode::stop_time() const { return media_stop_ == kEndless ? kEndless : presentation_time(media_stop_); }

void SourceNode::expect_start() {
  reset();
  expecting_ = true;
}

void SourceNode::reset() {
  expecting_ = false;
  flowing_ = false;
  ended_ = false;
  wanted_ = asked_ = 0;
  tell_pulse();
}

void SourceNode::pull(std::size_t) {
  ++wanted_;
  if (flowing_) request_missing();
}

void SourceNode::request_missing() {
  request_all();
  tell_pulse();
}

void SourceNode::request_all() {
  while (flowing_ && asked_ < wanted_) {
    const Status status = request();
    if (status.ok()) {
      ++asked_;
    } else if (status == status::kEndOfStream) {
      // It ended behind the samples that are on their way, and says so itself.
      if (asked_ == 0) return push_end();
      --wanted_;
    } else if (status == status::kWrongSourceState) {
      return;  // it is stopped, and asked again once it has started
    } else {
      LOG_ERROR(source, "{}: stream {} refused a sample request: {:#010x}", source_.source->describe(), source_.stream,
                status.code());
      return branch().fail(id(), status);
    }
  }
}

Status SourceNode::request() {
  const Branch::Visit visit(branch(), id());
  return source_.source->request_sample(source_.stream);
}

Hns SourceNode::presentation_time(Hns media_time) const {
  return media_time == kNoTime ? kNoTime : bounded(media_time) - source_.media_start + branch().shift();
}

void SourceNode::started(Status status) {
  if (status.failed()) return branch().fail(id(), status);
  pulse_.beat();
  if (std::exchange(expecting_, false)) flowing_ = true;
  if (flowing_ && format_) downstream().push_format(std::exchange(format_, nullptr));
  // What was asked for still holds: after a pause, and where this start is the one that was meant and the one heard of
  // before was not.
  request_missing();
}

void SourceNode::push(Sample sample) {
  if (!flowing_) return;  // from before the start or seek
  if (wanted_ == 0) {
    LOG_WARN(source, "{}: stream {} delivered a sample that nobody asked for; it is dropped",
             source_.source->describe(), source_.stream);
    return;
  }
  --wanted_;
  asked_ = std::max(0, asked_ - 1);
  pulse_.beat();
  tell_pulse();
  sample.time = presentation_time(sample.time);
  sample.duration = bounded(sample.duration);
  after_output(sample);
  downstream().push(std::move(sample));
}

void SourceNode::push_tick(Hns time) {
  if (!flowing_) return;
  pulse_.beat();
  downstream().push_tick(presentation_time(time));
}

void SourceNode::push_format(ForeignPtr format) {
  if (flowing_) {
    downstream().push_format(std::move(format));
  } else {
    format_ = std::move(format);
  }
}

void SourceNode::push_event(ForeignPtr event) {
  if (flowing_) downstream().push_event(std::move(event));
}

void SourceNode::push_end() {
  if (!flowing_ || ended_) return;
  flowing_ = false;
  ended_ = true;
  tell_pulse();
  if (const auto reports = branch().reports()) reports->stream_over(id(), branch().start_number(), false);
  downstream().push_end();
}

void SourceNode::finish(std::size_t) {
  if (std::exchange(ended_, true)) return;
  flowing_ = false;
  wanted_ = asked_ = 0;
  tell_pulse();
  if (const auto reports = branch().reports()) reports->stream_over(id(), branch().start_number(), true);
}

void SourceNode::on_stream_started(Status status) {
  branch().post([this, status](Branch&) { started(status); });
}
void SourceNode::on_sample(Sample sample) {
  branch().post([this, sample = std::move(sample)](Branch&) mutable { push(std::move(sample)); });
}
void SourceNode::on_tick(Hns time) {
  branch().post([this, time](Branch&) { push_tick(time); });
}
void SourceNode::on_format_changed(ForeignPtr format) {
  branch().post([this, format = std::move(format)](Branch&) mutable { push_format(std::move(format)); });
}
void SourceNode::on_in_band_event(ForeignPtr event) {
  branch().post([this, event = std::move(event)](Branch&) mutable { push_event(std::move(event)); });
}
void SourceNode::on_end_of_stream() {
  branch().post([this](Branch&) { push_end(); });
}
void SourceNode::on_stream_failed(Status status) {
  branch().post([this, status](Branch& branch) { branch.fail(id(), status); });
}
void SourceNode::on_stream_event(ForeignPtr event) {
  if (const auto reports = branch().reports()) reports->foreign_event(std::move(event));
}

}  // namespace caesura::engine
