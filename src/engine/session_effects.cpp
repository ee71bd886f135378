// SPDX-License-Identifier: MIT
//
// What a session does when the table says so.
#include <algorithm>
#include <utility>

#include "base/log.h"
#include "engine/session.h"
#include "engine/session_machine.h"
#include "engine/teardown.h"

namespace caesura::engine {
namespace {

/// For a topology that no pipeline has had.
void let_go(const Topology& topology) {
  for (const TopologyNode& node : topology.nodes) {
    if (const auto* transform = std::get_if<Transform>(&node.kind)) transform->port->let_go();
  }
}

}  // namespace

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
      return raise({.kind = EventKind::kError, .status = status});
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
  return ++phase_;
}

Pipeline::Done Session::begin_phase() {
  const std::uint64_t phase = next_phase();
  phase_deadline_ = deadlines_->set(kPhaseLimit, [weak = weak_from_this(), phase] {
    if (const auto self = weak.lock()) self->phase_over(phase, status::kTimeout);
  });
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
  if (status == status::kTimeout) {
    LOG_ERROR(session, "session {}: {}: a component did not answer in time", id_, name(state_));
  }
  feed(status.ok() ? Input::kPhaseDone : Input::kPhaseFailed, status);
}

// -------------------------------------------------------------------------------------------------------- topologies

void Session::resolve() {
  loader_strand_->post(
      [self = shared_from_this(), phase = next_phase(), topology = running_->topology, resolve = running_->resolve] {
        auto loaded = std::make_shared<Result<TopologyPtr>>(self->parts_.loader->load(topology, resolve));
        self->strand_->post([self, phase, loaded] { self->resolved(phase, std::move(*loaded)); });
      });
}

void Session::resolved(std::uint64_t phase, Result<TopologyPtr> topology) {
  if (phase != phase_) return forsake(std::move(topology));  // closed meanwhile
  if (!topology.ok()) return feed(Input::kResolveFailed, topology.status());
  loaded_ = std::move(topology).value();
  // From here on it is shut down with the session, wherever it stands by then.
  sinks_->accept(*loaded_);
  enlist(*loaded_);
  const bool replace = running_ && running_->kind == Command::Kind::kReplaceTopology;
  feed(replace ? Input::kResolvedReplacement : Input::kResolved, status::kOk);
}

/// A topology that came too late. Its sinks were made or accepted for it, so they are shut down with the others.
void Session::forsake(Result<TopologyPtr> topology) {
  if (!topology.ok()) return;
  sinks_->accept(*topology.value());
  enlist(*topology.value());
  if (state_ == State::kShutDown) {
    for (const Unit<SinkPort>& sink : sinks_->take()) sink.post([](SinkPort& port) { (void)port.shut_down(); });
    for (const Unit<AsyncTransformPort>& transform : transforms_.units()) {
      transform.post([](AsyncTransformPort& port) { (void)port.shut_down(); });
    }
    transforms_.clear();
  }
  unload(topology.value());
  dispose(std::move(topology));
}

/// Notes the asynchronous transforms of a topology that has been accepted: they are shut down with the session.
void Session::enlist(const Topology& topology) {
  for (const TopologyNode& node : topology.nodes) {
    const auto* transform = std::get_if<Transform>(&node.kind);
    if (transform && transform->async) (void)transforms_.unit(transform->async);
  }
}

/// Shuts down the transforms of a topology that has been removed, as far as it says so itself and no other has them.
void Session::end_transforms(const Topology& topology) {
  for (const TopologyNode& node : topology.nodes) {
    const auto* transform = std::get_if<Transform>(&node.kind);
    if (!transform || !transform->async || !transform->shut_down_on_remove) continue;
    const std::vector<TopologyPtr> others = remaining();
    const auto has_it = [&](const TopologyPtr& other) { return other && other->uses(*transform->port); };
    if (std::any_of(others.begin(), others.end(), has_it)) continue;
    transforms_.unit(transform->async).post([](AsyncTransformPort& port) { (void)port.shut_down(); });
    transforms_.remove(transform->async);
  }
}

