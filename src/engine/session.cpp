// SPDX-License-Identifier: MIT
#include "engine/session.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <utility>

#include "base/log.h"
#include "engine/session_machine.h"

namespace caesura::engine {
namespace {

std::uint64_t next_id() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

/// Longer than all steps of a teardown together may take.
constexpr std::chrono::seconds kShutDownLimit{6};

}  // namespace

std::shared_ptr<Session> Session::create(SessionParts parts) { return std::make_shared<Session>(std::move(parts)); }

Session::Session(SessionParts parts)
    : parts_(std::move(parts)),
      id_(next_id()),
      strand_(Strand::create(parts_.executor, "session")),
      loader_strand_(Strand::create(parts_.executor, "loader")),
      disposal_(Strand::create(parts_.executor, "disposal")),
      clock_{parts_.clock, Strand::create(parts_.executor, "clock")},
      quality_{parts_.quality, Strand::create(parts_.executor, "quality")},
      deadlines_(std::make_shared<Deadlines>(strand_)),
      sinks_(std::make_shared<SinkLedger>(parts_.executor, strand_)),
      transforms_(parts_.executor, "transform") {}

Session::~Session() = default;

// ---------------------------------------------------------------------------------------------------- any thread

Status Session::set_topology(ForeignPtr topology, bool resolve, bool replace) {
  return post({.kind = replace ? Command::Kind::kReplaceTopology : Command::Kind::kSetTopology,
               .topology = std::move(topology),
               .resolve = resolve});
}
Status Session::clear_current(std::optional<NodeId> only) {
  return post({.kind = Command::Kind::kClearCurrent, .only = only});
}
Status Session::clear_topologies() { return post({.kind = Command::Kind::kClearTopologies}); }
Status Session::start(StartPosition position) {
  if (position.time) position.time = bounded(*position.time);
  return post({.kind = Command::Kind::kStart, .position = std::move(position)});
}
Status Session::pause() { return post({.kind = Command::Kind::kPause}); }
Status Session::stop() { return post({.kind = Command::Kind::kStop}); }

Status Session::set_rate(Rate rate) {
  if (!std::isfinite(rate.speed)) return status::kInvalidArgument;
  return post({.kind = Command::Kind::kSetRate, .rate = rate});
}

Status Session::close() { return post({.kind = Command::Kind::kClose}); }

Status Session::post(Command command) {
  const std::lock_guard lock(gate_);
  if (shut_down_) return status::kShutdown;
  const bool closing = command.kind == Command::Kind::kClose ? closing_.exchange(true) : closing_.load();
  if (closing) return status::kInvalidRequest;
  strand_->post([self = shared_from_this(), command = std::make_unique<Command>(std::move(command))] {
    self->accept(std::move(*command));
  });
  return status::kOk;
}

Status Session::shut_down() {
  if (shut_down_.exchange(true)) return status::kShutdown;
  strand_->post([self = shared_from_this()] { self->feed(Input::kShutdown, status::kOk); });
  if (!torn_down_->wait_for(kShutDownLimit)) {
    LOG_ERROR(session, "session {}: a component does not return; shut down without it", id_);
  }
  return status::kOk;
}

TopologyPtr Session::current_topology() const { return published_.get()->current; }

TopologyPtr Session::find_topology(NodeId id) const {
  const auto view = published_.get();
  if (view->current && view->current->id == id) return view->current;
  const auto found = std::find_if(view->queue.begin(), view->queue.end(), [&](const auto& t) { return t->id == id; });
  return found == view->queue.end() ? nullptr : *found;
}

bool Session::knows_node(NodeId node) const {
  const auto view = published_.get();
  return (view->connected && view->connected->has(node)) ||
         std::any_of(view->queue.begin(), view->queue.end(), [&](const auto& queued) { return queued->has(node); });
}

void Session::set_media_stop(NodeId node, Hns stop) {
  strand_->post([self = shared_from_this(), node, stop = bounded(stop)] { self->edit(node, stop); });
}

// -------------------------------------------------------------------------------------------------------- the strand

void Session::accept(Command command) {
  if (command.kind == Command::Kind::kClose) {
    deadlines_->set(parts_.patience.closing(), [weak = weak_from_this()] {
      const auto self = weak.lock();
      if (self && self->close_waits()) self->feed(Input::kCloseOverdue, status::kTimeout);
    });
  }
  commands_.push_back(std::move(command));
  pump();
}

bool Session::close_waits() const {
  return std::any_of(commands_.begin(), commands_.end(),
                     [](const Command& command) { return command.kind == Command::Kind::kClose; });
}

void Session::feed(Input input, Status status, FaultPtr fault) {
  reports_.push_back({input, status, std::move(fault)});
  pump();
}

/// Takes steps until nothing is left that the present state takes.
void Session::pump() {
  if (std::exchange(pumping_, true)) return;
  const std::unique_ptr<bool, void (*)(bool*)> guard(&pumping_, [](bool* pumping) { *pumping = false; });
  while (take_report() || take_command()) {
  }
}

bool Session::take_report() {
  const auto due = std::find_if(deferred_.begin(), deferred_.end(), [&](const Report& report) {
    return step(state_, report.input).verdict != Verdict::kDefer;
  });
  if (due != deferred_.end()) {
    const Report report = *due;
    deferred_.erase(due);
    apply(report);
    return true;
  }
  if (reports_.empty()) return false;
  const Report report = reports_.front();
  reports_.pop_front();
  apply(report);
  return true;
}

bool Session::take_command() {
  if (commands_.empty()) return false;
  const Input input = input_of(commands_.front());
  const Cell& cell = step(state_, input);
  if (cell.verdict == Verdict::kDefer) return false;
  Command command = std::move(commands_.front());
  commands_.pop_front();
  switch (cell.verdict) {
    case Verdict::kRefuse:  // Close may be running: it must not be forgotten for a command that came after it
      LOG_DEBUG(session, "session {}: {} refuses {} with {:#010x}", id_, name(state_), name(input), cell.status.code());
      answer_command(command, cell.status);
      break;
    case Verdict::kGo:
      running_ = std::move(command);
      [[fallthrough]];
    default:
      apply({input, status::kOk});
  }
  return true;
}

Input Session::input_of(const Command& command) const {
  switch (command.kind) {
    using enum Command::Kind;
    case kSetTopology:
      return Input::kSetTopology;
    case kReplaceTopology:
      return Input::kReplaceTopology;
    case kClearCurrent: {
      const bool other = command.only && !(current_ && current_->topology()->id == *command.only);
      return other ? Input::kClearOther : Input::kClearCurrent;
    }
    case kClearTopologies:
      return Input::kClearTopologies;
    case kStart: {
      if (command.position.foreign) return Input::kSeek;
      if (!command.position.time) {
        if (current_ && current_->steps()) return Input::kStep;
        return current_ && current_->buffers() ? Input::kStartBuffering : Input::kStart;
      }
      return current_ && current_->is_beyond_end(*command.position.time) ? Input::kSeekBeyondEnd : Input::kSeek;
    }
    case kPause:
      return current_ && !current_->can_pause() ? Input::kPauseUnable : Input::kPause;
    case kStop:
      return Input::kStop;
    case kSetRate:
      return input_of(command.rate);
    case kClose:
      return Input::kClose;
  }
  return Input::kStop;
}

/// Reference: IMFRateControl::SetRate, which tells apart forward, reverse and zero.
Input Session::input_of(Rate rate) const {
  const float from = rate_.speed, to = rate.speed;
  if ((from < 0) != (to < 0)) return Input::kSetRateToOrFromReverse;
  return (from == 0) != (to == 0) ? Input::kSetRateToOrFromZero : Input::kSetRate;
}

void Session::apply(const Report& report) {
  const auto& [input, status, fault] = report;
  const Cell& cell = step(state_, input);
  switch (cell.verdict) {
    case Verdict::kIgnore:
      LOG_DEBUG(session, "session {}: {} ignores {}", id_, name(state_), name(input));
      return;
    case Verdict::kDefer:
      deferred_.push_back(report);
      return;
    case Verdict::kRefuse:  // commands only, and those are answered before they run
      return;
    case Verdict::kGo:
      LOG_DEBUG(session, "session {}: {} + {} -> {}", id_, name(state_), name(input), name(cell.next));
      state_ = cell.next;
      fault_ = fault;
      for (const Effect effect : cell.steps()) carry_out(effect, status);
      fault_ = nullptr;
      publish();
      return;
  }
}

// PipelineOwner: on the strand already.

void Session::pipeline_failed(Fault fault, Status status) {
  if (is_over(state_)) return;  // a source that the application has shut down has no more events
  LOG_ERROR(session, "session {}: {}: {:#010x}", id_, sentence_of(fault), status.code());
  feed(Input::kNodeFailed, status, std::make_shared<const Fault>(std::move(fault)));
}
/// Playback may go on by itself: it is the application's business to end it.
void Session::pipeline_silent(Fault fault) { name_silent(std::make_shared<const Fault>(std::move(fault))); }
void Session::pipeline_scrubbed() { feed(Input::kScrubComplete, status::kOk); }

void Session::pipeline_fed(const Pipeline& pipeline) {
  const bool may_join = &pipeline == current_.get() && !ending_ && !queue_.empty();
  if (may_join && pipeline.can_hand_over_to(*queue_.front())) feed(Input::kNextMayJoin, status::kOk);
}

void Session::pipeline_over(const Pipeline& pipeline) {
  if (&pipeline == ending_.get()) return feed(Input::kPredecessorOver, status::kOk);
  if (&pipeline != current_.get()) return;
  if (!queue_.empty()) return feed(Input::kTurnOfNext, status::kOk);
  // A source that has said that another presentation comes is waited for.
  if (!pipeline.awaits_another()) feed(Input::kPresentationOver, status::kOk);
}

void Session::pipeline_event(ForeignPtr event) {
  if (is_over(state_)) return;  // MESessionClosed is the last event
  raise({.kind = EventKind::kForeign, .object = std::move(event)});
}
void Session::pipeline_buffers(const Pipeline& pipeline) {
  if (&pipeline == current_.get()) check_buffering();
}
void Session::pipeline_traits_changed() {
  if (!is_over(state_)) raise_capabilities();
}

void Session::pipeline_changed(Insertion insertion) {
  if (is_over(state_)) return;
  insertions_.emplace_back(current_, std::move(insertion));
  if (insertions_.size() == 1) insert_next();
}

}  // namespace caesura::engine
