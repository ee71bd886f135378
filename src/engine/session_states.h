// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace caesura::engine {

/// Where a session stands. One state per waiting phase: those ending in Sources, Sinks or Transforms wait for these,
/// …Resolving for the loader, …Rating, Readying…, HandingOver and Dropping for all of them. Empty, Stopped, Ended,
/// Started, Held and Paused wait for the application.
enum class State : std::uint8_t {
  kEmpty,           // no topology
  kEmptyResolving,  // … and one being loaded
  kReadying,        // a loaded topology gets its clock; its SetTopology is answered afterwards
  kReadyingNext,    // the same for a topology that plays at once, in the place of another
  kReadyingRate,    // … and the rate in force
  kReadyingNextRate,
  kStopped,  // a topology, not playing
  kStoppedResolving,
  kStoppedRating,  // the rate is changed
  kEnded,          // played to the end: stopped, and the next topology takes its place
  kEndedResolving,
  kEndedRating,
  kStartingSources,
  kStartingTransforms,
  kPrerollingSinks,
  kStartingSinks,  // the clock starts, the sinks follow it
  kStarted,
  kStartedResolving,
  kStartedRating,
  kHoldingSinks,  // a source buffers: the clock is held meanwhile, and only that
  kHeld,
  kHeldResolving,
  kHeldRating,
  kResumingHeldSources,
  kReleasingSinks,
  kPausingSinks,  // the clock pauses, the sinks follow it
  kPausingSources,
  kPaused,
  kPausedResolving,
  kPausedRating,
  kResumingSources,
  kSeekStoppingSources,  // a seek: stop, flush, start anew; the clock is not stopped
  kSeekFlushingTransforms,
  kSeekStartingSources,
  kSeekFlushingSinks,
  kStoppingSinks,
  kStoppingSources,
  kEndingSinks,  // the last presentation is over
  kEndingSources,
  kRelievingSources,  // everything is with the sinks, which play on: a queued topology takes them over
  kHandingOver,       // … it is made ready
  kJoiningSources,    // … and started, while the sinks render the end of the one before
  kJoiningTransforms,
  kTurningSinks,  // a presentation is over, and the next one has other sinks: the clock is paused for the change
  kTurningSources,
  kUnreadyingSinks,  // the next topology can't be made ready
  kUnreadyingSources,
  kFailingSinks,  // a component failed; everything is stopped
  kFailingSources,
  kClearingSinks,  // the current topology is dropped while it plays
  kClearingSources,
  kDropping,        // … and perhaps a queued one takes its place
  kReplacingSinks,  // another topology takes over and plays
  kReplacingSources,
  kSwappingSinks,  // another topology takes over and waits for Start
  kSwappingSources,
  kClosingSinks,
  kClosingSources,
  kFinalizingSinks,
  kClosed,
  kShutDown,
};
inline constexpr std::size_t kStateCount = static_cast<std::size_t>(State::kShutDown) + 1;

/// What can happen to a session: commands of the application, and reports from inside. Arguments ride in the Command.
enum class Input : std::uint8_t {
  // Commands
  kSetTopology,
  kReplaceTopology,  // SetTopology with IMMEDIATE
  kClearCurrent,     // SetTopology with CLEAR_CURRENT, and it is the current one that is meant
  kClearOther,       // … and it is not
  kClearTopologies,
  kStart,           // Start without a position
  kStartBuffering,  // … while a source buffers
  kSeek,            // Start with one
  kSeekBeyondEnd,   // … past the end of the presentation
  kStep,            // Start without a position, at rate 0 or after it: the next frame, or on from the present one
  kPause,
  kPauseUnable,  // Pause, but a source can't
  kStop,
  kSetRate,
  kSetRateToOrFromZero,
  kSetRateToOrFromReverse,
  kClose,
  kShutdown,
  // Reports
  kResolved,
  kResolvedReplacement,
  kResolveFailed,
  kPhaseDone,    // everybody that the state waits for has answered
  kPhaseFailed,  // … and one with a failure, or one not in time
  kNextReady,    // there is another topology, it is current now
  kNothingNext,
  kNextMayJoin,       // every sink has got the last sample, and a queued topology can take them over
  kPresentationOver,  // every sink has rendered the last sample, and nothing is queued
  kTurnOfNext,        // … and something is
  kPredecessorOver,   // the same for a presentation whose sinks play for the current one already
  kScrubComplete,     // every sink has shown the one frame of rate 0
  kBufferingStarted,  // a source has run out of data
  kBufferingStopped,  // … and no source is, any more
  kNodeFailed,        // a component broke while nobody waited for it
  kCloseOverdue,      // Close has waited long enough
};
inline constexpr std::size_t kInputCount = static_cast<std::size_t>(Input::kCloseOverdue) + 1;

/// What a cell of the table says.
enum class Verdict : std::uint8_t {
  kGo,      // take the step
  kDefer,   // keep the input until the phase is over
  kRefuse,  // answer the command with a failure
  kIgnore,  // too late to matter
};

/// What a step does. Carried out in order by the session.
enum class Effect : std::uint8_t {
  kNone,
  kResolve,      // load the command's topology
  kReady,        // phase: give the current topology its clock
  kInstall,      // make the loaded topology current
  kQueue,        // put the loaded topology behind the current one
  kInstallNext,  // make the next queued topology current, in the time of the one before, which is not over yet
  kRaiseReady,
  kRaiseCapabilities,  // if they have changed
  kDropCurrent,        // make the next queued topology current, or none; reports kNextReady or kNothingNext
  kClearQueue,
  kAnnounce,      // tell the time of the presentation that is about to start
  kStartSources,  // phase, as are those down to kApplyRate
  kResumeSources,
  kPauseSources,
  kStopSources,
  kRelieveSources,  // … but for those which the next queued topology uses
  kStartTransforms,
  kFlushTransforms,
  kPrerollSinks,
  kFlushSinks,
  kStartClock,
  kResumeClock,
  kStepClock,
  kPauseClock,
  kStopClock,
  kFinalizeSinks,
  kChangeRate,      // … to that of the command
  kApplyRate,       // … to the rate in force
  kKeepRate,        // the rate of the command is in force
  kGiveUpRate,      // a change that has failed leaves nothing behind
  kDropRate,        // the present topology can't have the rate in force: back to 1
  kDiscard,         // throw away what is under way in the branches; waits for nothing
  kOpenBranches,    // let samples flow to every sink
  kCheckBuffering,  // report kBufferingStarted or kBufferingStopped where the clock has to be held, or released
  kWatchEnd,        // report kNextMayJoin, kTurnOfNext and kPresentationOver once it is so
  kRaiseSourceStarted,
  kRaiseTopologyEnded,
  kEndPredecessor,  // the presentation before the current one is over, if it was not: tell, and let it go
  kRaiseSinkSwitched,
  kRaiseEnded,
  kRaiseScrubComplete,
  kRaiseError,
  kAnswer,        // the running command is done
  kAnswerFailed,  // the running command failed with the status of the report
  kAbandon,       // every command before Close is answered with MF_E_INVALIDREQUEST
  kArmClose,      // report kCloseOverdue after a while
  kShutDownAll,
};
inline constexpr std::size_t kEffectCount = static_cast<std::size_t>(Effect::kShutDownAll) + 1;

std::string_view name(State state);
std::string_view name(Input input);
std::string_view name(Verdict verdict);
std::string_view name(Effect effect);

}  // namespace caesura::engine
