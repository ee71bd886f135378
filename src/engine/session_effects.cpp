// SPDX-License-Identifier: MIT
//
// What a session does when the table says so.
#include <algorithm>
#include <utility>

#include "base/log.h"
#include "engine/attempt.h"
#include "engine/session.h"
#include "engine/session_machine.h"
#include "engine/teardown.h"

namespace caesura::engine {

void Session::carry_out(Effect effect, Status status) {
  switch (effect) {
    using enum Effect;
    case kNone:
      return;
    case kResolve:
      return resolve();
    case kReady:
      return ready();
    case kInstall:
      return install(loaded_);
    case kQueue:
      return queue_.push_back(loaded_);
    case kInstallNext:
      return install_next();
    case kRaiseReady:
      return raise_topology_status(TopologyStatus::kReady);
    case kRaiseCapabilities:
      return raise_capabilities();
    case kDropCurrent:
      return drop_current();
    case kClearQueue:
      media_stops_.clear();
      return clear_queue();
    case kAnnounce:
      return announce();
    case kStartSources:
      return start_sources();
    case kResumeSources:
      return run(&Pipeline::resume_sources);
    case kPauseSources:
      return run(&Pipeline::pause_sources);
    case kStopSources:
      return run(&Pipeline::stop_sources);
    case kRelieveSources:
      return relieve_sources();
    case kStartTransforms:
      return run(&Pipeline::start_transforms);
    case kFlushTransforms:
      return run(&Pipeline::flush_transforms);
    case kPrerollSinks:
      return run(&Pipeline::preroll_sinks);
    case kFlushSinks:
      return run(&Pipeline::flush_sinks);
    case kStartClock:
      return run(&Pipeline::start_clock);
    case kResumeClock:
      return run(&Pipeline::resume_clock);
    case kStepClock:
      return run(&Pipeline::step_clock);
    case kPauseClock:
      return run(&Pipeline::pause_clock);
    case kStopClock:
      return run(&Pipeline::stop_clock);
    case kFinalizeSinks:
      return finalize_sinks();
    case kChangeRate:
      return change_rate(running_->rate);
    case kApplyRate:
      return change_rate(rate_);
    case kKeepRate:
      rate_ = running_->rate;
      return;
    case kGiveUpRate:
      return current_->give_up_rate();
    case kDropRate:
      return drop_rate(status);
    case kDiscard:
      if (current_) current_->discard();
      return;
    case kOpenBranches:
      return current_->open_branches();
    case kCheckBuffering:
      return check_buffering();
    case kWatchEnd:
      return current_->watch_end();
    case kRaiseSourceStarted:
      if (!std::exchange(source_started_told_, true)) raise_topology_status(TopologyStatus::kStartedSource);
      return;
    case kRaiseTopologyEnded:
      return raise_topology_status(TopologyStatus::kEnded);
    case kEndPredecessor:
      return end_predecessor();
    case kRaiseSinkSwitched:
      first_topology_ = false;
      if (!ending_ && std::exchange(switch_owed_, false)) raise_topology_status(TopologyStatus::kSinkSwitched);
      return;
    case kRaiseEnded:
      return raise({.kind = EventKind::kEnded});
    case kRaiseScrubComplete:
      return raise({.kind = EventKind::kScrubComplete});
    case kRaiseError:
      return raise({.kind = EventKind::kError, .status = status, .fault = fault_});
    case kAnswer:
      return answer(status::kOk);
    case kAnswerFailed:
      return answer(status);
    case kAbandon:
      return abandon();
    case kArmClose:
      return arm_close();
    case kShutDownAll:
      return shut_down_all();
  }
}

// ------------------------------------------------------------------------------------------------------------ phases

/// Whatever answers an older phase from now on is void.
std::uint64_t Session::next_phase() {
  deadlines_->clear(phase_deadline_);
  ready_done_ = nullptr;
  asked_loader_ = nullptr;
  return ++phase_;
}

/// Begins a phase that is over after `limit`, with `late` then.
std::uint64_t Session::watch_phase(std::chrono::milliseconds limit, Input late) {
  const std::uint64_t phase = next_phase();
  phase_deadline_ = deadlines_->set(limit, [weak = weak_from_this(), phase, late] {
    if (const auto self = weak.lock()) self->overdue(phase, late);
  });
  return phase;
}

/// Who does not answer is named before the command is: the one event is for whoever looks for the reason.
void Session::overdue(std::uint64_t phase, Input late) {
  if (phase != phase_) return;
  const auto fault = std::make_shared<const Fault>(suspect());
  next_phase();
  name_silent(fault);
  feed(late, status::kTimeout, fault);
}

void Session::name_silent(const FaultPtr& fault) {
  LOG_ERROR(session, "session {}: {}: {}", id_, name(state_), sentence_of(*fault));
  raise({.kind = EventKind::kNonFatalError, .status = status::kTimeout, .fault = fault});
}

/// Whom the present phase waits for.
Fault Session::suspect() const {
  if (asked_loader_) return {.component = parts_.loader->describe(), .asked = asked_loader_};
  if (state_ == State::kFinalizingSinks) return sinks_->unfinished();
  if (ready_done_) return {.component = "a component of the topology before", .asked = "let go"};
  return current_ ? current_->silent() : Fault{.component = "a component", .asked = "answer"};
}

Pipeline::Done Session::begin_phase() { return begin_phase(parts_.patience.answer); }

Pipeline::Done Session::begin_phase(std::chrono::milliseconds limit) {
  const std::uint64_t phase = watch_phase(limit, Input::kPhaseFailed);
  return [weak = weak_from_this(), phase](Status status) {
    if (const auto self = weak.lock()) self->phase_over(phase, status);
  };
}

void Session::run(Phase phase) {
  Pipeline::Done done = begin_phase();
  if (!current_) return done(status::kOk);
  (current_.get()->*phase)(std::move(done));
}

void Session::phase_over(std::uint64_t phase, Status status) {
  if (phase != phase_) return;  // over already
  next_phase();
  feed(status.ok() ? Input::kPhaseDone : Input::kPhaseFailed, status);
}

void Session::check_buffering() {
  const bool holds = state_ == State::kHeld || current_->is_clock_paused();
  if (current_->buffers())
    feed(Input::kBufferingStarted, status::kOk);
  else if (holds)
    feed(Input::kBufferingStopped, status::kOk);
}

// ---------------------------------------------------------------------------------------------------------- commands

/// Where the next start is from, and what time it will be then.
StartPosition Session::set_out() {
  if (!start_asked()) return current_->set_out_by_itself();
  current_->set_out_anew(running_->position);
  return running_->position;
}

void Session::start_sources() {
  Pipeline::Done done = begin_phase();
  current_->start_sources(set_out(), std::move(done));
}

/// The components are asked before any of them is told. Nobody is, where a topology gets what it has anyway.
void Session::change_rate(Rate rate) {
  Pipeline::Done done = begin_phase();
  if (!current_) return done(status::kOk);  // there is no topology: the rate is remembered
  const bool has_it = rate == Rate() && current_->rate() == Rate() && clock_speed_ == rate.speed;
  if (has_it) return done(status::kOk);
  asked_loader_ = "say which rates there are";
  loader_strand_->post([self = shared_from_this(), phase = phase_, rate, done = std::move(done),
                        topology = current_->topology()]() mutable {
    const Status supported = topology->rates  ? attempt([&] { return topology->rates->check(rate); })
                             : rate == Rate() ? status::kOk
                                              : status::kUnsupportedRate;
    self->dispose(std::move(topology));
    self->strand_->post([self, phase, rate, supported, done = std::move(done)]() mutable {
      if (phase != self->phase_) return;  // closed meanwhile
      self->asked_loader_ = nullptr;
      if (supported.failed()) return done(supported);
      self->current_->set_rate(rate, [weak = self->weak_from_this(), rate, done = std::move(done)](Status status) {
        const auto session = weak.lock();
        if (session && status.ok()) session->rate_changed(rate);
        done(status);
      });
    });
  });
}

void Session::rate_changed(Rate rate) {
  clock_speed_ = rate.speed;
  if (ending_) ending_->follow_rate(rate);
}

/// The clock may still have the rate that the topology before this one had.
void Session::drop_rate(Status status) {
  current_->give_up_rate();
  rate_ = {};
  clock_speed_ = rate_.speed;
  clock_.post([](ClockPort& clock) { (void)clock.set_rate(Rate().speed); });
  raise({.kind = EventKind::kRateChanged, .status = status, .rate = rate_.speed});
}

/// Close has waited long enough: what is before it is answered now.
void Session::abandon() {
  next_phase();
  if (running_) answer(status::kInvalidRequest);
  while (!commands_.empty()) {
    const Command command = std::move(commands_.front());
    commands_.pop_front();
    if (command.kind == Command::Kind::kClose) {
      running_ = command;
      return;
    }
    answer_command(command, status::kInvalidRequest);
  }
}

void Session::arm_close() {
  // The phase that follows in the same step is the next one.
  deadlines_->set(parts_.patience.closing(), [weak = weak_from_this(), phase = phase_ + 1] {
    const auto self = weak.lock();
    if (!self || self->phase_ != phase) return;
    LOG_WARN(session, "session {}: {}; it is closed without it", self->id_, sentence_of(self->suspect()));
    self->feed(Input::kCloseOverdue, status::kTimeout);
  });
}

void Session::shut_down_all() {
  next_phase();
  deadlines_->clear();
  dispose(std::exchange(insertions_, {}));
  forget_queues();
  dispose(std::pair(std::exchange(commands_, {}), std::exchange(running_, std::nullopt)));
  deferred_.clear();
  Teardown::Parts parts{.session = strand_,
                        .deadlines = deadlines_,
                        .disposal = disposal_,
                        .step_limit = parts_.patience.teardown_step(),
                        .clock = clock_,
                        .sinks = sinks_->take(),
                        .transforms = transforms_.units(),
                        .quality = quality_};
  const bool plays = current_ && current_->topology() == loaded_;
  for (auto* pipeline : {&ending_, &current_}) {
    if (*pipeline) parts.pipelines.push_back(std::move(*pipeline));
  }
  parts.topologies.assign(queue_.begin(), queue_.end());
  const bool waits = loaded_ && !plays && std::find(queue_.begin(), queue_.end(), loaded_) == queue_.end();
  if (waits) parts.topologies.push_back(loaded_);
  for (const TopologyPtr& topology : parts.topologies) disposal_->post([topology] { topology->let_go(); });
  parts.topologies.push_back(std::move(loaded_));
  for (TopologyPtr& topology : std::exchange(leaving_, {})) parts.topologies.push_back(std::move(topology));
  queue_.clear();
  transforms_.clear();
  publish();
  Teardown::run(std::move(parts), [gate = torn_down_] { gate->count_down(); });
}

// ------------------------------------------------------------------------------------------------------------ events

/// Answers the running command; what fails with nobody waiting is an error of the session.
void Session::answer(Status status) {
  if (!running_) {
    if (status.failed()) raise({.kind = EventKind::kError, .status = status, .fault = fault_});
    return;
  }
  const Command command = std::move(*running_);
  running_.reset();
  answer_command(command, status);
}

void Session::answer_command(const Command& command, Status status) {
  SessionEvent event{.kind = answer_of(command.kind), .status = status, .fault = status.failed() ? fault_ : nullptr};
  const bool sets = command.kind == Command::Kind::kSetTopology || command.kind == Command::Kind::kReplaceTopology;
  if (sets && status.ok() && loaded_) event.object = loaded_->foreign;
  if (sets) dispose(std::pair(std::exchange(loaded_, nullptr), command.topology));
  if (command.kind == Command::Kind::kStart && status.ok() && current_) event.presentation_offset = current_->offset();
  if (command.kind == Command::Kind::kSetRate) event.rate = rate_.speed;
  raise(std::move(event));
}

void Session::announce() {
  const StartPosition position = set_out();
  const Hns into = start_asked() ? position.time.value_or(0) : 0;
  raise({.kind = EventKind::kNotifyPresentationTime,
         .presentation_offset = current_->offset(),
         .presentation_start = current_->base() + into});
}

void Session::raise(SessionEvent event) {
  publish();
  parts_.events->raise(std::move(event));
}

void Session::raise_topology_status(TopologyStatus topology_status) {
  if (!current_) return;
  raise({.kind = EventKind::kTopologyStatus,
         .object = current_->topology()->foreign,
         .topology_status = topology_status});
}

std::uint32_t Session::current_capabilities() const {
  if (!current_) return 0;
  std::uint32_t flags = capability::kStart;
  if (current_->can_seek()) flags |= capability::kSeek;
  if (current_->can_pause()) flags |= capability::kPause;
  if (current_->topology()->goes_faster) flags |= capability::kRateForward;
  if (current_->topology()->goes_backwards) flags |= capability::kRateReverse;
  if (current_->uses_no_network()) flags |= capability::kDoesNotUseNetwork;
  return flags;
}

void Session::raise_capabilities() {
  const std::uint32_t flags = current_capabilities();
  const std::uint32_t flipped = flags ^ std::exchange(told_capabilities_, flags);
  if (flipped == 0) return;
  raise({.kind = EventKind::kCapabilitiesChanged, .capabilities = flags, .capabilities_changed = flipped});
}

void Session::publish() {
  View view;
  if (current_) view.connected = current_->topology();
  if (!has_ended(state_) && !is_over(state_)) view.current = view.connected;
  view.queue.assign(queue_.begin(), queue_.end());
  view.capabilities = current_capabilities();
  view.rate = rate_;
  const TopologyPtr connected = view.connected;
  const std::vector<TopologyPtr> queue = view.queue;
  auto old = published_.set(std::move(view));
  if (old->connected != connected || old->queue != queue) dispose(std::move(old));
}

}  // namespace caesura::engine
