// SPDX-License-Identifier: MIT
#include "player.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "result_text.h"
#include "session_factory.h"
#include "topology.h"

namespace caesura::play {
namespace {

using namespace std::chrono_literals;

constexpr MediaTime kKeyStep = 5 * kSecond;
constexpr auto kProgressInterval = 100ms;

}  // namespace

Player::Player(const Options& options, Terminal& terminal, Reporter& reporter)
    : options_(options),
      terminal_(terminal),
      reporter_(reporter),
      schedule_(options.actions, options.rate < 0),
      sequence_(options.files.size()),
      volume_(options.volume, options.mute) {}

Ending Player::Play() {
  Open();
  try {
    ChooseStreams();
    for (const MediaFile& file : files_) reporter_.Media(file);
    QueueNext();
  } catch (const Failure& failure) {
    Fail(failure.code(), failure.what());
  }
  while (state_ != State::kClosed) {
    try {
      Run();
    } catch (const Failure& failure) {
      Fail(failure.code(), failure.what());
    }
  }
  TakeDown();
  return ending_;
}

void Player::Run() {
  while (state_ != State::kClosed) {
    WaitForSomething();
    HandleMessages();
    while (const auto event = inbox_->Take()) HandleEvent(*event.Get());
    for (const Key key : terminal_.ReadKeys()) HandleKey(key);
    for (const Key key : std::exchange(window_keys_, {})) HandleKey(key);
    if (state_ != State::kClosed) HandleTime();
  }
}

void Player::WaitForSomething() {
  HANDLE handles[2] = {inbox_->ready(), terminal_.input()};
  const DWORD count = handles[1] ? 2 : 1;
  const DWORD woken = MsgWaitForMultipleObjectsEx(count, handles, WaitMilliseconds(), QS_ALLINPUT, MWMO_INPUTAVAILABLE);
  if (woken == WAIT_FAILED) terminal_.ForgetInput();
}

/// Until the next thing that time brings.
DWORD Player::WaitMilliseconds() const {
  MediaTime wait = 100 * kMillisecond;
  const auto position = control_->Position();
  if (state_ == State::kPlaying && position) {
    const auto until = static_cast<double>(schedule_.UntilNext(*position).value_or(wait));
    wait = std::min(wait, static_cast<MediaTime>(until / std::max(std::abs(control_->Rate()), 0.1f)));
  }
  if (resume_at_) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(*resume_at_ - Clock::now()).count();
    wait = std::clamp<MediaTime>(left * kMillisecond, 0, wait);
  }
  if (control_->busy()) wait = std::max(wait, 10 * kMillisecond);  // the answer wakes us
  return static_cast<DWORD>((wait + kMillisecond - 1) / kMillisecond);
}

void Player::HandleMessages() {
  MSG message;
  while (PeekMessageW(&message, nullptr, 0, 0, PM_REMOVE)) {
    TranslateMessage(&message);
    DispatchMessageW(&message);
  }
}

void Player::HandleEvent(IMFMediaEvent& event) {
  const EventRecord record = ReadEvent(event);
  reporter_.Event(record, control_->Position());
  FollowPresentation(record);
  if (const auto request = control_->Answered(record)) return HandleAnswer(*request, record);
  if (record.type == MESessionScrubSampleComplete) {
    scrub_patience_.reset();
    scrub_at_ = Clock::now() + std::chrono::nanoseconds(options_.pause_for * 100);
  } else if (record.type == MESessionEnded) {
    // A seek under way when the end came plays on after it.
    if (!control_->starting() && state_ != State::kClosing) Finish("ended");
  } else if (record.type == MEError) {
    Fail(ExitCode::kPlaybackFailed, File().name + ": playback broke off: " + ResultText(record.status));
  } else if (record.type == MENonFatalError && !record.component.empty()) {
    Fail(ExitCode::kStalled,
         File().name + ": " + record.component + " was asked to " + record.request + " and does not answer: giving up");
  } else if (record.type == MESessionTopologyStatus && record.topology_status == MF_TOPOSTATUS_READY) {
    AttachDisplay();
    AttachVolume();
  }
}

