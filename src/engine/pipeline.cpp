// SPDX-License-Identifier: MIT
#include "engine/pipeline.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <utility>

#include "base/log.h"
#include "engine/pipeline_ears.h"

namespace caesura::engine {
namespace {

/// How long a branch may take to let go of the sample that it is delivering before the clock is stopped all the same.
constexpr std::chrono::seconds kHoldLimit{1};

}  // namespace
namespace {

/// How long a start waits until whoever watches over quality has taken note of the topology.
constexpr std::chrono::milliseconds kQualityPatience{500};

}  // namespace

Pipeline::Pipeline(TopologyPtr topology, PipelineParts parts, std::weak_ptr<PipelineOwner> owner)
    : topology_(std::move(topology)),
      session_(std::move(parts.session)),
      executor_(std::move(parts.executor)),
      clock_(std::move(parts.clock)),
      quality_(std::move(parts.quality)),
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
  if (answer == Answer::kStopped) source.buffering = source.rates_due = 0;  // it need not say so
  if (answer == Answer::kRated) source.rated = status.ok() && status != status::kFalse;
}

void Pipeline::report(Group group, std::size_t index, Answer answer, Status status) {
  on_strand([awaited = Awaited{group, index, answer}, status](Pipeline& self) { self.answered(awaited, status); });
}

/// Calls `call(branch)`, which gives a Status, on the strand of every branch.
template <typename F>
void Pipeline::ask_branches(Answer answer, F call) {
  for (std::size_t i = 0; i < branches_.size(); ++i) {
    await(Group::kBranch, i, answer);
    branches_[i]->post([weak = weak_from_this(), i, answer, call](Branch& branch) {
      const Status status = call(branch);
      if (const auto self = weak.lock()) self->report(Group::kBranch, i, answer, status);
    });
  }
}

template <typename F>
void Pipeline::ask_clock(Answer answer, F call) {
  await(Group::kClock, 0, answer);
  clock_.post([weak = weak_from_this(), answer, call](ClockPort& clock) {
    const Status status = call(clock);
    if (const auto self = weak.lock()) self->report(Group::kClock, 0, answer, status);
  });
}

/// Calls `call(port)`, which gives a Status, on the source's strand. Only a failure is the answer; after a success that
/// comes from the source.
template <typename F>
void Pipeline::tell_source(std::size_t source, Answer answer, F call) {
  sources_[source].unit.post([weak = weak_from_this(), source, answer, call](SourcePort& port) {
    const Status status = call(port);
    const auto self = weak.lock();
    if (self && status.failed()) self->report(Group::kSource, source, answer, status);
  });
}

namespace {

/// Gives the clock the time of `source`, or the system's where that is null or does not fit.
Status give_time(ClockPort& clock, const std::shared_ptr<SinkPort>& source) {
  const Status status = clock.use_time_source(source.get());
  if (status.ok() || !source) return status;
  LOG_WARN(clock, "the time source of {} does not fit ({:#010x}); the system's is used", source->describe(),
           status.code());
  return clock.use_time_source(nullptr);
}

}  // namespace

void Pipeline::make_ready(Done done) {
  begin(std::move(done));
  std::vector<std::pair<std::size_t, Unit<SinkPort>>> sinks;
  for (std::size_t i = 0; i < sinks_.size(); ++i) {
    sinks_[i].paused = clock_run_ == ClockRun::kPaused && !sinks_[i].taken;
    if (sinks_[i].taken || sinks_[i].anew) continue;
    await(Group::kSink, i, Answer::kReady);
    sinks.emplace_back(i, sinks_[i].unit);
  }
  for (std::size_t i = 0; i < outputs_.size(); ++i) {
    if (outputs_[i].taken) await(Group::kOutput, i, Answer::kReady);
  }
  const std::shared_ptr<SinkPort> time_source = this->time_source();
  const bool same_time = follows_ && time_source == before_time_source_;
  // Its time is another until it is started.
  if (follows_ && !same_time) time_due_ = time_source;

  // The clock first: a sink may be given a clock only once that has a time source.
  ask_clock(Answer::kReady, [weak = weak_from_this(), sinks, time_source, same_time, goes_on = follows_,
                             port = clock_.port](ClockPort& clock) {
    const Hns now = clock.time();
    if (const auto self = weak.lock()) {
      self->on_strand([now](Pipeline& pipeline) { pipeline.begin_at(now); });
    }
    const Status status = same_time ? status::kOk : goes_on ? clock.hold(now) : give_time(clock, time_source);
    for (const auto& [i, unit] : sinks) {
      unit.post([weak, i = i, status, port](SinkPort& sink) {
        const Status attached = status.failed() ? status : sink.attach_clock(port.get());
        if (const auto self = weak.lock()) self->report(Group::kSink, i, Answer::kReady, attached);
      });
    }
    return status;
  });
  ask_branches(Answer::kReady, [](Branch& branch) { return branch.make_ready(); });
  seal();
}

