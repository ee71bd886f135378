// SPDX-License-Identifier: MIT
#include "engine/session_machine.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace caesura::engine {
namespace {

using enum State;
using enum Input;

constexpr std::size_t at(State state) { return static_cast<std::size_t>(state); }
constexpr std::size_t at(Input input) { return static_cast<std::size_t>(input); }

consteval Cell go(State next, std::initializer_list<Effect> effects = {}) {
  Cell cell{.verdict = Verdict::kGo, .next = next};
  if (effects.size() > Cell::kMostEffects) throw "a cell holds kMostEffects effects";
  std::copy(effects.begin(), effects.end(), cell.effects.begin());
  return cell;
}
consteval Cell refuse(Status status) { return {.verdict = Verdict::kRefuse, .status = status}; }
constexpr Cell kDeferred{.verdict = Verdict::kDefer};
constexpr Cell kIgnored{.verdict = Verdict::kIgnore};

using States = std::initializer_list<State>;
using Inputs = std::initializer_list<Input>;

/// Writing a cell twice, or leaving one empty, does not compile.
class TableBuilder {
 public:
  consteval void set(States states, Inputs inputs, Cell cell) {
    for (State state : states) {
      for (Input input : inputs) {
        if (written_[at(state)][at(input)]) throw "this cell is written twice";
        written_[at(state)][at(input)] = true;
        cells_[at(state)][at(input)] = cell;
      }
    }
  }
  /// … of all these states but one.
  consteval void set_but(State exception, States states, Inputs inputs, Cell cell) {
    for (State state : states) {
      if (state != exception) set({state}, inputs, cell);
    }
  }
  consteval auto finish() const {
    for (const auto& row : written_) {
      for (bool written : row) {
        if (!written) throw "a cell is empty";
      }
    }
    return cells_;
  }

