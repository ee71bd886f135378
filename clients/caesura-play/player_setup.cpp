// SPDX-License-Identifier: MIT
// How a Player is set up and taken down; player.cpp is what lies between.
#include <algorithm>

#include "player.h"
#include "result_text.h"
#include "session_factory.h"
#include "topology.h"

namespace caesura::play {

void Player::Open() {
  file_ = OpenMedia(options_.file);
  ending_.duration = file_.duration;
  try {
    session_ = CreateSession();
    inbox_ = EventInbox::Listen(session_.Get());
  } catch (const Failure&) {
    if (session_) session_->Shutdown();
    file_.source->Shutdown();
    throw;
  }
  control_ = std::make_unique<SessionControl>(session_, reporter_);
}

/// Leaves out what is not wanted and what this machine can't render.
void Player::ChooseStreams() {
  if (!file_.Selected(Stream::Kind::kAudio) && !file_.Selected(Stream::Kind::kVideo)) {
    throw Failure(ExitCode::kNothingPlayable, options_.file + ": there is neither sound nor picture in it");
  }
  if (options_.no_audio) file_.Deselect(Stream::Kind::kAudio);
  if (options_.no_video) file_.Deselect(Stream::Kind::kVideo);
  const Stream* const video = file_.Selected(Stream::Kind::kVideo);
  if (video) OpenWindow(*video);
  if (file_.Selected(Stream::Kind::kAudio)) {
    HRESULT hr = S_OK;
    audio_ = MakeAudioRenderer(hr);
    if (!audio_) {
      file_.Deselect(Stream::Kind::kAudio);
      const std::string sentence = "there is no sound device, playing on without sound";
      reporter_.Warning(hr == MF_E_NO_AUDIO_PLAYBACK_DEVICE ? sentence : sentence + ": " + ResultText(hr));
    }
  }
  LeaveOutSoundWithoutRates();
  if (!audio_ && !window_) {
    throw Failure(ExitCode::kNothingPlayable, options_.file + ": nothing of it is left to play here");
  }
}

void Player::OpenWindow(const Stream& stream) {
  const auto name = options_.file.find_last_of("/\\");
  const std::string title = options_.file.substr(name == options_.file.npos ? 0 : name + 1) + " - Caesura";
  try {
    window_ = std::make_unique<VideoWindow>(title, stream.width, stream.height,
                                            [this](Key key) { window_keys_.push_back(key); });
    reporter_.Window(window_->area());
  } catch (const Failure& failure) {
    file_.Deselect(Stream::Kind::kVideo);
    reporter_.Warning(std::string(failure.what()) + ", playing on without the picture");
  }
}

ComPtr<IMFTopology> Player::BuildTopology() {
  TopologyBuilder builder(file_, options_.until);
  if (const Stream* audio = file_.Selected(Stream::Kind::kAudio)) builder.AddBranch(*audio, audio_.Get());
  if (const Stream* video = file_.Selected(Stream::Kind::kVideo)) {
    builder.AddBranch(*video, MakeVideoRenderer(window_->handle()).Get());
  }
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
  if (!close_unanswered_) file_.source->Shutdown();
  session_->Shutdown();
  if (audio_) audio_->ShutdownObject();
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

Failure Player::TopologyFailure(HRESULT status) const {
  std::string streams;
  if (const Stream* video = file_.Selected(Stream::Kind::kVideo)) streams = "the picture (" + video->format + ")";
  if (const Stream* audio = file_.Selected(Stream::Kind::kAudio)) {
    streams += (streams.empty() ? "" : " or ") + ("the sound (" + audio->format + ")");
  }
  const bool no_decoder = status == MF_E_TOPO_CODEC_NOT_FOUND || status == MF_E_INVALIDMEDIATYPE;
  const std::string trouble = no_decoder ? "no decoder for " : "no way was found to render ";
  return Failure(ExitCode::kNothingPlayable, options_.file + ": " + trouble + streams + ": " + ResultText(status));
}

}  // namespace caesura::play