void Pipeline::start_sources(const StartPosition& position, Done done) {
  begin(std::move(done));
  forget_end();
  end_told_ = false;
  for (OutputState& output : outputs_) output.ended = output.fed = false;
  for (StreamState& stream : streams_) stream.over = stream.marked_out = false;
  ++start_number_;
  StartPosition presentation = position;
  const bool here_asked = !by_itself_ && !position.foreign && !position.time && clock_run_ != ClockRun::kStopped;
  if (here_asked) presentation.time = here() - shift();
  start_open_ = !presentation.time;
  start_time_ = position.foreign ? std::nullopt
                                 : std::optional<Hns>(base_ + (presentation.time ? *presentation.time - skip_ : 0));
  begin_scrub();
  for (const auto& branch : branches_) {
    branch->post([start = start_time_.value_or(kNoTime), number = start_number_, shift = shift()](Branch& b) {
      b.expect_start(start, number);
      b.set_shift(shift);
    });
  }
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    SourceState& source = sources_[i];
    source.run = SourceRun::kStarting;
    source.over = source.segment = false;
    StartPosition media = presentation;
    if (!media.foreign && (media.time || source.media_start != 0)) {
      media.time = media.time.value_or(0) + source.media_start;
    }
    await(Group::kSource, i, Answer::kStarted);
    tell_source(i, Answer::kStarted, [media, before = std::exchange(source.before, nullptr)](SourcePort& port) {
      if (before) port.take_over(*before);
      return port.start(media);
    });
  }
  tell_quality();
  seal();
}

/// Before the first sample flows. It is a foreign object, perhaps a slow one: playback does not wait for it for long.
void Pipeline::tell_quality() {
  if (!quality_.port || quality_told_) return;
  quality_told_ = topology_->foreign;
  await(Group::kQuality, 0, Answer::kStarted);
  quality_.post([weak = weak_from_this(), topology = quality_told_](QualityPort& quality) {
    quality.topology_starts(topology);
    if (const auto self = weak.lock()) self->report(Group::kQuality, 0, Answer::kStarted, status::kOk);
  });
  session_->post_after(kQualityPatience, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->answered({Group::kQuality, 0, Answer::kStarted}, status::kOk);
  });
}

void Pipeline::resume_sources(Done done) {
  begin(std::move(done));
  start_open_ = false;
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    await(Group::kSource, i, Answer::kStarted);
    tell_source(i, Answer::kStarted, [](SourcePort& port) { return port.start({}); });
  }
  seal();
}

void Pipeline::pause_sources(Done done) {
  begin(std::move(done));
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    if (sources_[i].run != SourceRun::kRunning) continue;
    await(Group::kSource, i, Answer::kPaused);
    tell_source(i, Answer::kPaused, [](SourcePort& port) { return port.pause(); });
  }
  seal();
}

void Pipeline::stop_sources(Done done) {
  for (SourceState& source : sources_) source.kept = false;
  stop_unkept_sources(std::move(done));
}

void Pipeline::stop_unkept_sources(Done done) {
  begin(std::move(done));
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    if (sources_[i].run == SourceRun::kIdle || sources_[i].kept) continue;
    await(Group::kSource, i, Answer::kStopped);
    if (std::exchange(sources_[i].run, SourceRun::kStopping) == SourceRun::kStopping) continue;  // asked already
    tell_source(i, Answer::kStopped, [before = std::exchange(sources_[i].before, nullptr)](SourcePort& port) {
      if (before) port.take_over(*before);  // it has not been started by this one yet
      return port.stop();
    });
  }
  seal();
}