void Session::install(TopologyPtr topology) {
  const TopologyPtr left = current_ ? current_->topology() : nullptr;
  retire(std::move(current_));
  sinks_->accept(*topology);
  enlist(*topology);
  Roster<SourcePort> sources(parts_.executor, "source");
  // What can't be built has been refused when it was loaded.
  current_ =
      Pipeline::build(std::move(topology), {parts_.executor, strand_, clock_, &sources, &sinks_->roster(), quality_},
                      weak_from_this())
          .value();
  for (const auto& [node, stop] : std::exchange(media_stops_, {})) edit(node, stop);
  switch_owed_ = !first_topology_;
  source_started_told_ = false;
  leave(left);
  publish();
}

/// What is not in the current topology is in one that will be, or in none any more.
void Session::edit(NodeId node, Hns stop) {
  if (current_ && current_->topology()->has(node)) return current_->set_media_stop(node, stop);
  const bool comes = (loaded_ && loaded_->has(node)) ||
                     std::any_of(queue_.begin(), queue_.end(), [&](const auto& queued) { return queued->has(node); });
  if (comes) media_stops_.emplace_back(node, stop);
}

/// The one before stays until it has been rendered, or until the next one has its clock.
void Session::install_next() {
  ending_ = std::move(current_);
  TopologyPtr next = std::move(queue_.front());
  queue_.pop_front();
  install(std::move(next));
  current_->follow(ending_);
  if (ending_->is_rendered()) feed(Input::kPredecessorOver, status::kOk);
}

void Session::end_predecessor() {
  if (!ending_) return;
  const TopologyPtr topology = ending_->topology();
  raise({.kind = EventKind::kTopologyStatus, .object = topology->foreign, .topology_status = TopologyStatus::kEnded});
  retire(std::move(ending_), current_ ? current_->topology() : nullptr);
  leave(topology);
}

void Session::ready() {
  ready_done_ = begin_phase();
  make_ready_once_free();
}

/// What was current lets go of its components before the next one takes hold of them: they may be the same.
void Session::make_ready_once_free() {
  const auto holds = [&](const TopologyPtr& topology) { return topology->shares_with(*current_->topology()); };
  if (!ready_done_ || std::any_of(leaving_.begin(), leaving_.end(), holds)) return;
  if (queues_registered_) current_->use_queues(true, {});
  current_->make_ready(std::exchange(ready_done_, nullptr));
}

void Session::drop_current() {
  dispose(std::exchange(loaded_, nullptr));  // the answer to a clear names no topology
  if (!queue_.empty()) {
    TopologyPtr next = std::move(queue_.front());
    queue_.pop_front();
    install(std::move(next));
    return feed(Input::kNextReady, status::kOk);
  }
  const TopologyPtr left = current_ ? current_->topology() : nullptr;
  retire(std::move(current_));
  leave(left);
  feed(Input::kNothingNext, status::kOk);
}

void Session::clear_queue() {
  const std::deque<TopologyPtr> cleared = std::exchange(queue_, {});
  for (const TopologyPtr& topology : cleared) {
    leave(topology);
    end_transforms(*topology);
    unload(topology);
  }
  dispose(cleared);
}

/// The topologies that play or are to play; some may be null.
std::vector<TopologyPtr> Session::remaining() const {
  std::vector<TopologyPtr> topologies(queue_.begin(), queue_.end());
  topologies.push_back(loaded_);
  for (const auto& pipeline : {current_, ending_}) {
    if (pipeline) topologies.push_back(pipeline->topology());
  }
  return topologies;
}

/// `topology` has gone; some of its sinks go with it.
void Session::leave(const TopologyPtr& topology) {
  if (topology) sinks_->leave(*topology, remaining());
}

/// `topology` has been loaded, and will not play. The loader may be busy with the same components.
void Session::unload(const TopologyPtr& topology) {
  loader_strand_->post([self = shared_from_this(), topology]() mutable {
    let_go(*topology);
    self->dispose(std::move(topology));
  });
}

