// SPDX-License-Identifier: MIT
//
// How a pipeline changes its rate, and what it does at rate 0.
#include <algorithm>
#include <utility>

#include "engine/pipeline_asks.h"

namespace caesura::engine {

// ------------------------------------------------------------------------------------------------------ another rate

void Pipeline::set_rate(Rate rate, Done done) {
  begin([this, rate, done = std::move(done)](Status sources) { rate_clock(rate, done, sources); });
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    sources_[i].rated = false;
    await(Group::kSource, i, Answer::kRated);
    rate_source(i, rate);
  }
  seal();
}

void Pipeline::rate_source(std::size_t index, Rate rate) {
  SourceState& source = sources_[index];
  source.rate = rate;
  ++source.rates_due;
  source.unit.post([weak = weak_from_this(), index, rate, phase = phase_](SourcePort& port) {
    const Status status = attempt([&] { return port.set_rate(rate); });
    const auto self = weak.lock();
    if (!self || (status.ok() && status != status::kFalse)) return;
    self->on_strand([index, status, phase](Pipeline& pipeline) {
      int& due = pipeline.sources_[index].rates_due;
      due = std::max(0, due - 1);  // some say it in an event as well
      if (phase == pipeline.phase_) pipeline.answered({Group::kSource, index, Answer::kRated}, status);
    });
  });
}

/// A source answers every call that it has accepted, in their order: only the last answer says where it stands. What
/// comes when nobody waits for it any more is of a change that has been given up. One that has stopped owes none.
void Pipeline::source_rated(std::size_t index, Status status) {
  SourceState& source = sources_[index];
  if (source.rates_due == 0 || --source.rates_due > 0) return;
  const Awaited answer{Group::kSource, index, Answer::kRated};
  if (std::find(awaited_.begin(), awaited_.end(), answer) != awaited_.end()) return answered(answer, status);
  if (status.ok() && source.rate != rate_) rate_source(index, rate_);
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
  ask_clock(Answer::kRated, [speed = rate.speed](ClockPort& clock) { return clock.set_rate(speed); });
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
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    if (std::exchange(sources_[i].rated, false)) rate_source(i, rate_);
  }
}

void Pipeline::give_up_rate() {
  const auto awaits = [&](Group group) {
    return std::any_of(awaited_.begin(), awaited_.end(), [group](const Awaited& awaited) {
      return awaited.group == group && awaited.answer == Answer::kRated;
    });
  };
  const bool clock_asked = awaits(Group::kClock);
  if (!clock_asked && !awaits(Group::kSource)) return;
  begin(nullptr);
  take_back_rate();
  if (clock_asked) clock_.post([speed = rate_.speed](ClockPort& clock) { (void)clock.set_rate(speed); });
}

void Pipeline::follow_rate(Rate rate) {
  adopt(rate);
  if (!end_told_) watch_end();
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

/// Only the clock is moved, to where the frame begins. A sink that runs already need not answer.
void Pipeline::step_clock(Done done) {
  begin(std::move(done));
  start_time_ = here();
  begin_scrub();
  ask_clock(Answer::kStarted, [position = *start_time_](ClockPort& clock) { return clock.start(position); });
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
