// SPDX-License-Identifier: MIT
#include "session_model.h"

#include <algorithm>

namespace caesura::engine {
namespace {

/// Whether the effect starts a phase, at the end of which kPhaseDone or kPhaseFailed comes.
bool starts_phase(Effect effect) {
  return effect == Effect::kReady || (effect >= Effect::kStartSources && effect <= Effect::kApplyRate);
}

/// One step, and what it breaks.
class Step {
 public:
  explicit Step(const std::function<void(const std::string&)>& broken) : broken_(broken) {}

  SessionModel take(const SessionModel& before, Input input) {
    const Cell& cell = step(before.state, input);
    SessionModel after = before;
    if (input == Input::kResolved || input == Input::kResolvedReplacement) after.loaded = true;
    if (input == Input::kNextReady || input == Input::kNothingNext) after.queue_report.reset();
    if (is_command(input)) {
      if (cell.verdict == Verdict::kDefer) return before;
      if (cell.verdict == Verdict::kRefuse) {
        expect(cell.status.failed(), "refuses with a success", before, input);
        return before;
      }
      if (cell.verdict == Verdict::kIgnore) {
        expect(is_over(before.state), "drops a command", before, input);
        return before;
      }
      after.command = true;
      after.closing = input == Input::kClose;
      after.replacing = input == Input::kReplaceTopology;
    }
    if (cell.verdict != Verdict::kGo) {
      const bool report = input == Input::kPhaseDone || input == Input::kPhaseFailed || input == Input::kResolved ||
                          input == Input::kResolvedReplacement || input == Input::kResolveFailed;
      expect(!report, "ignores a report that it waits for", before, input);
      return before;
    }
    after.state = cell.next;
    after.phase = after.resolving = false;
    for (const Effect effect : cell.steps()) carry_out(effect, after, before, input);
    if (input == Input::kShutdown) return after;
    expect(!waits_for_components(after.state) || after.phase, "waits for a phase that nobody started", before, input);
    expect(waits_for_components(after.state) || !after.phase, "starts a phase and does not wait for it", before, input);
    const bool at_rest =
        step(after.state, Input::kStart).verdict != Verdict::kDefer && !waits_for_components(after.state);
    expect(!at_rest || !after.command, "forgets to answer a command", before, input);
    const bool settled = after.state != State::kStopped && after.state != State::kEnded &&
                         after.state != State::kEmpty && after.state != State::kFinalizingSinks;
    expect(settled || !after.ending, "leaves a presentation before the current one behind", before, input);
    expect(after.state != State::kEmpty || (after.queued == 0 && !after.current), "leaves a topology behind", before,
           input);
    return after;
  }

 private:
  void expect(bool holds, const char* rule, const SessionModel& model, Input input) {
    if (!holds) broken_(std::string(rule) + ": " + show(model.state, input));
  }

  void carry_out(Effect effect, SessionModel& model, const SessionModel& before, Input input) {
    if (starts_phase(effect)) {
      expect(!model.phase, "starts two phases at once", before, input);
      model.phase = true;
    }
    switch (effect) {
      using enum Effect;
      case kResolve:
        model.resolving = true;
        return;
      case kInstall:
        expect(model.loaded, "installs what was never loaded", before, input);
        model.current = true;
        model.watched = false;
        return;
      case kQueue:
        expect(model.loaded && model.current, "queues behind nothing", before, input);
        model.queued = std::min(2, model.queued + 1);
        return;
      case kClearQueue:
        model.queued = 0;
        return;
      case kInstallNext:
        expect(model.queued > 0 && model.current, "has nothing to follow, or nothing that follows", before, input);
        expect(!model.ending, "has two presentations that are not over", before, input);
        model.ending = true;
        model.watched = false;
        model.queued = std::max(0, model.queued - 1);
        return;
      case kEndPredecessor:
        model.ending = false;
        return;
      case kDropCurrent:
        model.queue_report = model.queued > 0 ? Input::kNextReady : Input::kNothingNext;
        model.current = model.queued > 0;
        model.queued = std::max(0, model.queued - 1);
        model.watched = false;
        return;
      case kAnswer:
        expect(!model.closing || model.state == State::kClosed, "answers Close before it is closed", before, input);
        [[fallthrough]];
      case kAnswerFailed:
        model.command = model.closing = model.replacing = model.loaded = false;
        return;
      case kAbandon:
        model.command = model.closing = true;
        model.replacing = model.loaded = false;
        return;
      case kAnnounce:
      case kStartSources:
      case kOpenBranches:
      case kRaiseSourceStarted:
        return expect(model.current, "needs a pipeline and has none", before, input);
      case kWatchEnd:
        model.watched = true;
        return expect(model.current, "needs a pipeline and has none", before, input);
      case kPauseClock:
      case kStopClock:
        model.watched = false;
        return;
      case kShutDownAll:
        model = {.state = State::kShutDown};
        return;
      default:
        return;
    }
  }

  const std::function<void(const std::string&)>& broken_;
};

}  // namespace

bool waits_for_components(State state) { return step(state, Input::kPhaseDone).verdict == Verdict::kGo; }
bool is_command(Input input) { return input <= Input::kClose; }
std::string show(State state, Input input) { return std::string(name(state)) + " + " + std::string(name(input)); }

std::vector<Input> possible_inputs(const SessionModel& model) {
  using enum Input;
  std::vector<Input> inputs{kShutdown, kNodeFailed, kCloseOverdue, kBufferingStarted, kBufferingStopped};
  if (model.queue_report) return {*model.queue_report};  // it was fed in the same step
  if (!model.command) {
    for (std::size_t i = 0; i < kInputCount; ++i) {
      const auto input = static_cast<Input>(i);
      const bool needs_current = input == kSeekBeyondEnd || input == kPauseUnable;
      if (is_command(input) && (model.current || !needs_current)) inputs.push_back(input);
    }
  }
  if (model.phase) inputs.insert(inputs.end(), {kPhaseDone, kPhaseFailed});
  if (model.resolving) {
    inputs.insert(inputs.end(), {model.replacing ? kResolvedReplacement : kResolved, kResolveFailed});
  }
  if (model.watched) inputs.push_back(model.queued > 0 ? kTurnOfNext : kPresentationOver);
  if (model.watched && model.queued > 0 && !model.ending) inputs.push_back(kNextMayJoin);
  if (model.ending) inputs.push_back(kPredecessorOver);
  return inputs;
}

SessionModel take(const SessionModel& model, Input input, const std::function<void(const std::string&)>& broken) {
  return Step(broken).take(model, input);
}

}  // namespace caesura::engine