void Session::finalize_sinks() { sinks_->finalize(begin_phase()); }

void Session::relieve_sources() { current_->relieve_sources(*queue_.front(), begin_phase()); }

/// Lets a pipeline go once nothing of it is under way any more, on a strand where its components may block. `next` goes
/// on already with what both use; null: that waits.
void Session::retire(std::shared_ptr<Pipeline> pipeline, TopologyPtr next) {
  if (!pipeline) return;
  Pipeline& leaving = *pipeline;
  leaving_.push_back(leaving.topology());
  leaving.release(std::move(next), [weak = weak_from_this(), strand = strand_, disposal = disposal_,
                                    held = std::move(pipeline)](Status) mutable {
    const auto self = weak.lock();
    if (self && self->state_ != State::kShutDown) {
      std::erase(self->leaving_, held->topology());
      self->end_transforms(*held->topology());
      self->make_ready_once_free();
    }
    // One task later, since the task that brought the last report holds the pipeline, too.
    strand->post([disposal, last = std::move(held)]() mutable { disposal->post([over = std::move(last)] {}); });
  });
}

/// Topologies are called on the loader's strand, one insertion after the other.
void Session::insert_next() {
  while (!insertions_.empty() && (!current_ || insertions_.front().first.lock() != current_)) insertions_.pop_front();
  if (insertions_.empty()) return;
  loader_strand_->post(
      [self = shared_from_this(), topology = current_->topology(), insertion = insertions_.front().second] {
        auto changed = std::make_shared<Result<TopologyPtr>>(self->parts_.loader->insert(*topology, insertion));
        self->strand_->post([self, changed] { self->inserted(*changed); });
      });
}

void Session::inserted(const Result<TopologyPtr>& topology) {
  if (insertions_.empty()) return;
  const std::shared_ptr<Pipeline> changed = insertions_.front().first.lock();
  insertions_.pop_front();
  if (!topology.ok())
    LOG_WARN(session, "session {}: a changed topology is lost: {:#010x}", id_, topology.status().code());
  if (topology.ok() && changed && changed == current_) {
    dispose(current_->topology());
    current_->set_topology(topology.value());
    if (state_ != State::kClosed) raise_topology_status(TopologyStatus::kDynamicChanged);
  }
  insert_next();
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
  loader_strand_->post([self = shared_from_this(), phase = phase_, rate, done = std::move(done),
                        topology = current_->topology()]() mutable {
    const Status supported = topology->rates  ? topology->rates->check(rate)
                             : rate == Rate() ? status::kOk
                                              : status::kUnsupportedRate;
    self->dispose(std::move(topology));
    self->strand_->post([self, phase, rate, supported, done = std::move(done)]() mutable {
      if (phase != self->phase_) return;  // closed meanwhile
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
  deadlines_->set(kCloseLimit, [weak = weak_from_this(), phase = phase_ + 1] {
    const auto self = weak.lock();
    if (self && self->phase_ == phase) self->feed(Input::kCloseOverdue, status::kTimeout);
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
  for (const TopologyPtr& topology : parts.topologies) disposal_->post([topology] { let_go(*topology); });
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
    if (status.failed()) raise({.kind = EventKind::kError, .status = status});
    return;
  }
  const Command command = std::move(*running_);
  running_.reset();
  answer_command(command, status);
}

void Session::answer_command(const Command& command, Status status) {
  SessionEvent event{.kind = answer_of(command.kind), .status = status};
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
  const bool over = state_ == State::kEnded || state_ == State::kEndedResolving || state_ == State::kClosed ||
                    state_ == State::kShutDown;
  if (!over) view.current = view.connected;
  view.queue.assign(queue_.begin(), queue_.end());
  view.capabilities = current_capabilities();
  view.rate = rate_;
  const TopologyPtr connected = view.connected;
  const std::vector<TopologyPtr> queue = view.queue;
  auto old = published_.set(std::move(view));
  if (old->connected != connected || old->queue != queue) dispose(std::move(old));
}

}  // namespace caesura::engine