void Pipeline::start_transforms(Done done) {
  begin(std::move(done));
  ask_branches(Answer::kStarted, [](Branch& branch) { return branch.start_transforms(); });
  seal();
}

void Pipeline::flush_transforms(Done done) {
  begin(std::move(done));
  ask_branches(Answer::kFlushed, [](Branch& branch) { return branch.flush_transforms(); });
  seal();
}

void Pipeline::flush_sinks(Done done) {
  begin(std::move(done));
  ask_branches(Answer::kFlushed, [](Branch& branch) { return branch.flush_sinks(); });
  seal();
}

/// A sink counts the samples that it gets after NotifyPreroll, so nothing flows before every sink has been told; and to
/// sinks that don't preroll, nothing before the clock has started: Wine 8's audio renderer loses what it gets earlier.
/// A sink that gets a paused clock has paused with it, and has to be stopped before the clock starts: Wine 8's video
/// renderer doesn't start otherwise.
void Pipeline::preroll_sinks(Done done) {
  begin(std::move(done));
  const bool prerolls = rate_.speed != 0;
  for (std::size_t i = 0; i < sinks_.size(); ++i) {
    if (!sinks_[i].paused || (prerolls && sinks_[i].prerolls)) continue;
    await(Group::kSink, i, Answer::kStopped);
    sinks_[i].unit.post([weak = weak_from_this(), i](SinkPort& sink) {
      (void)sink.stop();
      if (const auto self = weak.lock()) self->report(Group::kSink, i, Answer::kStopped, status::kOk);
    });
  }
  if (!prerolls) return seal();
  for (std::size_t i = 0; i < outputs_.size(); ++i) {
    if (outputs_[i].prerolls) await(Group::kOutput, i, Answer::kPrerolled);
  }
  untold_ = 0;
  for (std::size_t i = 0; i < sinks_.size(); ++i) {
    if (!sinks_[i].prerolls) continue;
    ++untold_;
    sinks_[i].unit.post([weak = weak_from_this(), phase = phase_, i, paused = sinks_[i].paused,
                         start = start_time_.value_or(home())](SinkPort& sink) {
      if (paused) (void)sink.stop();
      const Status status = sink.preroll(start);
      const auto self = weak.lock();
      if (!self) return;
      self->on_strand([phase, i, status](Pipeline& pipeline) {
        if (phase == pipeline.phase_) pipeline.preroll_told(i, status);
      });
    });
  }
  seal();
}

void Pipeline::preroll_told(std::size_t sink, Status status) {
  for (std::size_t i = 0; status.failed() && i < outputs_.size(); ++i) {
    if (outputs_[i].sink == sink) answered({Group::kOutput, i, Answer::kPrerolled}, status);
  }
  if (--untold_ == 0) open_prerolling_outputs();
}

void Pipeline::open_prerolling_outputs() {
  std::vector<std::size_t> prerolling;
  for (std::size_t i = 0; i < outputs_.size(); ++i) {
    if (outputs_[i].prerolls) prerolling.push_back(i);
  }
  for (const auto& branch : branches_) {
    branch->post([prerolling](Branch& b) { b.open(prerolling); });
  }
}

/// While a source buffers, the clock is brought to its position and no further.
void Pipeline::run_clock(std::optional<Hns> position) {
  const bool held = buffers();
  for (SinkState& sink : sinks_) sink.paused = false;
  clock_run_ = held ? ClockRun::kPaused : ClockRun::kRunning;
  ask_clock(Answer::kStarted,
            [weak = weak_from_this(), position, held, source = std::exchange(time_due_, nullptr)](ClockPort& clock) {
              if (source) (void)give_time(clock, source);
              const Status status = clock.start(position);
              return status.failed() || !held ? status : pause(clock, weak);
            });
}

