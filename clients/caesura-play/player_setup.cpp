// SPDX-License-Identifier: MIT
// How a Player is set up and taken down; player.cpp is what lies between.
#include <algorithm>

#include "player.h"
#include "result_text.h"
#include "session_factory.h"
#include "topology.h"

namespace caesura::play {

void Player::Open() {
  OpenFiles();
  try {
    session_ = CreateSession();
    inbox_ = EventInbox::Listen(session_.Get());
  } catch (const Failure&) {
    if (session_) session_->Shutdown();
    ShutDownSources();
    throw;
  }
  control_ = std::make_unique<SessionControl>(session_, reporter_);
}

bool Player::Has(Stream::Kind kind) const {
  return std::any_of(files_.begin(), files_.end(), [kind](const MediaFile& file) { return file.Selected(kind); });
}

void Player::DeselectAll(Stream::Kind kind) {
  for (MediaFile& file : files_) file.Deselect(kind);
}

/// Leaves out what is not wanted and what this machine can't render.
void Player::ChooseStreams() {
  for (const MediaFile& file : files_) {
    if (!file.Selected(Stream::Kind::kAudio) && !file.Selected(Stream::Kind::kVideo)) {
      throw Failure(ExitCode::kNothingPlayable, file.name + ": there is neither sound nor picture in it");
    }
  }
  if (options_.no_audio) DeselectAll(Stream::Kind::kAudio);
  if (options_.no_video) DeselectAll(Stream::Kind::kVideo);
  const auto seen = std::find_if(files_.begin(), files_.end(),
                                 [](const MediaFile& file) { return file.Selected(Stream::Kind::kVideo); });
  if (seen != files_.end()) OpenWindow(*seen);
  if (Has(Stream::Kind::kAudio)) {
    HRESULT hr = S_OK;
    audio_ = MakeAudioRenderer(hr);
    if (!audio_) {
      DeselectAll(Stream::Kind::kAudio);
      const std::string sentence = "there is no sound device, playing on without sound";
      reporter_.Warning(hr == MF_E_NO_AUDIO_PLAYBACK_DEVICE ? sentence : sentence + ": " + ResultText(hr));
    }
  }
  LeaveOutSoundWithoutRates();
  for (const MediaFile& file : files_) {
    if (file.Selected(Stream::Kind::kAudio) || file.Selected(Stream::Kind::kVideo)) continue;
    throw Failure(ExitCode::kNothingPlayable, file.name + ": nothing of it is left to play here");
  }
}

void Player::OpenWindow(const MediaFile& file) {
  const auto name = file.name.find_last_of("/\\");
  const std::string title = file.name.substr(name == file.name.npos ? 0 : name + 1) + " - Caesura";
  const Stream& stream = *file.Selected(Stream::Kind::kVideo);
  try {
    window_ = std::make_unique<VideoWindow>(title, stream.width, stream.height,
                                            [this](Key key) { window_keys_.push_back(key); });
    reporter_.Window(window_->area());
    window_->WhenMoved([this](const RECT& area) { reporter_.Window(area); });
    video_ = MakeVideoRenderer(window_->handle());
  } catch (const Failure& failure) {
    window_.reset();
    DeselectAll(Stream::Kind::kVideo);
    reporter_.Warning(std::string(failure.what()) + ", playing on without the picture");
  }
}

/// All files are rendered by the same renderers, so that one can follow the other without a gap.
ComPtr<IMFTopology> Player::BuildTopology(const MediaFile& file) {
  TopologyBuilder builder(file, &file == &files_.front() ? options_.until : std::nullopt);
  if (const Stream* audio = file.Selected(Stream::Kind::kAudio)) builder.AddBranch(*audio, audio_.Get());
  if (const Stream* video = file.Selected(Stream::Kind::kVideo)) builder.AddBranch(*video, video_.Get());
  return builder.Take();
}

/// Without display control the picture is still shown, at the size it has.
void Player::AttachDisplay() {
  ComPtr<IMFGetService> services;
  ComPtr<IMFVideoDisplayControl> display;
  if (!window_ || FAILED(session_.As(&services))) return;
  if (FAILED(services->GetService(MR_VIDEO_RENDER_SERVICE, IID_PPV_ARGS(&display)))) return;
  window_->Attach(display);
}

void Player::AttachVolume() {
  if (audio_ && !volume_.Attach(*session_.Get()) && volume_.wanted()) {
    reporter_.Warning("the volume can't be set here, playing on as loud as the file is");
  }
}

void Player::Finish(const char* result) {
  if (state_ == State::kClosing || state_ == State::kClosed) return;
  ending_.result = result;
  ending_.position = control_->Position();
  Close();
}

void Player::Fail(ExitCode code, const std::string& sentence) {
  if (ending_.code == ExitCode::kPlayed) {
    ending_.result = "failed";
    ending_.code = code;
    ending_.sentence = sentence;
    ending_.position = control_->Position();
  }
  if (state_ != State::kClosing && state_ != State::kClosed) Close();
}

void Player::Close() {
  state_ = State::kClosing;
  resume_at_.reset();
  try {
    control_->Close();
  } catch (const Failure& failure) {
    state_ = State::kClosed;
    Fail(failure.code(), failure.what());
  }
}

void Player::TakeDown() {
  if (window_) window_->Attach(nullptr);
  volume_.Detach();
  inbox_->Stop();
  // A source that still owes a sample may never return from Shutdown: it is left alone when the session is not done.
  if (!close_unanswered_) ShutDownSources();
  session_->Shutdown();
  if (audio_) audio_->ShutdownObject();
  if (video_) video_->ShutdownObject();
  window_.reset();
}

const char* Player::StateName() const {
  switch (state_) {
    case State::kOpening:
      return "opening";
    case State::kPlaying:
      return "playing";
    case State::kScrubbing:
      return "scrubbing";
    case State::kPaused:
      return "paused";
    case State::kStopped:
      return "stopped";
    case State::kClosing:
      return "closing";
    case State::kClosed:
      return "closed";
  }
  return "";
}

/// Of the one that was set last.
Failure Player::TopologyFailure(HRESULT status) const {
  const MediaFile& file = files_[queued_ - 1];
  std::string streams;
  if (const Stream* video = file.Selected(Stream::Kind::kVideo)) streams = "the picture (" + video->format + ")";
  if (const Stream* audio = file.Selected(Stream::Kind::kAudio)) {
    streams += (streams.empty() ? "" : " or ") + ("the sound (" + audio->format + ")");
  }
  const bool no_decoder = status == MF_E_TOPO_CODEC_NOT_FOUND || status == MF_E_INVALIDMEDIATYPE;
  const std::string trouble = no_decoder ? "no decoder for " : "no way was found to render ";
  return Failure(ExitCode::kNothingPlayable, file.name + ": " + trouble + streams + ": " + ResultText(status));
}

}  // namespace caesura::play
