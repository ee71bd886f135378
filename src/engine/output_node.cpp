// SPDX-License-Identifier: MIT
#include "engine/output_node.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/log.h"
#include "engine/branch.h"

namespace caesura::engine {
namespace {

/// How long to wait before offering a sample again to a sink that had no room for it.
constexpr std::chrono::milliseconds kRetry{2};

/// Around a pause or stop a sink may refuse what was on its way; the sample is then of no use to anybody.
bool is_refused_by_state(Status status) {
  return status == status::kInvalidRequest || status == status::kInvalidStateTransition;
}

}  // namespace

OutputNode::OutputNode(Branch& branch, NodeId id, Output output, std::size_t index)
    : Node(branch, id), output_(std::move(output)), index_(index) {}

void OutputNode::reset() {
  pulled_ = 0;
  held_.clear();
  end_held_ = ended_ = false;
  told_first_ = false;
  last_end_ = 0;
  last_time_ = skip_until_ = kNoTime;
  ++epoch_;
}

void OutputNode::open() {
  for (int missing = requests_ - pulled_; missing > 0; --missing) {
    ++pulled_;
    pull_upstream();
  }
}

void OutputNode::requested() {
  ++requests_;
  if (branch().is_open() && !ended_) open();
}

void OutputNode::pull(std::size_t) {}  // nothing is downstream of a sink

void OutputNode::push(Sample sample) {
  LOG_TRACE(sink, "node {:#x} gets a sample of {} + {} (100 ns)", id(), sample.time, sample.duration);
  const bool early = sample.time != kNoTime && branch().start_time() != kNoTime &&
                     sample.time + std::max<Hns>(sample.duration, 1) <= branch().start_time();
  if (early) return pull_upstream();  // from before the position that was asked for; the request stands
  if (skips(sample)) {
    LOG_DEBUG(sink, "node {:#x} leaves the sample at {} (100 ns) out: its sink is late", id(), sample.time);
    last_end_ = std::max(last_end_, sample.time + sample.duration);
    return pull_upstream();
  }
  held_.push_back(std::move(sample));
  if (held_.size() == 1) deliver();  // or else a retry is under way
}

/// Delivers what is held, as far as the sink has room.
void OutputNode::deliver() {
  while (!held_.empty()) {
    if (!deliver_first()) return;
  }
  if (std::exchange(end_held_, false)) finish();
}

/// False: no more can be delivered now.
bool OutputNode::deliver_first() {
  Sample& sample = held_.front();
  const Hns end = sample.time == kNoTime ? kNoTime : sample.time + sample.duration;
  const Hns time = sample.time;
  if (!std::exchange(told_first_, true)) before_input(sample);
  const Status status = output_.port->process_sample(sample);
  if (status == status::kNotAccepting) {
    retry_later();
    return false;
  }
  held_.pop_front();
  told_first_ = false;
  pulled_ = std::max(0, pulled_ - 1);
  requests_ = std::max(0, requests_ - 1);
  if (status.ok()) {
    last_time_ = time;
    if (end != kNoTime) last_end_ = std::max(last_end_, end);
  } else if (!is_refused_by_state(status)) {
    LOG_ERROR(sink, "{} refuses a sample: {:#010x}", output_.port->describe(), status.code());
    branch().fail(id(), status);
    return false;
  }
  return true;
}

void OutputNode::retry_later() {
  branch().post_after(kRetry, [this, epoch = epoch_](Branch&) {
    if (epoch == epoch_) deliver();
  });
}

/// Only what comes after the sample that was late; where time runs backwards, everything comes before it.
bool OutputNode::skips(const Sample& sample) const {
  return sample.time != kNoTime && sample.time > last_time_ && sample.time < skip_until_;
}

void OutputNode::hear(const ForeignPtr& event) {
  const std::optional<Hns> lag = watch() ? watch()->heard(event) : std::nullopt;
  if (lag) skip_until_ = *lag > 0 && last_time_ != kNoTime ? last_time_ + *lag : kNoTime;
}

void OutputNode::push_tick(Hns time) {
  const Status status = output_.port->place_tick(time);
  if (status.failed()) LOG_DEBUG(sink, "{} takes no tick: {:#010x}", output_.port->describe(), status.code());
}

void OutputNode::push_end() {
  if (held_.empty()) {
    finish();
  } else {
    end_held_ = true;
  }
}

void OutputNode::finish() {
  ended_ = true;
  answered(Answer::kPrerolled, status::kOk);  // it gets no more than it has
  const Status status = output_.port->place_end_of_segment(epoch_);
  if (status.ok()) return;  // on_marker follows
  if (status != status::kNotImplemented) {
    LOG_WARN(sink, "{} takes no end marker ({:#010x}); its end is taken as reached", output_.port->describe(),
             status.code());
  }
  marker_returned(epoch_, status::kOk);
}

void OutputNode::marker_returned(std::uint64_t context, Status status) {
  if (context != epoch_ || !ended_ || status == status::kAbort) return;
  if (const auto reports = branch().reports()) reports->output_ended(index_, branch().start_number(), last_end_);
}

void OutputNode::answered(Answer answer, Status status) {
  if (const auto reports = branch().reports()) reports->output_answered(index_, answer, status);
}

void OutputNode::on_sample_requested() {
  branch().post([this](Branch&) { requested(); });
}
void OutputNode::on_sink_started(Status status) { answered(Answer::kStarted, status); }
void OutputNode::on_sink_paused(Status status) { answered(Answer::kPaused, status); }
void OutputNode::on_sink_stopped(Status status) { answered(Answer::kStopped, status); }
void OutputNode::on_sink_prerolled(Status status) { answered(Answer::kPrerolled, status); }
void OutputNode::on_marker(std::uint64_t context, Status status) {
  branch().post([this, context, status](Branch&) { marker_returned(context, status); });
}
void OutputNode::on_sink_failed(Status status) {
  branch().post([this, status](Branch& branch) { branch.fail(id(), status); });
}
void OutputNode::on_sink_quality(ForeignPtr event) {
  branch().post([this, event = std::move(event)](Branch&) { hear(event); });
}
void OutputNode::on_sink_event(ForeignPtr event) {
  if (const auto reports = branch().reports()) reports->foreign_event(std::move(event));
}

}  // namespace caesura::engine