Status Pipeline::pause(ClockPort& clock, const std::weak_ptr<Pipeline>& weak) {
  const Status status = clock.pause();
  if (const auto self = weak.lock()) {
    self->on_strand([time = clock.time()](Pipeline& pipeline) { pipeline.paused_at_ = time; });
  }
  return status;
}

void Pipeline::start_clock(Done done) {
  begin(std::move(done));
  // A sink that runs already need not say so again at a seek, and Wine 8's video renderer doesn't.
  if (clock_run_ != ClockRun::kRunning) await_outputs(Answer::kStarted);
  const Hns position = std::exchange(resume_at_, std::nullopt).value_or(start_time_.value_or(home()));
  run_clock(position);
  seal();
}

void Pipeline::resume_clock(Done done) {
  begin(std::move(done));
  if (clock_run_ == ClockRun::kRunning) return seal();  // it has refused to pause
  await_outputs(Answer::kStarted);
  run_clock(std::nullopt);
  seal();
}

void Pipeline::pause_clock(Done done) {
  begin(std::move(done));
  forget_end();
  if (std::exchange(clock_run_, ClockRun::kPaused) == ClockRun::kPaused) return seal();
  await_outputs(Answer::kPaused);
  ask_clock(Answer::kPaused, [weak = weak_from_this()](ClockPort& clock) { return pause(clock, weak); });
  seal();
}

void Pipeline::stop_clock(Done done) {
  begin(std::move(done));
  forget_end();
  end_told_ = false;
  scrubbed_ = scrub_owed_ = false;
  if (std::exchange(clock_run_, ClockRun::kStopped) == ClockRun::kStopped) return seal();
  // Wine 8's video renderer locks up where a sample reaches it while the clock stops. A branch that does not get to it
  // in time is stuck in another component.
  done_ = [this, stopped = std::move(done_)](Status) mutable { stop_held_clock(std::move(stopped)); };
  ask_branches(Answer::kHeld, [](Branch& branch) {
    branch.hold();
    return status::kOk;
  });
  session_->post_after(kHoldLimit, [weak = weak_from_this(), phase = phase_] {
    const auto self = weak.lock();
    if (!self || phase != self->phase_ || !self->done_) return;
    self->awaited_.clear();
    self->seal();
  });
  seal();
}

void Pipeline::stop_held_clock(Done done) {
  begin(std::move(done));
  await_outputs(Answer::kStopped);
  ask_clock(Answer::kStopped, [](ClockPort& clock) { return clock.stop(); });
  seal();
}

void Pipeline::hold(std::function<void()> done) {
  // The last to let go of it calls it.
  const std::shared_ptr<void> held(nullptr, [done = std::move(done)](void*) { done(); });
  for (const auto& branch : branches_) {
    branch->post([held](Branch& b) { b.hold(); });
  }
}

void Pipeline::release(TopologyPtr next, Done done) {
  begin(std::move(done));
  forget_end();
  released_ = true;
  if (quality_told_) {
    quality_.post([topology = quality_told_](QualityPort& quality) { quality.topology_leaves(topology); });
  }
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    const SourceState& source = sources_[i];
    if (source.given) continue;
    source.unit.port->disconnect();
    if (!source.queue || (next && next->uses(*source.unit.port))) continue;
    await(Group::kSource, i, Answer::kReleased);
    source.unit.post([weak = weak_from_this(), i](SourcePort& port) {
      port.use_queue(nullptr);
      if (const auto self = weak.lock()) self->report(Group::kSource, i, Answer::kReleased, status::kOk);
    });
  }
  for (std::size_t i = 0; i < sinks_.size(); ++i) {
    if (sinks_[i].given) continue;
    await(Group::kSink, i, Answer::kReleased);
    sinks_[i].unit.post(
        [weak = weak_from_this(), i, moves = clock_run_ != ClockRun::kStopped, queued = has_queue(i)](SinkPort& sink) {
          const Status status = sink.attach_clock(nullptr);
          if (moves) (void)sink.stop();
          if (queued) sink.use_queue(nullptr);
          if (const auto self = weak.lock()) self->report(Group::kSink, i, Answer::kReleased, status);
        });
  }
  for (const auto& branch : branches_) branch->disconnect();
  ask_branches(Answer::kReleased, [rendered = end_told_, next = std::move(next)](Branch& branch) {
    rendered ? branch.retire() : branch.discard();
    branch.let_go(next.get());
    return status::kOk;
  });
  seal();
}

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

