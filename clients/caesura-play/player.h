// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "event_inbox.h"
#include "failure.h"
#include "file_sequence.h"
#include "media_file.h"
#include "options.h"
#include "reporter.h"
#include "schedule.h"
#include "session_control.h"
#include "sound_volume.h"
#include "terminal.h"
#include "video_window.h"

namespace caesura::play {

/// How a playback ended.
struct Ending {
  const char* result = "ended";  // `ended`, `stopped`, `closed` or `failed`
  ExitCode code = ExitCode::kPlayed;
  std::string sentence;  // for the user, when it failed
  std::optional<MediaTime> position;
  MediaTime duration = 0;
};

/// Plays files: opens them, lets a session play them, carries out keys and schedule, and takes everything down again.
/// Runs its own message loop on the thread that calls Play, which must be the one that made it.
class Player {
 public:
  Player(const Options& options, Terminal& terminal, Reporter& reporter);

  /// Returns when playback has ended and everything is shut down. Throws Failure only for what is met before there is
  /// a session.
  Ending Play();

 private:
  enum class State { kOpening, kPlaying, kScrubbing, kPaused, kStopped, kClosing, kClosed };
  using Clock = SessionControl::Clock;

  void Open();
  void ChooseStreams();
  bool Has(Stream::Kind kind) const;
  void DeselectAll(Stream::Kind kind);
  void OpenWindow(const MediaFile& file);
  ComPtr<IMFTopology> BuildTopology(const MediaFile& file);

  void Run();
  void WaitForSomething();
  DWORD WaitMilliseconds() const;
  void HandleMessages();
  void HandleEvent(IMFMediaEvent& event);
  void HandleAnswer(Request request, const EventRecord& event);
  void HandleKey(Key key);
  void HandleTime();
  void Do(const Action& action);
  void Seek(MediaTime target);
  void AttachDisplay();
  void AttachVolume();

  // player_queue.cpp
  void OpenFiles();
  bool QueueNext();
  void FollowPresentation(const EventRecord& event);
  std::optional<MediaTime> FilePosition() const;
  void SeePosition();
  void CheckEnd();
  const MediaFile& File() const { return files_[sequence_.current()]; }
  void ShutDownSources();

  // player_rate.cpp
  bool WantsAnotherRate() const { return options_.rate != 1 || !options_.scrub.empty(); }
  void LeaveOutSoundWithoutRates();
  MediaTime FirstPosition() const;
  void StartOrSetRate();
  void ChangeRate(Key key);
  void ScrubOn();
  void CheckScrub();

  void CheckWatchdog();

  void Finish(const char* result);
  void Fail(ExitCode code, const std::string& sentence);
  void Close();
  void TakeDown();
  const char* StateName() const;
  Failure TopologyFailure(HRESULT status) const;

  const Options& options_;
  Terminal& terminal_;
  Reporter& reporter_;
  Schedule schedule_;
  std::vector<MediaFile> files_;
  FileSequence sequence_;
  std::size_t queued_ = 0;  // files whose topology has been set
  ComPtr<IMFActivate> audio_;
  ComPtr<IMFActivate> video_;
  std::vector<Key> window_keys_;  // pressed and not yet handled
  std::unique_ptr<VideoWindow> window_;
  ComPtr<IMFMediaSession> session_;
  ComPtr<EventInbox> inbox_;
  std::unique_ptr<SessionControl> control_;
  SoundVolume volume_;
  State state_ = State::kOpening;
  std::size_t scrubbed_ = 0;                         // how many of the frames of --scrub have been asked for
  std::optional<Clock::time_point> scrub_at_;        // when the next one is due
  std::optional<Clock::time_point> scrub_patience_;  // when the present one should have been shown
  std::optional<Clock::time_point> resume_at_;       // end of a pause that --pause-at began
  std::optional<MediaTime> seen_;                    // the last position in the file …
  Clock::time_point seen_at_{};                      // … and when it was that
  bool end_when_stopped_ = false;
  bool close_unanswered_ = false;
  Clock::time_point next_progress_{};
  Ending ending_;
};

}  // namespace caesura::play
