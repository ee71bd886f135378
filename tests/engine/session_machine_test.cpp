// SPDX-License-Identifier: MIT
//
// The table by its properties: over all cells, and over every path that a model of the session can take.
#include "engine/session_machine.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "session_diagram.h"

namespace caesura::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<State> all_states() {
  std::vector<State> states;
  for (std::size_t i = 0; i < kStateCount; ++i) states.push_back(static_cast<State>(i));
  return states;
}
std::vector<Input> all_inputs() {
  std::vector<Input> inputs;
  for (std::size_t i = 0; i < kInputCount; ++i) inputs.push_back(static_cast<Input>(i));
  return inputs;
}
bool is_command(Input input) { return input <= Input::kClose; }
std::string show(State state, Input input) { return std::string(name(state)) + " + " + std::string(name(input)); }

/// Whether the effect starts a phase, at the end of which kPhaseDone or kPhaseFailed comes.
bool starts_phase(Effect effect) {
  return effect == Effect::kReady || (effect >= Effect::kStartSources && effect <= Effect::kApplyRate);
}
/// Whether the state waits for components, so that it must have an exit by success and by failure.
bool waits_for_components(State state) { return step(state, Input::kPhaseDone).verdict == Verdict::kGo; }

/// What of a session matters to the table: enough to know which reports can come next.
struct Model {
  State state = State::kEmpty;
  bool command = false;                 // one is running
  bool closing = false;                 // … and it is Close
  bool replacing = false;               // … and it is SetTopology with IMMEDIATE
  bool current = false;                 // there is a pipeline
  bool loaded = false;                  // a topology waits to be installed or queued
  int queued = 0;                       // topologies, at most two
  bool phase = false;                   // a phase is under way
  bool resolving = false;               // the loader is at work
  bool ending = false;                  // a pipeline before the current one is not over yet
  std::optional<Input> queue_report{};  // what kDropCurrent has found
  bool watched = false;                 // the end is being watched for
  auto operator<=>(const Model&) const = default;
};

/// Walks every path of the model, and says where a rule is broken.
class Walk {
 public:
  Walk() {
    visit({});
    while (!open_.empty()) {
      const Model model = *open_.begin();
      open_.erase(open_.begin());
      for (const Input input : possible(model)) take(model, input);
    }
  }

  const std::set<std::string>& broken() const { return broken_; }
  const std::set<State>& states() const { return states_; }

 private:
  void visit(const Model& model) {
    states_.insert(model.state);
    if (seen_.insert(model).second) open_.insert(model);
  }