void Pipeline::discard() {
  for (const auto& branch : branches_) {
    branch->post([](Branch& b) { b.discard(); });
  }
}

void Pipeline::open_branches() {
  if (rate_.speed == 0) return scrub_branches();
  for (const auto& branch : branches_) {
    branch->post([](Branch& b) { b.open(); });
  }
}

// ----------------------------------------------------------------------------------------------------------- the end

void Pipeline::watch_end() {
  watching_ = fed_untold_ = true;
  check_fed();
  check_end();
}

void Pipeline::forget_end() {
  watching_ = fed_untold_ = false;
  ++watch_;
}

bool Pipeline::sources_over() const {
  return std::all_of(sources_.begin(), sources_.end(), [](const auto& source) { return source.over || !source.ends; });
}

void Pipeline::check_fed() {
  const bool fed = std::all_of(outputs_.begin(), outputs_.end(), [](const auto& output) { return output.fed; });
  if (!fed_untold_ || !fed || !sources_over()) return;
  fed_untold_ = false;
  if (const auto listener = owner()) listener->pipeline_fed(*this);
}

void Pipeline::check_end() {
  const bool ended = std::all_of(outputs_.begin(), outputs_.end(), [](const auto& output) { return output.ended; });
  if (!watching_ || !ended || !sources_over()) return;
  watching_ = false;
  const float speed = rate_.speed;
  Hns end = speed < 0 ? std::numeric_limits<Hns>::max() : kNoTime;
  for (const OutputState& output : outputs_) {
    if (output.rateless || output.end == kNoTime) continue;
    const auto latency = static_cast<Hns>(static_cast<float>(output.latency) * speed);
    end = speed < 0 ? std::min(end, output.end) : std::max(end, output.end + latency);
  }
  check_time(end);
}

/// A sink may return its marker before its last sample has been heard: the presentation lasts until that is over.
void Pipeline::check_time(Hns end) {
  clock_.post([weak = weak_from_this(), watch = watch_, end](ClockPort& clock) {
    const Hns now = clock.time();
    const auto self = weak.lock();
    if (!self) return;
    self->on_strand([watch, end, now](Pipeline& pipeline) {
      if (watch != pipeline.watch_) return;
      const float speed = pipeline.rate_.speed;
      if (speed < 0 ? now <= end : now >= end) {
        pipeline.end_told_ = true;
        if (const auto listener = pipeline.owner()) listener->pipeline_over(pipeline);
        return;
      }
      // A far end, or a clock that is moved, is looked at again.
      const double left = static_cast<double>(end - now) / (speed == 0 ? 1 : speed);
      const auto wait = static_cast<Hns>(std::clamp<double>(left, kHnsPerMillisecond, kHnsPerSecond));
      pipeline.session_->post_after(std::chrono::nanoseconds(wait * 100),
                                    [weak = pipeline.weak_from_this(), watch, end] {
                                      const auto later = weak.lock();
                                      if (later && watch == later->watch_) later->check_time(end);
                                    });
    });
  });
}

void Pipeline::end_output(std::size_t output, Hns end) {
  outputs_[output].ended = true;
  outputs_[output].end = end;
  check_end();
}

void Pipeline::source_over(std::size_t source, ForeignPtr event) {
  sources_[source].over = true;
  if (const auto listener = owner()) listener->pipeline_event(std::move(event));
  check_fed();
  check_end();
}

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
  LOG_ERROR(source, "{} failed: {:#010x}", sources_[source].unit.port->describe(), status.code());
  if (const auto listener = owner()) listener->pipeline_failed(0, status);
}

// ----------------------------------------------------------------------------------------------------------- reports

void Pipeline::node_failed(NodeId node, Status status) {
  on_strand([node, status](Pipeline& self) {
    if (const auto listener = self.owner()) listener->pipeline_failed(node, status);
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
