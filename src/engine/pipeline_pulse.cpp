// SPDX-License-Identifier: MIT
//
// How a pipeline notices that data has stopped to flow, while it plays.
#include <utility>

#include "engine/deadlines.h"
#include "engine/pipeline.h"

namespace caesura::engine {
namespace {

const char* request_of(Pulse::Owes owes) {
  switch (owes) {
    using enum Pulse::Owes;
    case kSample:
      return "give a sample";
    case kOutput:
      return "give output";
    case kDrain:
      return "drain";
    case kNothing:
      break;
  }
  return "return";
}

}  // namespace

void Pipeline::watch_pulse() {
  if (std::exchange(feels_pulse_, true)) return;
  for (Watched& watched : watched_) watched.waited = {};
  if (!std::exchange(pulse_timed_, true)) time_pulse();
}

/// One timer, however often playback pauses.
void Pipeline::time_pulse() {
  session_->post_after(Deadlines::kTick, [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (!self) return;
    self->pulse_timed_ = self->feels_pulse_;
    if (!self->feels_pulse_) return;
    self->feel_pulse();
    self->time_pulse();
  });
}

/// A source that buffers has said so, and a live one gives what there is: both may take their time.
bool Pipeline::may_rest(const Watched& watched) const {
  if (watched.source == kNoSource) return false;
  const SourceState& source = sources_[watched.source];
  return source.traits.live || source.buffering > 0;
}

void Pipeline::feel_pulse() {
  for (Watched& watched : watched_) {
    const bool inside = !watched.pulse;  // it is the branch whose calls are watched
    const NodeId node = inside ? watched.branch->visited() : watched.node;
    const Pulse::Owes owes = inside ? Pulse::Owes::kNothing : watched.pulse->owes();
    const std::uint64_t beats = inside ? watched.branch->visits() : watched.pulse->beats();
    if (std::exchange(watched.beats, beats) != beats)
      watched.told = false;
    else if ((inside ? node != 0 : owes != Pulse::Owes::kNothing) && !may_rest(watched)) {
      watched.waited += Deadlines::kTick;
      if (watched.waited <= patience_.answer || std::exchange(watched.told, true)) continue;
      Fault fault = fault_of(node);
      fault.asked = request_of(owes);
      if (const auto listener = owner()) listener->pipeline_silent(std::move(fault));
      continue;
    }
    watched.waited = {};
  }
}

}  // namespace caesura::engine
