// SPDX-License-Identifier: MIT
#include "engine/trim_node.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "engine/branch.h"

namespace caesura::engine {

TrimNode::TrimNode(Branch& branch, NodeId id, std::shared_ptr<SampleCutter> cutter)
    : Node(branch, id), cutter_(std::move(cutter)) {}

void TrimNode::reset() {
  ended_ = false;
  passed_ = kNoTime;
}

void TrimNode::pull(std::size_t) {
  if (!ended_) pull_upstream();
}

void TrimNode::push(Sample sample) {
  if (ended_) return;
  if (format_) downstream().push_format(std::exchange(format_, nullptr));
  if (sample.time == kNoTime) return downstream().push(std::move(sample));
  if (branch().rate().speed < 0) return push_backwards(std::move(sample));
  const Hns start = branch().start_time();
  const Hns stop = branch().stop_time();
  const Hns end = sample.time + std::max<Hns>(sample.duration, 1);
  if (sample.time >= stop) return mark_out();
  if (end <= start) return pull_upstream();  // from before the position that was asked for; the request stands
  const bool last = end >= stop;
  if (cutter_ && (sample.time < start || end > stop)) sample = cutter_->cut(std::move(sample), start, stop);
  passed_ = end;
  if (!last) return sample ? downstream().push(std::move(sample)) : pull_upstream();
  ended_ = true;  // first of all: the node that gets the sample may ask for the next one
  if (sample) downstream().push(std::move(sample));
  mark_out();
}

/// Time runs from the position that was asked for to the beginning of the presentation.
void TrimNode::push_backwards(Sample sample) {
  const Hns start = branch().start_time();
  if (start != kNoTime && sample.time > start) return pull_upstream();
  if (sample.time + std::max<Hns>(sample.duration, 1) <= 0) return mark_out();
  downstream().push(std::move(sample));
}

/// What has passed reaches the new stop, and nothing more may come that would show it.
void TrimNode::stop_moved() {
  if (!ended_ && !branch().is_held() && passed_ != kNoTime && passed_ >= branch().stop_time()) mark_out();
}

void TrimNode::mark_out() {
  LOG_DEBUG(pipeline, "node {:#x}: the presentation stops here", id());
  ended_ = true;
  finish_upstream();
  downstream().push_mark_out();
}

void TrimNode::push_tick(Hns time) {
  if (!ended_) downstream().push_tick(time);
}

void TrimNode::push_format(ForeignPtr format) {
  if (ended_) {
    format_ = std::move(format);
  } else {
    downstream().push_format(std::move(format));
  }
}

void TrimNode::push_event(ForeignPtr event) {
  if (!ended_) downstream().push_event(std::move(event));
}

void TrimNode::push_end() {
  if (std::exchange(ended_, true)) return;
  downstream().push_end();
}

}  // namespace caesura::engine
