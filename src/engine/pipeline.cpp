// SPDX-License-Identifier: MIT
#include "engine/pipeline.h"

#include <algorithm>
#include <utility>

#include "base/log.h"

namespace caesura::engine {

Pipeline::Pipeline(TopologyPtr topology, PipelineParts parts, std::weak_ptr<PipelineOwner> owner)
    : topology_(std::move(topology)),
      session_(std::move(parts.session)),
      executor_(std::move(parts.executor)),
      clock_(std::move(parts.clock)),
      quality_(std::move(parts.quality)),
      patience_(parts.patience),
      owner_(std::move(owner)) {}

Pipeline::~Pipeline() = default;

bool Pipeline::can_pause() const {
  return std::all_of(sources_.begin(), sources_.end(), [](const auto& source) { return source.traits.can_pause; });
}
bool Pipeline::can_seek() const {
  return std::all_of(sources_.begin(), sources_.end(), [](const auto& source) { return source.traits.can_seek; });
}
bool Pipeline::uses_no_network() const {
  return std::all_of(sources_.begin(), sources_.end(),
                     [](const auto& source) { return source.traits.does_not_use_network; });
}
bool Pipeline::buffers() const {
  if (rate_.speed == 0) return false;  // the clock stands by itself, and a frame comes when it comes
  return std::any_of(sources_.begin(), sources_.end(), [](const auto& source) { return source.buffering > 0; });
}
bool Pipeline::is_beyond_end(Hns time) const {
  return std::all_of(streams_.begin(), streams_.end(), [&](const StreamState& stream) {
    const Hns media_time = time + stream.media_start;
    return (stream.media_stop && media_time >= *stream.media_stop) ||
           (topology_->duration && media_time > *topology_->duration);
  });
}
Hns Pipeline::offset() const { return shift() - (sources_.empty() ? 0 : sources_.front().media_start); }

std::vector<std::shared_ptr<Strand>> Pipeline::strands() const {
  std::vector<std::shared_ptr<Strand>> strands;
  for (const SourceState& source : sources_) strands.push_back(source.unit.strand);
  for (const SinkState& sink : sinks_) strands.push_back(sink.unit.strand);
  for (const auto& branch : branches_) strands.push_back(branch->strand());
  return strands;
}

void Pipeline::set_media_stop(NodeId node, Hns stop) {
  if (!topology_->trims) return;
  for (StreamState& stream : streams_) {
    if (stream.node != node) continue;
    stream.media_stop = stop;
    stream.branch->post([stop](Branch& branch) { branch.set_media_stop(stop); });
  }
}

// ------------------------------------------------------------------------------------------------------------ phases

void Pipeline::begin(Done done) {
  ++phase_;
  awaited_.clear();
  first_failure_ = status::kOk;
  sealed_ = false;
  done_ = std::move(done);
}

void Pipeline::await(Group group, std::size_t index, Answer answer) { awaited_.push_back({group, index, answer}); }

void Pipeline::await_outputs(Answer answer) {
  for (std::size_t i = 0; i < outputs_.size(); ++i) {
    if (answer == Answer::kStarted) outputs_[i].follows = true;
    if (outputs_[i].follows) await(Group::kOutput, i, answer);
  }
}

/// Everybody has been asked. Where nobody had to be, the phase is over at once.
void Pipeline::seal() {
  sealed_ = true;
  if (awaited_.empty() && done_) std::exchange(done_, nullptr)(first_failure_);
}

void Pipeline::answered(Awaited answer, Status status) {
  if (answer.group == Group::kSource) note(sources_[answer.index], answer.answer, status);
  const auto found = std::find(awaited_.begin(), awaited_.end(), answer);
  if (found == awaited_.end()) return;  // late, or not asked
  awaited_.erase(found);
  if (status.failed() && first_failure_.ok()) first_failure_ = status;
  if (answer.answer == Answer::kPaused && answer.group == Group::kClock && status.failed()) {
    clock_run_ = ClockRun::kRunning;  // it has refused
  }
  const bool clock_stays = answer.group == Group::kClock && (status.failed() || status == status::kFalse);
  if (clock_stays) awaited_.clear();  // nobody follows a clock that does not move
  if (sealed_) seal();
}

void Pipeline::note(SourceState& source, Answer answer, Status status) {
  using enum SourceRun;
  if (answer == Answer::kStarted && source.run == kStarting) source.run = status.ok() ? kRunning : kIdle;
  if (answer == Answer::kStopped && source.run == kStopping) source.run = kIdle;
  if (answer == Answer::kStopped) source.buffering = 0;  // it need not say so
  if (answer == Answer::kRated) source.rated = status.ok() && status != status::kFalse;
}

void Pipeline::report(Group group, std::size_t index, Answer answer, Status status) {
  on_strand([awaited = Awaited{group, index, answer}, status](Pipeline& self) { self.answered(awaited, status); });
}

void Pipeline::report(Group group, std::size_t index, Answer answer, Status status, std::uint64_t phase) {
  on_strand([awaited = Awaited{group, index, answer}, status, phase](Pipeline& self) {
    if (phase == self.phase_) self.answered(awaited, status);
  });
}

int& Pipeline::due(SourceState& source, Answer answer) {
  switch (answer) {
    case Answer::kStarted:
      return source.starts_due;
    case Answer::kPaused:
      return source.pauses_due;
    case Answer::kStopped:
      return source.stops_due;
    default:
      return source.rates_due;
  }
}

/// A source answers every call that it has accepted, in their order: only the last answer is one to what is asked now,
/// and the others come from calls that were given up. One that has stopped owes none from before.
void Pipeline::source_answered(std::size_t index, Answer answer, Status status) {
  SourceState& source = sources_[index];
  int& count = due(source, answer);
  const bool late = count > 1;
  count = std::max(0, count - 1);
  if (answer == Answer::kStopped) source.starts_due = source.pauses_due = source.rates_due = 0;
  if (late) return;
  if (answer == Answer::kStarted) source.stops_due = 0;
  answered({Group::kSource, index, answer}, status);
}

/// A call that was not accepted has no answer but this.
void Pipeline::source_refused(std::size_t index, Answer answer, Status status, std::uint64_t phase) {
  int& count = due(sources_[index], answer);
  count = std::max(0, count - 1);  // some say it in an event as well
  if (phase == phase_) answered({Group::kSource, index, answer}, status);
}

// ----------------------------------------------------------------------------------------------------------- reports

void Pipeline::source_buffers(std::size_t source, bool begins) {
  const SourceState& state = sources_[source];
  if (const auto heir = state.heir.lock()) return heir->source_buffers(state.heir_index, begins);
  const bool before = buffers();
  int& count = sources_[source].buffering;
  count = begins ? count + 1 : std::max(0, count - 1);
  const auto listener = owner();
  if (listener && buffers() != before) listener->pipeline_buffers(*this);
}

void Pipeline::source_changed(std::size_t source, SourceTraits traits) {
  traits.selected_streams = sources_[source].traits.selected_streams;
  sources_[source].traits = traits;
  if (const auto listener = owner()) listener->pipeline_traits_changed();
}

void Pipeline::source_failed(std::size_t source, Status status) {
  if (const auto listener = owner()) listener->pipeline_failed(fault_of(*sources_[source].unit.port), status);
}

void Pipeline::node_failed(NodeId node, Status status) {
  on_strand([node, status](Pipeline& self) {
    if (const auto listener = self.owner()) listener->pipeline_failed(self.fault_of(node), status);
  });
}
void Pipeline::output_ended(std::size_t output, std::uint64_t start, Hns end) {
  on_strand([output, start, end](Pipeline& self) {
    if (start == self.start_number_) self.end_output(output, end);
  });
}
void Pipeline::stream_over(NodeId node, std::uint64_t start, bool marked_out) {
  on_strand([node, start, marked_out](Pipeline& self) {
    if (start == self.start_number_) self.end_stream(node, marked_out);
  });
}
void Pipeline::output_fed(std::size_t output, std::uint64_t start, Hns end) {
  on_strand([output, start, end](Pipeline& self) {
    if (start == self.start_number_) self.feed_output(output, end);
  });
}
void Pipeline::output_answered(std::size_t output, Answer answer, Status status) {
  report(Group::kOutput, output, answer, status);
}
void Pipeline::node_inserted(Insertion insertion) {
  on_strand([insertion = std::move(insertion)](Pipeline& self) {
    if (const auto listener = self.owner()) listener->pipeline_changed(insertion);
  });
}
void Pipeline::foreign_event(ForeignPtr event) {
  on_strand([event = std::move(event)](Pipeline& self) {
    if (const auto listener = self.owner()) listener->pipeline_event(event);
  });
}

}  // namespace caesura::engine
