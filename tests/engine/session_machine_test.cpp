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
#include "session_model.h"

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
/// Walks every path of the model, and says where a rule is broken.
class Walk {
 public:
  Walk() {
    visit({});
    while (!open_.empty()) {
      const SessionModel model = *open_.begin();
      open_.erase(open_.begin());
      for (const Input input : possible_inputs(model))
        visit(take(model, input, [this](const std::string& rule) { broken_.insert(rule); }));
    }
  }

  const std::set<std::string>& broken() const { return broken_; }
  const std::set<State>& states() const { return states_; }

 private:
  void visit(const SessionModel& model) {
    states_.insert(model.state);
    if (seen_.insert(model).second) open_.insert(model);
  }

  std::set<SessionModel> seen_;
  std::set<SessionModel> open_;
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
