// SPDX-License-Identifier: MIT
//
// What a pipeline asks of its components, phase by phase.
#include <chrono>
#include <utility>

#include "base/log.h"
#include "engine/output_node.h"
#include "engine/pipeline_asks.h"

namespace caesura::engine {
namespace {

/// How long a branch may take to let go of the sample that it is delivering before the clock is stopped all the same.
constexpr std::chrono::seconds kHoldLimit{1};
/// How long a start waits until whoever watches over quality has taken note of the topology.
constexpr std::chrono::milliseconds kQualityPatience{500};

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
  ask_clock(Answer::kReady, [weak = weak_from_this(), sinks, time_source, same_time, goes_on = follows_, phase = phase_,
                             port = clock_.port](ClockPort& clock) {
    const Hns now = time_of(clock);
    if (const auto self = weak.lock()) {
      self->on_strand([now](Pipeline& pipeline) { pipeline.begin_at(now); });
    }
    const Status status = attempt([&] {
      return same_time ? status::kOk : goes_on ? clock.hold(now) : give_time(clock, time_source);
    });
    for (const auto& [i, unit] : sinks) {
      unit.post([weak, i = i, status, port, phase](SinkPort& sink) {
        const Status attached = status.failed() ? status : attempt([&] { return sink.attach_clock(port.get()); });
        if (const auto self = weak.lock()) self->report(Group::kSink, i, Answer::kReady, attached, phase);
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
  ask(Group::kQuality, 0, quality_, Answer::kStarted, [topology = quality_told_](QualityPort& quality) {
    quality.topology_starts(topology);
    return status::kOk;
  });
  session_->post_after(kQualityPatience, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->answered({Group::kQuality, 0, Answer::kStarted}, status::kOk);
  });
}

void Pipeline::resume_sources(Done done) {
  begin(std::move(done));
  start_open_ = false;
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    tell_source(i, Answer::kStarted, [](SourcePort& port) { return port.start({}); });
  }
  seal();
}

void Pipeline::pause_sources(Done done) {
  begin(std::move(done));
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    if (sources_[i].run != SourceRun::kRunning) continue;
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
    if (std::exchange(sources_[i].run, SourceRun::kStopping) == SourceRun::kStopping) {
      await(Group::kSource, i, Answer::kStopped);  // it has been asked already
      continue;
    }
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
/// renderer doesn't start otherwise. So has one that has prerolled for a start that failed: it may still wait for what
/// it has asked for then.
void Pipeline::preroll_sinks(Done done) {
  begin(std::move(done));
  const bool prerolls = rate_.speed != 0;
  for (std::size_t i = 0; i < sinks_.size(); ++i) {
    if (!sinks_[i].paused || (prerolls && sinks_[i].prerolls)) continue;
    ask(Group::kSink, i, sinks_[i].unit, Answer::kStopped, [](SinkPort& sink) {
      (void)sink.stop();
      return status::kOk;
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
    const bool stop_first = std::exchange(sinks_[i].waits, true) || sinks_[i].paused;
    std::vector<std::pair<std::shared_ptr<Branch>, OutputNode*>> outputs;
    for (const OutputState& output : outputs_) {
      if (stop_first && output.sink == i) outputs.emplace_back(output.branch->shared_from_this(), output.node);
    }
    sinks_[i].unit.post([weak = weak_from_this(), phase = phase_, i, stop_first, outputs = std::move(outputs),
                         start = start_time_.value_or(home())](SinkPort& sink) {
      const Status status = attempt([&] {
        if (stop_first) (void)sink.stop();
        // What it had asked for before is void now.
        for (const auto& [branch, node] : outputs) branch->post([node = node](Branch&) { node->forget_requests(); });
        return sink.preroll(start);
      });
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
  for (SinkState& sink : sinks_) sink.paused = sink.waits = false;
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
    self->on_strand([time = time_of(clock)](Pipeline& pipeline) { pipeline.paused_at_ = time; });
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
    ask(Group::kSource, i, source.unit, Answer::kReleased, [](SourcePort& port) {
      port.use_queue(nullptr);
      return status::kOk;
    });
  }
  for (std::size_t i = 0; i < sinks_.size(); ++i) {
    if (sinks_[i].given) continue;
    ask(Group::kSink, i, sinks_[i].unit, Answer::kReleased,
        [moves = clock_run_ != ClockRun::kStopped, queued = has_queue(i)](SinkPort& sink) {
          const Status status = sink.attach_clock(nullptr);
          if (moves) (void)sink.stop();
          if (queued) sink.use_queue(nullptr);
          return status;
        });
  }
  for (const auto& branch : branches_) branch->disconnect();
  ask_branches(Answer::kReleased, [rendered = end_told_, next = std::move(next)](Branch& branch) {
    rendered ? branch.retire() : branch.discard(next.get());
    branch.let_go(next.get());
    return status::kOk;
  });
  seal();
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

}  // namespace caesura::engine
