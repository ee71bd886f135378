// SPDX-License-Identifier: MIT
//
// How a pipeline changes its rate, and what it does at rate 0.
#include <algorithm>
#include <utility>

#include "engine/pipeline.h"

namespace caesura::engine {

// ------------------------------------------------------------------------------------------------------ another rate

void Pipeline::set_rate(Rate rate, Done done) {
  begin([this, rate, done = std::move(done)](Status sources) { rate_clock(rate, done, sources); });
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    sources_[i].rated = false;
    await(Group::kSource, i, Answer::kRated);
    sources_[i].unit.post([weak = weak_from_this(), i, rate](SourcePort& source) {
      const Status status = source.set_rate(rate);
      const bool answered = status.failed() || status == status::kFalse;
      const auto self = weak.lock();
      if (self && answered) self->report(Group::kSource, i, Answer::kRated, status);
    });
  }
  seal();
}

void Pipeline::rate_clock(Rate rate, Done done, Status sources) {
  if (sources.failed()) {
    take_back_rate();
    return done(sources);
  }
  begin([this, rate, done = std::move(done)](Status clock) {
    if (clock.ok()) {
      adopt(rate);
    } else {
      take_back_rate();
    }
    done(clock);
  });
  await(Group::kClock, 0, Answer::kRated);
  clock_.post([weak = weak_from_this(), speed = rate.speed](ClockPort& clock) {
    const Status status = clock.set_rate(speed);
    if (const auto self = weak.lock()) self->report(Group::kClock, 0, Answer::kRated, status);
  });
  seal();
}

void Pipeline::adopt(Rate rate) {
  rate_ = rate;
  for (const auto& branch : branches_) {
    branch->post([rate](Branch& b) { b.set_rate(rate); });
  }
}

/// The sources that have accepted a rate which is not to be get the present one back.
void Pipeline::take_back_rate() {
  for (const SourceState& source : sources_) {
    if (!source.rated) continue;
    source.unit.post([rate = rate_](SourcePort& port) { (void)port.set_rate(rate); });
  }
}

// ------------------------------------------------------------------------------------------------------------ rate 0

/// Where a start without a position begins, while the clock is not stopped.
Hns Pipeline::here() const {
  if (!scrubbed_) return paused_at_;
  const Hns present = start_time_.value_or(0);
  return rate_.speed == 0 && scrub_end_ != kNoTime ? scrub_end_ : present;
}

/// A start is under way: at rate 0 it is for one frame.
void Pipeline::begin_scrub() {
  ++scrub_;
  scrubbed_ = scrub_owed_ = rate_.speed == 0;
  scrub_end_ = kNoTime;
}

/// The next frame: only the clock is moved, to where that begins. A sink that runs already need not answer.
void Pipeline::step() {
  start_time_ = here();
  begin_scrub();
  await(Group::kClock, 0, Answer::kStarted);
  clock_.post([weak = weak_from_this(), position = *start_time_](ClockPort& clock) {
    const Status status = clock.start(position);
    if (const auto self = weak.lock()) self->report(Group::kClock, 0, Answer::kStarted, status);
  });
  seal();
}

void Pipeline::scrub_branches() {
  if (!std::exchange(scrub_owed_, false)) return;
  for (OutputState& output : outputs_) output.scrubbed = false;
  for (const auto& branch : branches_) {
    branch->post([scrub = scrub_](Branch& b) { b.scrub(scrub); });
  }
}

void Pipeline::output_scrubbed(std::size_t output, std::uint64_t scrub, Hns end) {
  on_strand([output, scrub, end](Pipeline& self) {
    if (scrub == self.scrub_) self.end_scrub(output, end);
  });
}

void Pipeline::end_scrub(std::size_t output, Hns end) {
  if (std::exchange(outputs_[output].scrubbed, true)) return;
  if (end != kNoTime) scrub_end_ = scrub_end_ == kNoTime ? end : std::min(scrub_end_, end);
  const bool all = std::all_of(outputs_.begin(), outputs_.end(), [](const auto& each) { return each.scrubbed; });
  if (const auto listener = owner(); listener && all) listener->pipeline_scrubbed();
}

}  // namespace caesura::engine
