// SPDX-License-Identifier: MIT
#include "engine/session_states.h"

namespace caesura::engine {

std::string_view name(State value) {
  switch (value) {
    using enum State;
    case kEmpty:
      return "Empty";
    case kEmptyResolving:
      return "EmptyResolving";
    case kReadying:
      return "Readying";
    case kReadyingNext:
      return "ReadyingNext";
    case kReadyingRate:
      return "ReadyingRate";
    case kReadyingNextRate:
      return "ReadyingNextRate";
    case kStopped:
      return "Stopped";
    case kStoppedResolving:
      return "StoppedResolving";
    case kStoppedRating:
      return "StoppedRating";
    case kEnded:
      return "Ended";
    case kEndedResolving:
      return "EndedResolving";
    case kEndedRating:
      return "EndedRating";
    case kStartingSources:
      return "StartingSources";
    case kStartingTransforms:
      return "StartingTransforms";
    case kPrerollingSinks:
      return "PrerollingSinks";
    case kStartingSinks:
      return "StartingSinks";
    case kStarted:
      return "Started";
    case kStartedResolving:
      return "StartedResolving";
    case kStartedRating:
      return "StartedRating";
    case kPausingSinks:
      return "PausingSinks";
    case kPausingSources:
      return "PausingSources";
    case kPaused:
      return "Paused";
    case kPausedResolving:
      return "PausedResolving";
    case kPausedRating:
      return "PausedRating";
    case kResumingSources:
      return "ResumingSources";
    case kSeekStoppingSources:
      return "SeekStoppingSources";
    case kSeekFlushingTransforms:
      return "SeekFlushingTransforms";
    case kSeekStartingSources:
      return "SeekStartingSources";
    case kSeekFlushingSinks:
      return "SeekFlushingSinks";
    case kStoppingSinks:
      return "StoppingSinks";
    case kStoppingSources:
      return "StoppingSources";
    case kEndingSinks:
      return "EndingSinks";
    case kEndingSources:
      return "EndingSources";
    case kAdvancing:
      return "Advancing";
    case kFailingSinks:
      return "FailingSinks";
    case kFailingSources:
      return "FailingSources";
    case kClearingSinks:
      return "ClearingSinks";
    case kClearingSources:
      return "ClearingSources";
    case kDropping:
      return "Dropping";
    case kReplacingSinks:
      return "ReplacingSinks";
    case kReplacingSources:
      return "ReplacingSources";
    case kSwappingSinks:
      return "SwappingSinks";
    case kSwappingSources:
      return "SwappingSources";
    case kClosingSinks:
      return "ClosingSinks";
    case kClosingSources:
      return "ClosingSources";
    case kFinalizingSinks:
      return "FinalizingSinks";
    case kClosed:
      return "Closed";
    case kShutDown:
      return "ShutDown";
  }
  return "?";
}

std::string_view name(Input value) {
  switch (value) {
    using enum Input;
    case kSetTopology:
      return "SetTopology";
    case kReplaceTopology:
      return "ReplaceTopology";
    case kClearCurrent:
      return "ClearCurrent";
    case kClearOther:
      return "ClearOther";
    case kClearTopologies:
      return "ClearTopologies";
    case kStart:
      return "Start";
    case kSeek:
      return "Seek";
    case kSeekBeyondEnd:
      return "SeekBeyondEnd";
    case kStep:
      return "Step";
    case kPause:
      return "Pause";
    case kPauseUnable:
      return "PauseUnable";
    case kStop:
      return "Stop";
    case kSetRate:
      return "SetRate";
    case kSetRateToOrFromZero:
      return "SetRateToOrFromZero";
    case kSetRateToOrFromReverse:
      return "SetRateToOrFromReverse";
    case kClose:
      return "Close";
    case kShutdown:
      return "Shutdown";
    case kResolved:
      return "Resolved";
    case kResolvedReplacement:
      return "ResolvedReplacement";
    case kResolveFailed:
      return "ResolveFailed";
    case kPhaseDone:
      return "PhaseDone";
    case kPhaseFailed:
      return "PhaseFailed";
    case kNextReady:
      return "NextReady";
    case kNothingNext:
      return "NothingNext";
    case kPresentationOver:
      return "PresentationOver";
    case kScrubComplete:
      return "ScrubComplete";
    case kNodeFailed:
      return "NodeFailed";
    case kCloseOverdue:
      return "CloseOverdue";
  }
  return "?";
}

std::string_view name(Verdict value) {
  switch (value) {
    using enum Verdict;
    case kGo:
      return "Go";
    case kDefer:
      return "Defer";
    case kRefuse:
      return "Refuse";
    case kIgnore:
      return "Ignore";
  }
  return "?";
}

std::string_view name(Effect value) {
  switch (value) {
    using enum Effect;
    case kNone:
      return "None";
    case kResolve:
      return "Resolve";
    case kReady:
      return "Ready";
    case kInstall:
      return "Install";
    case kQueue:
      return "Queue";
    case kRaiseReady:
      return "RaiseReady";
    case kRaiseCapabilities:
      return "RaiseCapabilities";
    case kAdvance:
      return "Advance";
    case kDropCurrent:
      return "DropCurrent";
    case kClearQueue:
      return "ClearQueue";
    case kAnnounce:
      return "Announce";
    case kStartSources:
      return "StartSources";
    case kResumeSources:
      return "ResumeSources";
    case kPauseSources:
      return "PauseSources";
    case kStopSources:
      return "StopSources";
    case kStartTransforms:
      return "StartTransforms";
    case kFlushTransforms:
      return "FlushTransforms";
    case kPrerollSinks:
      return "PrerollSinks";
    case kFlushSinks:
      return "FlushSinks";
    case kStartClock:
      return "StartClock";
    case kResumeClock:
      return "ResumeClock";
    case kPauseClock:
      return "PauseClock";
    case kStopClock:
      return "StopClock";
    case kFinalizeSinks:
      return "FinalizeSinks";
    case kChangeRate:
      return "ChangeRate";
    case kApplyRate:
      return "ApplyRate";
    case kKeepRate:
      return "KeepRate";
    case kDropRate:
      return "DropRate";
    case kDiscard:
      return "Discard";
    case kOpenBranches:
      return "OpenBranches";
    case kWatchEnd:
      return "WatchEnd";
    case kRaiseSourceStarted:
      return "RaiseSourceStarted";
    case kRaiseTopologyEnded:
      return "RaiseTopologyEnded";
    case kRaiseSinkSwitched:
      return "RaiseSinkSwitched";
    case kRaiseEnded:
      return "RaiseEnded";
    case kRaiseScrubComplete:
      return "RaiseScrubComplete";
    case kRaiseError:
      return "RaiseError";
    case kAnswer:
      return "Answer";
    case kAnswerFailed:
      return "AnswerFailed";
    case kAbandon:
      return "Abandon";
    case kArmClose:
      return "ArmClose";
    case kShutDownAll:
      return "ShutDownAll";
  }
  return "?";
}

}  // namespace caesura::engine
