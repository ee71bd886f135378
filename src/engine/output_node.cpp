// SPDX-License-Identifier: MIT
#include "engine/output_node.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <utility>

#include "base/log.h"
#include "engine/branch.h"

namespace caesura::engine {
namespace {

/// How long to wait before offering a sample again to a sink that had no room for it.
constexpr std::chrono::milliseconds kRetry{2};

/// How long a frame may take to the screen of a sink that does not say when it is there.
constexpr std::chrono::milliseconds kShownWithin{40};

std::uint64_t next_epoch() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

/// Around a pause, and while its device changes, a sink may refuse what was on its way, and takes it later.
bool is_refused_for_now(Status status) {
  return status == status::kInvalidRequest || status == status::kInvalidStateTransition ||
         status == status::kNewVideoDevice || status == status::kVideoDeviceLocked;
}

}  // namespace

OutputNode::OutputNode(Branch& branch, NodeId id, Output output, std::size_t index)
    : Node(branch, id), output_(std::move(output)), index_(index), epoch_(next_epoch()) {}

void OutputNode::follow(std::weak_ptr<Branch> branch, OutputNode& before) {
  before_branch_ = std::move(branch);
  before_ = &before;
}

Status OutputNode::take_sink() {
  const std::shared_ptr<StreamSinkListener> ear(branch().shared_from_this(), this);
  Status status = output_.port->prepare(id(), output_.type, output_.locked);
  if (status.ok()) status = output_.port->listen(ear);
  OutputNode* const before = std::exchange(before_, nullptr);
  if (!before) return status;
  // From here on the sink's events come to this node, so that nothing is left behind there.
  if (const auto other = before_branch_.lock()) {
    other->post([before, ear](Branch&) {
      before->hand_over(ear);
      static_cast<OutputNode&>(*ear).answered(Answer::kReady, status::kOk);
    });
  } else {
    answered(Answer::kReady, status::kOk);
  }
  return status;
}

void OutputNode::hand_over(std::weak_ptr<StreamSinkListener> successor) {
  successor_ = std::move(successor);
  handed_over_ = true;
  for (int i = std::exchange(requests_, 0); i > 0; --i) requested();
}

void OutputNode::reset() {
  pulled_ = 0;
  held_ = {};
  keep_last_format(behind_);
  open_ = refused_ = end_held_ = end_owed_ = ended_ = marked_out_ = told_ = false;
  last_end_ = last_time_ = skip_until_ = kNoTime;
  scrub_ = 0;
  scrub_pulls_ = 0;
  epoch_ = next_epoch();
}

void OutputNode::pull_missing() {
  for (int missing = requests_ - pulled_; missing > 0; --missing) {
    if (scrubs_ && scrub_pulls_ == 0) return;
    if (scrubs_) --scrub_pulls_;
    ++pulled_;
    pull_upstream();
  }
}

void OutputNode::requested() {
  if (handed_over_) {
    if (const auto successor = successor_.lock()) successor->on_sample_requested();
    return;
  }
  ++requests_;
  if (std::exchange(refused_, false)) deliver();  // it runs after all
  if (open_ && !ended_) pull_missing();
}

void OutputNode::pull(std::size_t) {}  // nothing is downstream of a sink

void OutputNode::push(Sample sample) {
  LOG_TRACE(sink, "node {:#x} gets a sample of {} + {} (100 ns)", id(), sample.time, sample.duration);
  if (branch().is_held()) return;
  if (skips(sample)) {
    LOG_DEBUG(sink, "node {:#x} leaves the sample at {} (100 ns) out: its sink is late", id(), sample.time);
    note_end(sample.time, sample.time + sample.duration);
    return pull_upstream();
  }
  behind_.emplace_back(std::move(sample));
  if (held_) return;  // a retry is under way
  catch_up();
  deliver();
}

/// Delivers what is held, as far as the sink has room.
void OutputNode::deliver() {
  if (branch().is_held()) return;
  while (held_) {
    if (!deliver_held()) return;
    if (!held_) catch_up();
  }
  if (std::exchange(end_held_, false)) end();
}

Status OutputNode::process() {
  const Branch::Visit visit(branch(), id());
  return output_.port->process_sample(held_);
}

Status OutputNode::place_end() {
  const Branch::Visit visit(branch(), id());
  return output_.port->place_end_of_segment(epoch_);
}

/// False: no more can be delivered now.
bool OutputNode::deliver_held() {
  const Hns time = held_.time;
  const Hns end = time == kNoTime ? kNoTime : time + held_.duration;
  held_.at_once = scrubs_;
  if (!std::exchange(told_, true)) before_input(held_);
  const Status status = process();
  if (status == status::kNotAccepting) {
    retry_later();
    return false;
  }
  if (is_refused_for_now(status)) {
    refused_ = true;
    return false;
  }
  held_ = {};
  told_ = false;
  pulled_ = std::max(0, pulled_ - 1);
  requests_ = std::max(0, requests_ - 1);
  if (status.ok()) {
    last_time_ = time;
    if (end != kNoTime) note_end(time, end);
    if (scrub_ != 0) scrub_delivered(end);
  } else {
    LOG_ERROR(sink, "{} refuses a sample: {:#010x}", output_.port->describe(), status.code());
    branch().fail(id(), status);
    return false;
  }
  return true;
}

/// A sample has been dealt with. The end lies where playback runs to.
void OutputNode::note_end(Hns begin, Hns end) {
  const bool backwards = branch().rate().speed < 0;
  const Hns last = last_end_ == kNoTime ? (backwards ? begin : end) : last_end_;
  last_end_ = backwards ? std::min(last, begin) : std::max(last, end);
}

void OutputNode::set_rate(Rate rate) {
  scrubs_ = rate.speed == 0;
  if (!scrubs_ && std::exchange(end_owed_, false)) end();
}

void OutputNode::scrub(std::uint64_t scrub) {
  scrub_ = scrub;
  scrub_delivered_ = false;
  scrub_end_ = kNoTime;
  const bool rateless = output_.rateless || output_.traits.rateless;
  scrubbing_ = rateless || output_.traits.knows_rates ? output_.port->scrubbing() : Scrubbing::kNothing;
  scrub_pulls_ = 0;
  if (scrubbing_ == Scrubbing::kNothing || ended_) return scrubbed(kNoTime);
  if (pulled_ == 0) scrub_pulls_ = 1;  // one on its way is the frame
  open_ = true;
}

void OutputNode::scrub_delivered(Hns end) {
  scrub_delivered_ = true;
  scrub_end_ = end;
  if (scrubbing_ == Scrubbing::kTells) return;
  branch().post_after(kShownWithin, [this, scrub = scrub_, end](Branch&) {
    if (scrub == scrub_) scrubbed(end);
  });
}

void OutputNode::scrubbed(Hns end) {
  if (scrub_ == 0) return;
  const std::uint64_t scrub = std::exchange(scrub_, 0);
  if (const auto reports = branch().reports()) reports->output_scrubbed(index_, scrub, end);
}

void OutputNode::retry_later() {
  branch().post_after(kRetry, [this, epoch = epoch_](Branch&) {
    if (epoch == epoch_) deliver();
  });
}

/// Only what comes after the sample that was late; where time runs backwards, everything comes before it.
bool OutputNode::skips(const Sample& sample) const {
  return !scrubs_ && sample.time != kNoTime && sample.time > last_time_ && sample.time < skip_until_;
}

void OutputNode::hear(const ForeignPtr& event) {
  const std::optional<Hns> lag = watch() ? watch()->heard(event) : std::nullopt;
  if (lag) skip_until_ = *lag > 0 && last_time_ != kNoTime ? last_time_ + *lag : kNoTime;
}

void OutputNode::push_tick(Hns time) {
  const Status status = output_.port->place_tick(time);
  if (status.failed()) LOG_DEBUG(sink, "{} takes no tick: {:#010x}", output_.port->describe(), status.code());
}

void OutputNode::push_format(ForeignPtr format) {
  behind_.emplace_back(std::move(format));
  catch_up();
}

/// Where the sink refuses the format, a transform is put before it, and gets what is behind the format.
void OutputNode::change(const ForeignPtr& format) {
  const Status status = output_.port->accept_format(format);
  format_ = format;
  if (status.ok()) return;
  LOG_DEBUG(sink, "{} does not take the new format: {:#010x}", output_.port->describe(), status.code());
  Node* const before = branch().insert_before(*this, *output_.port, format, pulled_);
  if (!before) return;
  format_ = output_.port->format();  // what the transform between makes of it
  for (auto& arrival : std::exchange(behind_, {})) {
    if (Sample* sample = std::get_if<Sample>(&arrival))
      before->push(std::move(*sample));
    else
      before->push_format(std::get<ForeignPtr>(std::move(arrival)));
  }
  if (std::exchange(end_held_, false)) before->push_end();
}

void OutputNode::catch_up() {
  while (!held_ && !behind_.empty()) {
    auto next = std::move(behind_.front());
    behind_.pop_front();
    if (Sample* sample = std::get_if<Sample>(&next))
      held_ = std::move(*sample);
    else
      change(std::get<ForeignPtr>(next));
  }
}

/// The sink has another format, or has lost its own: what it has not taken yet goes the way of a change from upstream.
void OutputNode::renegotiate() {
  if (!format_) return;
  Arrivals arrivals{format_};
  if (held_) arrivals.emplace_back(std::exchange(held_, {}));
  for (auto& arrival : std::exchange(behind_, {})) arrivals.push_back(std::move(arrival));
  behind_ = std::move(arrivals);
  refused_ = told_ = false;
  catch_up();
  deliver();
}

void OutputNode::push_event(ForeignPtr event) {
  const Status status = output_.port->place_event(event);
  if (status.failed()) LOG_DEBUG(sink, "{} takes no event: {:#010x}", output_.port->describe(), status.code());
}

void OutputNode::push_end() {
  if (held_) {
    end_held_ = true;
  } else {
    end();
  }
}

void OutputNode::push_mark_out() {
  marked_out_ = true;
  push_end();
}

void OutputNode::end() {
  ended_ = true;
  if (scrubs_) {  // the presentation does not end at rate 0
    end_owed_ = true;
    return scrubbed(scrub_end_);
  }
  answered(Answer::kPrerolled, status::kOk);  // it gets no more than it has
  if (const auto reports = branch().reports()) reports->output_fed(index_, branch().start_number(), end_time());
  const Status status = place_end();
  if (status.ok()) return;  // on_marker follows
  if (status != status::kNotImplemented) {
    LOG_WARN(sink, "{} takes no end marker ({:#010x}); its end is taken as reached", output_.port->describe(),
             status.code());
  }
  marker_returned(epoch_, status::kOk);
}

void OutputNode::marker_returned(std::uint64_t context, Status status) {
  if (context != epoch_ || !ended_ || status == status::kAbort) return;
  if (const auto reports = branch().reports()) reports->output_ended(index_, branch().start_number(), end_time());
}

/// The last picture before a stop is seen until then.
Hns OutputNode::end_time() const { return marked_out_ && branch().rate().speed > 0 ? branch().stop_time() : last_end_; }

void OutputNode::answered(Answer answer, Status status) {
  if (const auto reports = branch().reports()) reports->output_answered(index_, answer, status);
}

void OutputNode::on_sample_requested() {
  branch().post([this](Branch&) { requested(); });
}
void OutputNode::offer_refused() {
  branch().post([this](Branch&) {
    if (std::exchange(refused_, false)) deliver();
  });
}
void OutputNode::on_sink_device_changed() { offer_refused(); }
void OutputNode::on_sink_format_changed(bool invalid) {
  branch().post([this, invalid](Branch&) {
    if (invalid || !output_.port->goes_by(format_)) renegotiate();
  });
}
void OutputNode::on_sink_started(Status status) {
  offer_refused();
  answered(Answer::kStarted, status);
}
void OutputNode::on_sink_paused(Status status) { answered(Answer::kPaused, status); }
void OutputNode::on_sink_stopped(Status status) { answered(Answer::kStopped, status); }
void OutputNode::on_sink_prerolled(Status status) { answered(Answer::kPrerolled, status); }
void OutputNode::on_sink_scrubbed() {
  branch().post([this](Branch&) {
    if (scrub_delivered_) scrubbed(scrub_end_);
  });
}
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