 private:
  std::array<std::array<Cell, kInputCount>, kStateCount> cells_ = {};
  std::array<std::array<bool, kInputCount>, kStateCount> written_ = {};
};

consteval auto build_table() {
  using enum Effect;
  TableBuilder t;

  const States kStoppedStates{kStopped, kEnded};
  const States kTopologyStates{kStopped, kEnded, kStarted, kHeld, kPaused};
  const States kResolving{kEmptyResolving,   kStoppedResolving, kEndedResolving,
                          kStartedResolving, kHeldResolving,    kPausedResolving};
  const States kRating{kStoppedRating, kEndedRating, kStartedRating, kHeldRating, kPausedRating};
  const States kPlayingPhases{kStartingSources,        kStartingTransforms,  kPrerollingSinks,   kStartingSinks,
                              kPausingSinks,           kPausingSources,      kResumingSources,   kSeekStoppingSources,
                              kSeekFlushingTransforms, kSeekStartingSources, kSeekFlushingSinks, kHoldingSinks,
                              kResumingHeldSources,    kReleasingSinks};
  const States kJoiningPhases{kJoiningSources, kJoiningTransforms};
  const States kHandOverPhases{kRelievingSources, kHandingOver};
  const States kStoppingPhases{
      kReadying,       kReadyingNext,    kReadyingRate,     kReadyingNextRate, kStoppingSinks,   kStoppingSources,
      kEndingSinks,    kEndingSources,   kFailingSinks,     kFailingSources,   kClearingSinks,   kClearingSources,
      kDropping,       kReplacingSinks,  kReplacingSources, kSwappingSinks,    kSwappingSources, kTurningSinks,
      kTurningSources, kUnreadyingSinks, kUnreadyingSources};
  const States kClosing{kClosingSinks, kClosingSources, kFinalizingSinks};

  const Inputs kCommands{kSetTopology,
                         kReplaceTopology,
                         kClearCurrent,
                         kClearOther,
                         kClearTopologies,
                         kStart,
                         kStartBuffering,
                         kSeek,
                         kStep,
                         kSeekBeyondEnd,
                         kPause,
                         kPauseUnable,
                         kStop,
                         kSetRate,
                         kSetRateToOrFromZero,
                         kSetRateToOrFromReverse,
                         kClose};
  const Inputs kSetRates{kSetRate, kSetRateToOrFromZero, kSetRateToOrFromReverse};
  const Inputs kPhaseReports{kPhaseDone, kPhaseFailed};
  const Inputs kResolveReports{kResolved, kResolvedReplacement, kResolveFailed};
  const Inputs kQueueReports{kNextReady, kNothingNext};
  const Inputs kEndReports{kNextMayJoin, kPresentationOver, kTurnOfNext};
  const Inputs kBufferingReports{kBufferingStarted, kBufferingStopped};

  // Nothing to play.
  t.set({kEmpty}, {kSetTopology, kReplaceTopology}, go(kEmptyResolving, {kResolve}));
  t.set({kEmpty}, {kClearCurrent, kClearOther}, go(kEmpty, {kAnswer}));
  t.set({kEmpty}, {kClearTopologies}, go(kEmpty, {kClearQueue, kAnswer}));
  t.set({kEmpty}, kSetRates, go(kEmpty, {kKeepRate, kAnswer}));
  t.set({kEmpty}, {kStart, kStartBuffering, kStep, kSeek, kSeekBeyondEnd, kPause, kPauseUnable, kStop},
        refuse(status::kInvalidRequest));
  t.set({kEmpty}, {kClose}, go(kFinalizingSinks, {kFinalizeSinks}));

  // Stopped, or played to the end.
  t.set({kStopped}, {kSetTopology, kReplaceTopology}, go(kStoppedResolving, {kResolve}));
  t.set({kEnded}, {kSetTopology, kReplaceTopology}, go(kEndedResolving, {kResolve}));
  t.set(kStoppedStates, {kClearCurrent}, go(kDropping, {kDropCurrent}));
  t.set(kStoppedStates, {kStart, kStartBuffering, kStep, kSeek}, go(kStartingSources, {kAnnounce, kStartSources}));
  t.set(kStoppedStates, {kPause, kPauseUnable}, refuse(status::kPauseWhileStopped));
  t.set(kStoppedStates, {kClose}, go(kFinalizingSinks, {kFinalizeSinks}));
  t.set({kStopped}, {kClearOther, kStop}, go(kStopped, {kAnswer}));
  t.set({kEnded}, {kClearOther, kStop}, go(kEnded, {kAnswer}));
  t.set({kStopped}, {kClearTopologies}, go(kStopped, {kClearQueue, kAnswer}));
  t.set({kEnded}, {kClearTopologies}, go(kEnded, {kClearQueue, kAnswer}));
  t.set({kStopped}, kSetRates, go(kStoppedRating, {kChangeRate}));
  t.set({kEnded}, kSetRates, go(kEndedRating, {kChangeRate}));

  // Playing.
  t.set({kStarted}, {kSetTopology, kReplaceTopology}, go(kStartedResolving, {kResolve}));
  t.set({kStarted}, {kClearOther, kStart, kStartBuffering}, go(kStarted, {kAnswer}));
  t.set({kStarted}, {kClearTopologies}, go(kStarted, {kClearQueue, kAnswer}));
  t.set({kStarted}, {kPause}, go(kPausingSinks, {kPauseClock}));
  t.set({kStarted}, {kPauseUnable}, refuse(status::kInvalidRequest));
  t.set({kStarted}, {kPresentationOver},
        go(kEndingSinks, {kEndPredecessor, kRaiseSinkSwitched, kRaiseTopologyEnded, kStopClock}));
  t.set({kStarted}, {kNextMayJoin}, go(kRelievingSources, {kRelieveSources}));
  t.set({kStarted}, {kTurnOfNext}, go(kTurningSinks, {kEndPredecessor, kRaiseSinkSwitched, kPauseClock}));
  t.set({kStarted}, {kPredecessorOver}, go(kStarted, {kEndPredecessor, kRaiseSinkSwitched, kWatchEnd}));
  t.set({kStarted}, {kStep}, go(kStartingSinks, {kStepClock}));
  t.set({kStarted}, {kSetRateToOrFromZero}, refuse(status::kUnsupportedRateTransition));

  // A source buffers: the clock stands until it has enough, and to the application the session is started all the
  // while.
  t.set({kStarted}, {kBufferingStarted}, go(kHoldingSinks, {kPauseClock}));
  t.set({kHoldingSinks}, {kPhaseDone}, go(kHeld, {kCheckBuffering}));
  t.set({kHoldingSinks}, {kPhaseFailed}, go(kHeld, {kCheckBuffering}));  // the clock has been asked, at least
  t.set({kStarted, kHeld}, {kBufferingStopped}, go(kReleasingSinks, {kResumeClock}));
  t.set({kReleasingSinks}, {kPhaseDone}, go(kStarted, {kCheckBuffering, kWatchEnd}));
  t.set({kHeld}, {kSetTopology, kReplaceTopology}, go(kHeldResolving, {kResolve}));
  t.set({kHeld}, {kClearOther, kStart, kStartBuffering, kStep}, go(kHeld, {kAnswer}));
  t.set({kHeld}, {kClearTopologies}, go(kHeld, {kClearQueue, kAnswer}));
  t.set({kHeld}, {kPause}, go(kPausingSinks, {kPauseClock}));  // which may have refused to
  t.set({kHeld}, {kPauseUnable}, refuse(status::kInvalidRequest));
  t.set({kHeld}, {kSetRateToOrFromZero}, refuse(status::kUnsupportedRateTransition));
  t.set({kHeld}, {kSetRate}, go(kHeldRating, {kChangeRate}));
  t.set({kHeld}, {kScrubComplete}, go(kHeld, {kRaiseScrubComplete}));
  t.set({kHeld}, {kPredecessorOver}, go(kHeld, {kEndPredecessor, kRaiseSinkSwitched}));
  t.set({kHeld}, {kCloseOverdue}, go(kClosingSinks, {kAbandon, kArmClose, kStopClock}));
  t.set({kHeldRating}, {kPhaseDone}, go(kHeld, {kKeepRate, kAnswer, kCheckBuffering}));
  t.set({kHeldRating}, {kPhaseFailed}, go(kHeld, {kGiveUpRate, kAnswerFailed, kCheckBuffering}));
  t.set({kPaused}, {kStartBuffering}, go(kResumingHeldSources, {kResumeSources}));
  t.set({kResumingHeldSources}, {kPhaseDone}, go(kHeld, {kAnswer, kCheckBuffering}));
  t.set({kResumingHeldSources}, {kPhaseFailed}, go(kPaused, {kAnswerFailed}));

  // Paused.
  t.set({kPaused}, {kSetTopology, kReplaceTopology}, go(kPausedResolving, {kResolve}));
  t.set({kPaused}, {kClearOther, kPause, kPauseUnable}, go(kPaused, {kAnswer}));
  t.set({kPaused}, {kClearTopologies}, go(kPaused, {kClearQueue, kAnswer}));
  t.set({kPaused}, {kStart}, go(kResumingSources, {kResumeSources}));
  t.set({kPaused}, {kPredecessorOver}, go(kPaused, {kEndPredecessor, kRaiseSinkSwitched}));
  t.set({kPaused}, {kStep}, go(kSeekStoppingSources, {kStopSources}));
  t.set({kPaused}, {kSetRate, kSetRateToOrFromZero}, go(kPausedRating, {kChangeRate}));

  // All three.
  t.set({kStarted, kHeld, kPaused}, {kSeek}, go(kSeekStoppingSources, {kStopSources}));
  t.set({kStarted, kHeld, kPaused}, {kStop}, go(kStoppingSinks, {kStopClock}));
  t.set({kStarted, kHeld, kPaused}, {kClearCurrent}, go(kClearingSinks, {kStopClock}));
  t.set({kStarted, kHeld, kPaused}, {kClose}, go(kClosingSinks, {kArmClose, kStopClock}));
  t.set({kStarted, kHeld, kPaused}, {kNodeFailed}, go(kFailingSinks, {kRaiseError, kStopClock}));
  t.set({kStarted}, {kSetRate}, go(kStartedRating, {kChangeRate}));
  t.set({kStarted, kHeld, kPaused}, {kSetRateToOrFromReverse}, refuse(status::kUnsupportedRateTransition));
  t.set({kStarted}, {kScrubComplete}, go(kStarted, {kRaiseScrubComplete}));
  t.set({kPaused}, {kScrubComplete}, go(kPaused, {kRaiseScrubComplete}));
  t.set(kTopologyStates, {kSeekBeyondEnd}, refuse(status::kInvalidPosition));

  // A topology has been loaded, or could not be.
  t.set({kEmptyResolving, kEndedResolving}, {kResolved, kResolvedReplacement}, go(kReadying, {kInstall, kReady}));
  t.set({kStoppedResolving}, {kResolved}, go(kStopped, {kQueue, kAnswer}));
  t.set({kStartedResolving}, {kResolved}, go(kStarted, {kQueue, kAnswer, kCheckBuffering, kWatchEnd}));
  t.set({kHeldResolving}, {kResolved}, go(kHeld, {kQueue, kAnswer, kCheckBuffering}));
  t.set({kPausedResolving}, {kResolved}, go(kPaused, {kQueue, kAnswer}));
  t.set({kStoppedResolving}, {kResolvedReplacement}, go(kReadying, {kClearQueue, kInstall, kReady}));
  t.set({kStartedResolving, kHeldResolving}, {kResolvedReplacement}, go(kReplacingSinks, {kClearQueue, kStopClock}));
  t.set({kPausedResolving}, {kResolvedReplacement}, go(kSwappingSinks, {kClearQueue, kStopClock}));
  t.set({kEmptyResolving}, {kResolveFailed}, go(kEmpty, {kAnswerFailed}));
  t.set({kStoppedResolving}, {kResolveFailed}, go(kStopped, {kAnswerFailed}));
  t.set({kEndedResolving}, {kResolveFailed}, go(kEnded, {kAnswerFailed}));
  t.set({kStartedResolving}, {kResolveFailed}, go(kStarted, {kAnswerFailed, kCheckBuffering, kWatchEnd}));
  t.set({kHeldResolving}, {kResolveFailed}, go(kHeld, {kAnswerFailed, kCheckBuffering}));
  t.set({kPausedResolving}, {kResolveFailed}, go(kPaused, {kAnswerFailed}));
  t.set({kStartedResolving, kHeldResolving, kPausedResolving}, {kNodeFailed}, kDeferred);
  t.set({kEmptyResolving, kStoppedResolving, kEndedResolving}, {kNodeFailed}, kIgnored);

  // The rate outlives stops, ends and topologies; one that can't have it is played at 1.
  t.set({kReadying}, {kPhaseDone}, go(kReadyingRate, {kApplyRate}));
  t.set({kReadyingNext}, {kPhaseDone}, go(kReadyingNextRate, {kEndPredecessor, kApplyRate}));
  t.set({kReadyingRate}, {kPhaseDone}, go(kStopped, {kAnswer, kRaiseReady, kRaiseCapabilities}));
  t.set({kReadyingRate}, {kPhaseFailed}, go(kStopped, {kAnswer, kRaiseReady, kDropRate, kRaiseCapabilities}));
  t.set({kReadying}, {kPhaseFailed}, go(kDropping, {kAnswerFailed, kDropCurrent}));
  t.set({kReadyingNextRate}, {kPhaseDone},
        go(kStartingSources, {kAnswer, kRaiseReady, kRaiseCapabilities, kAnnounce, kStartSources}));
  t.set({kReadyingNextRate}, {kPhaseFailed},
        go(kStartingSources, {kAnswer, kRaiseReady, kDropRate, kRaiseCapabilities, kAnnounce, kStartSources}));

  // A change of the rate. What fails leaves it as it was.
  t.set({kStoppedRating}, {kPhaseDone}, go(kStopped, {kKeepRate, kAnswer}));
  t.set({kEndedRating}, {kPhaseDone}, go(kEnded, {kKeepRate, kAnswer}));
  t.set({kStartedRating}, {kPhaseDone}, go(kStarted, {kKeepRate, kAnswer, kCheckBuffering, kWatchEnd}));
  t.set({kPausedRating}, {kPhaseDone}, go(kPaused, {kKeepRate, kAnswer}));
  t.set({kStoppedRating}, {kPhaseFailed}, go(kStopped, {kGiveUpRate, kAnswerFailed}));
  t.set({kEndedRating}, {kPhaseFailed}, go(kEnded, {kGiveUpRate, kAnswerFailed}));
  t.set({kStartedRating}, {kPhaseFailed}, go(kStarted, {kGiveUpRate, kAnswerFailed, kCheckBuffering, kWatchEnd}));
  t.set({kPausedRating}, {kPhaseFailed}, go(kPaused, {kGiveUpRate, kAnswerFailed}));
  t.set({kStartedRating, kHeldRating, kPausedRating}, {kNodeFailed, kScrubComplete, kPredecessorOver}, kDeferred);
  t.set({kStoppedRating, kEndedRating}, {kNodeFailed, kScrubComplete, kPredecessorOver}, kIgnored);

  // Starting.
  t.set({kStartingSources}, {kPhaseDone}, go(kStartingTransforms, {kRaiseSourceStarted, kStartTransforms}));
  t.set({kStartingTransforms}, {kPhaseDone}, go(kPrerollingSinks, {kPrerollSinks}));
  t.set({kPrerollingSinks}, {kPhaseDone}, go(kStartingSinks, {kStartClock}));
  t.set({kStartingSinks}, {kPhaseDone},
        go(kStarted, {kOpenBranches, kRaiseSinkSwitched, kAnswer, kCheckBuffering, kWatchEnd}));

  // Pausing and resuming. What fails leaves the session as it was.
  t.set({kPausingSinks}, {kPhaseDone}, go(kPausingSources, {kPauseSources}));
  t.set({kPausingSources}, {kPhaseDone}, go(kPaused, {kAnswer}));
  t.set({kPausingSinks, kPausingSources}, {kPhaseFailed}, go(kStartingSinks, {kAnswerFailed, kResumeClock}));
  t.set({kResumingSources}, {kPhaseDone}, go(kStartingSinks, {kResumeClock}));
  t.set({kResumingSources}, {kPhaseFailed}, go(kPaused, {kAnswerFailed}));

  // Seeking.
  t.set({kSeekStoppingSources}, {kPhaseDone}, go(kSeekFlushingTransforms, {kEndPredecessor, kFlushTransforms}));
  t.set({kSeekFlushingTransforms}, {kPhaseDone}, go(kSeekStartingSources, {kStartSources}));
  t.set({kSeekStartingSources}, {kPhaseDone}, go(kSeekFlushingSinks, {kFlushSinks}));
  t.set({kSeekFlushingSinks}, {kPhaseDone}, go(kStartingSinks, {kStartClock}));

  // A start, seek or resume that fails, and a component that breaks meanwhile, stop everything.
  t.set({kStartingSources, kStartingTransforms, kPrerollingSinks, kStartingSinks, kSeekStoppingSources,
         kSeekFlushingTransforms, kSeekStartingSources, kSeekFlushingSinks, kReleasingSinks},
        {kPhaseFailed}, go(kFailingSinks, {kAnswerFailed, kStopClock}));
  t.set(kJoiningPhases, {kPhaseFailed}, go(kFailingSinks, {kAnswerFailed, kStopClock}));
  for (const States& phases : {kPlayingPhases, kJoiningPhases}) {
    t.set(phases, {kNodeFailed}, go(kFailingSinks, {kAnswerFailed, kStopClock}));
  }
  t.set({kFailingSinks}, kPhaseReports, go(kFailingSources, {kStopSources}));
  t.set({kFailingSources}, kPhaseReports, go(kStopped, {kDiscard, kEndPredecessor}));

  // Stopping.
  t.set({kStoppingSinks}, {kPhaseDone}, go(kStoppingSources, {kStopSources}));
  t.set({kStoppingSinks}, {kPhaseFailed}, go(kFailingSources, {kAnswerFailed, kStopSources}));
  t.set({kStoppingSources}, {kPhaseDone}, go(kStopped, {kEndPredecessor, kAnswer, kDiscard}));
  t.set({kStoppingSources}, {kPhaseFailed}, go(kStopped, {kEndPredecessor, kAnswerFailed, kDiscard}));

  // The end of the last presentation.
  t.set({kEndingSinks}, kPhaseReports, go(kEndingSources, {kStopSources}));
  t.set({kEndingSources}, kPhaseReports, go(kEnded, {kDiscard, kRaiseEnded}));

  // The end of another one. The next plays on the same sinks: they go on, and the clock with them.
  t.set({kRelievingSources}, kPhaseReports, go(kHandingOver, {kInstallNext, kReady}));
  t.set({kHandingOver}, {kPhaseDone}, go(kJoiningSources, {kRaiseReady, kRaiseCapabilities, kAnnounce, kStartSources}));
  t.set({kJoiningSources}, {kPhaseDone}, go(kJoiningTransforms, {kRaiseSourceStarted, kStartTransforms}));
  t.set({kJoiningTransforms}, {kPhaseDone}, go(kStarted, {kOpenBranches, kCheckBuffering, kWatchEnd}));
  // Or it has sinks of its own: the clock waits for them, and goes on where it was.
  t.set({kTurningSinks}, kPhaseReports, go(kTurningSources, {kRelieveSources}));
  t.set({kTurningSources}, kPhaseReports, go(kReadyingNext, {kInstallNext, kReady}));
  t.set({kHandingOver, kReadyingNext}, {kPhaseFailed}, go(kUnreadyingSinks, {kAnswerFailed, kStopClock}));
  t.set({kUnreadyingSinks}, kPhaseReports, go(kUnreadyingSources, {kStopSources}));
  t.set({kUnreadyingSources}, kPhaseReports, go(kDropping, {kDiscard, kEndPredecessor, kDropCurrent}));

  // The current topology is dropped, or gives way to another one.
  t.set({kClearingSinks}, kPhaseReports, go(kClearingSources, {kStopSources}));
  t.set({kClearingSources}, kPhaseReports,
        go(kDropping, {kDiscard, kEndPredecessor, kRaiseTopologyEnded, kDropCurrent}));
  t.set({kDropping}, {kNextReady}, go(kReadying, {kReady}));
  t.set({kDropping}, {kNothingNext}, go(kEmpty, {kAnswer, kRaiseCapabilities}));
  t.set({kReplacingSinks}, kPhaseReports, go(kReplacingSources, {kStopSources}));
  t.set({kReplacingSources}, kPhaseReports,
        go(kReadyingNext, {kDiscard, kEndPredecessor, kRaiseTopologyEnded, kInstall, kReady}));
  t.set({kSwappingSinks}, kPhaseReports, go(kSwappingSources, {kStopSources}));
  t.set({kSwappingSources}, kPhaseReports,
        go(kReadying, {kDiscard, kEndPredecessor, kRaiseTopologyEnded, kInstall, kReady}));

  // Closing goes on in bounded time, whatever the components do.
  t.set({kClosingSinks}, {kPhaseDone, kPhaseFailed, kCloseOverdue}, go(kClosingSources, {kArmClose, kStopSources}));
  t.set({kClosingSources}, {kPhaseDone, kPhaseFailed, kCloseOverdue},
        go(kFinalizingSinks, {kDiscard, kEndPredecessor, kFinalizeSinks}));
  t.set({kFinalizingSinks}, {kPhaseDone}, go(kClosed, {kAnswer}));
  t.set({kFinalizingSinks}, {kPhaseFailed}, go(kClosed, {kAnswerFailed}));
  t.set({kFinalizingSinks}, {kCloseOverdue}, kIgnored);
  t.set(kClosing, kCommands, refuse(status::kInvalidRequest));
  t.set({kClosed, kShutDown}, kCommands, kIgnored);  // MESessionClosed is the last event

  // Commands wait for the phase to end; a Close that has waited too long breaks in; Shutdown always does.
  for (const States& phases : {kResolving, kRating, kPlayingPhases, kJoiningPhases, kHandOverPhases, kStoppingPhases}) {
    t.set(phases, kCommands, kDeferred);
    t.set(phases, {kCloseOverdue}, go(kClosingSinks, {kAbandon, kArmClose, kStopClock}));
  }
  for (const States& states : {States{kEmpty}, kTopologyStates, kResolving, kRating, kPlayingPhases, kJoiningPhases,
                               kHandOverPhases, kStoppingPhases, kClosing, States{kClosed}}) {
    t.set(states, {kShutdown}, go(kShutDown, {kShutDownAll}));
  }
  t.set({kShutDown}, {kShutdown}, kIgnored);

  // Reports that come too late.
  t.set({kEmpty, kStopped, kEnded}, {kNodeFailed, kScrubComplete, kCloseOverdue, kPredecessorOver}, kIgnored);
  t.set({kEmpty, kStopped, kEnded, kHeld, kPaused}, kEndReports, kIgnored);
  t.set({kEmpty, kStopped, kEnded, kStarted, kHeld, kPaused}, kPhaseReports, kIgnored);
  t.set({kEmpty, kStopped, kEnded, kStarted, kHeld, kPaused}, kResolveReports, kIgnored);
  t.set({kEmpty, kStopped, kEnded, kStarted, kHeld, kPaused}, kQueueReports, kIgnored);
  t.set({kStarted}, {kCloseOverdue}, kIgnored);
  t.set({kPaused}, {kCloseOverdue}, kIgnored);
  t.set({kStartedResolving, kHeldResolving, kPausedResolving, kHoldingSinks, kResumingHeldSources, kReleasingSinks,
         kPausingSinks, kPausingSources},
        {kScrubComplete}, kDeferred);
  // What the sources say in between is looked at once the session is started or held.
  for (const States& states : {
           States{kEmpty, kStopped, kEnded, kPaused, kClosed, kShutDown},
           kResolving, kRating, kPlayingPhases,
           kJoiningPhases, kHandOverPhases, kStoppingPhases, kClosing
  }) {
    t.set(states, kBufferingReports, kIgnored);
  }
  t.set({kHeld}, {kBufferingStarted}, kIgnored);
  t.set({kEmptyResolving, kStoppedResolving, kEndedResolving}, {kScrubComplete}, kIgnored);
  t.set({kStartingSources, kStartingTransforms, kPrerollingSinks, kStartingSinks, kResumingSources,
         kSeekStoppingSources, kSeekFlushingTransforms, kSeekStartingSources, kSeekFlushingSinks},
        {kScrubComplete}, kIgnored);
  t.set(kJoiningPhases, {kScrubComplete}, kIgnored);
  t.set(kHandOverPhases, {kScrubComplete}, kIgnored);
  t.set(kStoppingPhases, {kScrubComplete}, kIgnored);
  t.set(kRating, kResolveReports, kIgnored);
  t.set(kRating, kQueueReports, kIgnored);
  t.set(kResolving, kPhaseReports, kIgnored);
  t.set(kResolving, kQueueReports, kIgnored);
  for (const States& phases : {kPlayingPhases, kJoiningPhases, kHandOverPhases}) {
    t.set(phases, kResolveReports, kIgnored);
    t.set(phases, kQueueReports, kIgnored);
    t.set(phases, {kPredecessorOver}, kDeferred);
  }
  t.set(kHandOverPhases, {kNodeFailed}, kDeferred);
  t.set({kStartedResolving, kHeldResolving, kPausedResolving}, {kPredecessorOver}, kDeferred);
  t.set({kEmptyResolving, kStoppedResolving, kEndedResolving}, {kPredecessorOver}, kIgnored);
  t.set(kStoppingPhases, {kPredecessorOver}, kIgnored);
  t.set(kStoppingPhases, kResolveReports, kIgnored);
  t.set(kStoppingPhases, {kNodeFailed}, kIgnored);
  t.set_but(kDropping, kStoppingPhases, kQueueReports, kIgnored);
  t.set({kDropping}, kPhaseReports, kIgnored);
  for (const States& phases :
       {kResolving, kRating, kPlayingPhases, kJoiningPhases, kHandOverPhases, kStoppingPhases, kClosing}) {
    t.set(phases, kEndReports, kIgnored);
  }
  t.set(kClosing, kResolveReports, kIgnored);
  t.set(kClosing, kQueueReports, kIgnored);
  t.set(kClosing, {kNodeFailed, kScrubComplete, kPredecessorOver}, kIgnored);
  for (State over : {kClosed, kShutDown}) {
    t.set({over}, kPhaseReports, kIgnored);
    t.set({over}, kResolveReports, kIgnored);
    t.set({over}, kQueueReports, kIgnored);
    t.set({over}, kEndReports, kIgnored);
    t.set({over}, {kPredecessorOver, kScrubComplete, kNodeFailed, kCloseOverdue}, kIgnored);
  }
  return t.finish();
}

constexpr auto kTable = build_table();

consteval bool every_phase_has_both_exits() {
  for (const auto& row : kTable) {
    if ((row[at(kPhaseDone)].verdict == Verdict::kGo) != (row[at(kPhaseFailed)].verdict == Verdict::kGo)) return false;
  }
  return true;
}
consteval bool shutdown_goes_from_everywhere() {
  for (std::size_t state = 0; state < at(kShutDown); ++state) {
    if (kTable[state][at(kShutdown)].next != kShutDown) return false;
  }
  return true;
}
static_assert(every_phase_has_both_exits());
static_assert(shutdown_goes_from_everywhere());

}  // namespace

const Cell& step(State state, Input input) { return kTable[at(state)][at(input)]; }

}  // namespace caesura::engine