  static std::vector<Input> possible(const Model& model) {
    using enum Input;
    std::vector<Input> inputs{kShutdown, kNodeFailed, kCloseOverdue, kBufferingStarted, kBufferingStopped};
    if (model.queue_report) return {*model.queue_report};  // it was fed in the same step
    if (!model.command) {
      for (const Input input : all_inputs()) {
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

  void expect(bool holds, const char* rule, const Model& model, Input input) {
    if (!holds) broken_.insert(std::string(rule) + ": " + show(model.state, input));
  }

  void take(const Model& before, Input input) {
    const Cell& cell = step(before.state, input);
    Model after = before;
    if (input == Input::kResolved || input == Input::kResolvedReplacement) after.loaded = true;
    if (input == Input::kNextReady || input == Input::kNothingNext) after.queue_report.reset();
    if (is_command(input)) {
      if (cell.verdict == Verdict::kDefer) return;
      if (cell.verdict == Verdict::kRefuse) {
        return expect(cell.status.failed(), "refuses with a success", before, input);
      }
      if (cell.verdict == Verdict::kIgnore) {
        return expect(is_over(before.state), "drops a command", before, input);
      }
      after.command = true;
      after.closing = input == Input::kClose;
      after.replacing = input == Input::kReplaceTopology;
    }
    if (cell.verdict != Verdict::kGo) {
      const bool report = input == Input::kPhaseDone || input == Input::kPhaseFailed || input == Input::kResolved ||
                          input == Input::kResolvedReplacement || input == Input::kResolveFailed;
      expect(!report, "ignores a report that it waits for", before, input);
      return;
    }
    after.state = cell.next;
    after.phase = after.resolving = false;
    for (const Effect effect : cell.steps()) carry_out(effect, after, before, input);
    if (input == Input::kShutdown) return visit(after);
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
    visit(after);
  }

  void carry_out(Effect effect, Model& model, const Model& before, Input input) {
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

  std::set<Model> seen_;
  std::set<Model> open_;
  std::set<State> states_;
  std::set<std::string> broken_;
};

std::vector<std::string> cells_where(bool (*wrong)(State, Input, const Cell&)) {
  std::vector<std::string> found;
  for (const State state : all_states()) {
    for (const Input input : all_inputs()) {
      if (wrong(state, input, step(state, input))) found.push_back(show(state, input));
    }
  }
  return found;
}

TEST(SessionMachine, BreaksNoRuleOnAnyPath) { EXPECT_THAT(Walk().broken(), IsEmpty()); }

TEST(SessionMachine, ReachesEveryState) { EXPECT_EQ(Walk().states().size(), kStateCount); }

TEST(SessionMachine, LeavesEveryWaitingStateBySuccessAndByFailure) {
  EXPECT_THAT(cells_where([](State state, Input input, const Cell& cell) {
                const bool exit = input == Input::kPhaseDone || input == Input::kPhaseFailed;
                return exit && waits_for_components(state) && (cell.verdict != Verdict::kGo || cell.next == state);
              }),
              IsEmpty());
}

// session R53
TEST(SessionMachine, ShutsDownFromEverywhere) {
  EXPECT_THAT(cells_where([](State state, Input input, const Cell& cell) {
                return input == Input::kShutdown && state != State::kShutDown && cell.next != State::kShutDown;
              }),
              IsEmpty());
}

TEST(SessionMachine, DoesNothingAfterShutdown) {
  EXPECT_THAT(cells_where([](State state, Input, const Cell& cell) {
                return state == State::kShutDown && cell.verdict != Verdict::kIgnore;
              }),
              IsEmpty());
}

TEST(SessionMachine, LeavesClosedForShutdownOnly) {
  EXPECT_THAT(cells_where([](State state, Input input, const Cell& cell) {
                return state == State::kClosed && input != Input::kShutdown && cell.verdict != Verdict::kIgnore;
              }),
              IsEmpty());
}

TEST(SessionMachine, RefusesWithFailuresOnly) {
  EXPECT_THAT(
      cells_where([](State, Input, const Cell& cell) { return cell.verdict == Verdict::kRefuse && cell.status.ok(); }),
      IsEmpty());
}

TEST(SessionMachine, RefusesCommandsOnly) {
  EXPECT_THAT(cells_where([](State, Input input, const Cell& cell) {
                return cell.verdict == Verdict::kRefuse && !is_command(input);
              }),
              IsEmpty());
}

TEST(SessionMachine, LetsAnOverdueCloseBreakIntoEveryPhaseThatDefersIt) {
  EXPECT_THAT(cells_where([](State state, Input input, const Cell&) {
                return input == Input::kClose && step(state, input).verdict == Verdict::kDefer &&
                       step(state, Input::kCloseOverdue).verdict != Verdict::kGo;
              }),
              IsEmpty());
}

// session R34, O8
TEST(SessionMachine, RefusesPauseWhileStopped) {
  EXPECT_EQ(step(State::kStopped, Input::kPause).status, status::kPauseWhileStopped);
  EXPECT_EQ(step(State::kEnded, Input::kPause).status, status::kPauseWhileStopped);
  EXPECT_EQ(step(State::kEmpty, Input::kPause).status, status::kInvalidRequest);
}

// session O27
TEST(SessionMachine, PausesTheClockBeforeTheSources) {
  const Cell& first = step(State::kStarted, Input::kPause);

  EXPECT_THAT(first.steps(), ElementsAre(Effect::kPauseClock));
  EXPECT_THAT(step(first.next, Input::kPhaseDone).steps(), ElementsAre(Effect::kPauseSources));
}

// session O28
TEST(SessionMachine, SeeksByStoppingFlushingAndStartingAnew) {
  std::vector<Effect> effects;
  State state = State::kStarted;
  for (Input input = Input::kSeek; state != State::kStarted || effects.empty(); input = Input::kPhaseDone) {
    const Cell& cell = step(state, input);
    effects.insert(effects.end(), cell.steps().begin(), cell.steps().end());
    state = cell.next;
  }

  EXPECT_THAT(effects,
              ElementsAre(Effect::kStopSources, Effect::kEndPredecessor, Effect::kFlushTransforms,
                          Effect::kStartSources, Effect::kFlushSinks, Effect::kStartClock, Effect::kOpenBranches,
                          Effect::kRaiseSinkSwitched, Effect::kAnswer, Effect::kCheckBuffering, Effect::kWatchEnd));
}

// session O11
TEST(SessionMachine, AnswersStartWhileStartedAndDoesNothingElse) {
  EXPECT_EQ(step(State::kStarted, Input::kStart).next, State::kStarted);
  EXPECT_THAT(step(State::kStarted, Input::kStart).steps(), ElementsAre(Effect::kAnswer));
}

// session O13
TEST(SessionMachine, RefusesToSeekBeyondTheEnd) {
  for (const State state : {State::kStopped, State::kEnded, State::kStarted, State::kPaused}) {
    EXPECT_EQ(step(state, Input::kSeekBeyondEnd).status, status::kInvalidPosition) << name(state);
  }
}

TEST(SessionMachine, NamesEveryStateInputVerdictAndEffect) {
  std::set<std::string_view> names;
  for (const State state : all_states()) names.insert(name(state));
  for (const Input input : all_inputs()) names.insert(name(input));
  for (int i = 0; i < 4; ++i) names.insert(name(static_cast<Verdict>(i)));
  for (std::size_t i = 0; i < kEffectCount; ++i) names.insert(name(static_cast<Effect>(i)));

  EXPECT_EQ(names.count("?"), 0u);
}

/// The document's text, with the diagram between its fences replaced by `diagram`.
std::string with_diagram(const std::string& document, const std::string& diagram) {
  const std::string open = "```mermaid\n", close = "```";
  const std::size_t from = document.find(open) + open.size();
  return document.substr(0, from) + diagram + document.substr(document.find(close, from));
}

/// Run with CAESURA_UPDATE_GOLDEN=1 to bring the document up to date.
TEST(SessionMachine, IsDrawnInItsDocument) {
  std::ifstream file(CAESURA_STATES_DOCUMENT);
  const std::string document((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  ASSERT_NE(document.find("```mermaid\n"), std::string::npos) << CAESURA_STATES_DOCUMENT;
  if (std::getenv("CAESURA_UPDATE_GOLDEN")) {
    std::ofstream(CAESURA_STATES_DOCUMENT) << with_diagram(document, mermaid());
    GTEST_SKIP() << "the document has been written";
  }

  EXPECT_EQ(document, with_diagram(document, mermaid()));
}

}  // namespace
}  // namespace caesura::engine