void Player::HandleAnswer(Request request, const EventRecord& event) {
  const bool failed = FAILED(event.status);
  if (request == Request::kClose) {
    state_ = State::kClosed;
  } else if (state_ == State::kClosing) {
    return;
  } else if (failed && request == Request::kSetTopology) {
    throw TopologyFailure(event.status);
  } else if (failed && request == Request::kSetRate && state_ != State::kOpening) {
    reporter_.Warning("this can't be played at another rate: " + ResultText(event.status));
  } else if (failed) {
    throw Failure(ExitCode::kPlaybackFailed,
                  std::string("the session could not ") + RequestName(request) + ": " + ResultText(event.status));
  } else if (request == Request::kSetTopology) {
    if (!QueueNext()) StartOrSetRate();
  } else if (request == Request::kSetRate && state_ == State::kOpening) {
    options_.scrub.empty() ? control_->Start(FirstPosition()) : ScrubOn();
  } else if (request == Request::kStart) {
    state_ = options_.scrub.empty() ? State::kPlaying : State::kScrubbing;
    seen_.reset();
    SeePosition();
  } else if (request == Request::kPause) {
    state_ = State::kPaused;
  } else if (request == Request::kStop) {
    state_ = State::kStopped;
    if (end_when_stopped_) Finish("stopped");
  }
}

void Player::HandleKey(Key key) {
  if (state_ == State::kClosing || state_ == State::kClosed) return;
  if (key == Key::kClose) return Finish("closed");
  if (key == Key::kLouder) return volume_.Louder();
  if (key == Key::kQuieter) return volume_.Quieter();
  if (key == Key::kMute) return volume_.ToggleMute();
  if (state_ == State::kOpening || (control_->busy() && key != Key::kBack && key != Key::kForward)) return;
  if (state_ == State::kScrubbing) return;
  resume_at_.reset();
  switch (key) {
    case Key::kPauseOrGoOn:
      if (state_ == State::kPlaying) return control_->Pause();
      return state_ == State::kStopped ? control_->Start(0) : control_->Start();
    case Key::kStop:
      if (state_ != State::kStopped) control_->Stop();
      return;
    case Key::kBack:
      return Seek(FilePosition().value_or(0) - kKeyStep);
    case Key::kForward:
      return Seek(FilePosition().value_or(0) + kKeyStep);
    case Key::kSlower:
    case Key::kFaster:
      return ChangeRate(key);
    case Key::kLouder:
    case Key::kQuieter:
    case Key::kMute:
    case Key::kClose:
      return;
  }
}

void Player::Seek(MediaTime target) {
  const MediaTime last = File().duration > 0 ? File().duration : target;
  control_->Start(std::clamp<MediaTime>(target, 0, std::max<MediaTime>(last, 0)));
}

void Player::HandleTime() {
  if (state_ == State::kPlaying && !control_->busy()) {
    const auto position = control_->Position();
    if (const auto action = position ? schedule_.TakeDue(*position) : std::nullopt) Do(*action);
  }
  if (state_ == State::kPaused && resume_at_ && Clock::now() >= *resume_at_ && !control_->busy()) {
    resume_at_.reset();
    control_->Start();
  }
  SeePosition();
  CheckScrub();
  CheckWatchdog();
  if (Clock::now() >= next_progress_ && state_ != State::kOpening && state_ != State::kClosing) {
    next_progress_ = Clock::now() + kProgressInterval;
    if (const auto position = FilePosition()) reporter_.Progress(StateName(), *position, File().duration);
  }
}

void Player::Do(const Action& action) {
  switch (action.kind) {
    case Action::Kind::kPause:
      resume_at_ = Clock::now() + std::chrono::nanoseconds(options_.pause_for * 100);
      return control_->Pause();
    case Action::Kind::kSeek:
      return control_->Start(action.target);
    case Action::Kind::kStop:
      end_when_stopped_ = true;
      return control_->Stop();
  }
}

void Player::CheckWatchdog() {
  if (const auto request = control_->Overdue()) {
    const std::string sentence = std::string("the session does not answer to ") + RequestName(*request);
    if (*request == Request::kClose) {
      close_unanswered_ = true;
      state_ = State::kClosed;
    }
    return Fail(ExitCode::kStalled, sentence);
  }
  const auto position = FilePosition();
  if (state_ == State::kPlaying && position && IsOverdue(*position, File().duration, control_->Rate())) {
    Fail(ExitCode::kStalled, "the file should have ended 12 s ago, and the session says nothing: giving up");
  }
}

}  // namespace caesura::play
