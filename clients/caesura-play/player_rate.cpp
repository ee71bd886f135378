// SPDX-License-Identifier: MIT
// What of a Player has to do with rates: playing faster, slower, backwards, and frame by frame.
#include "player.h"
#include "rate_steps.h"
#include "result_text.h"

namespace caesura::play {
namespace {

using namespace std::chrono_literals;

constexpr auto kScrubPatience = 10s;

/// Whether the sink that `activate` made can be played at `rate`.
bool Supports(IMFActivate& activate, float rate) {
  ComPtr<IMFMediaSink> sink;
  ComPtr<IMFRateSupport> support;
  if (FAILED(activate.ActivateObject(IID_PPV_ARGS(&sink)))) return false;
  if (FAILED(MFGetService(sink.Get(), MF_RATE_CONTROL_SERVICE, IID_PPV_ARGS(&support)))) return false;
  return SUCCEEDED(support->IsRateSupported(FALSE, rate, nullptr));
}

}  // namespace

/// Frame by frame there is nothing to hear anyway.
void Player::LeaveOutSoundWithoutRates() {
  if (!audio_ || !WantsAnotherRate()) return;
  const bool scrubs = !options_.scrub.empty();
  if (!scrubs && Supports(*audio_.Get(), options_.rate)) return;
  DeselectAll(Stream::Kind::kAudio);
  audio_->ShutdownObject();
  audio_.Reset();
  if (!scrubs) reporter_.Warning("the sound device allows no rate but 1, playing without sound");
}

MediaTime Player::FirstPosition() const {
  return options_.rate < 0 && options_.start == 0 ? File().duration : options_.start;
}

void Player::StartOrSetRate() {
  if (!WantsAnotherRate()) return control_->Start(FirstPosition());
  control_->SetRate(options_.scrub.empty() ? options_.rate : 0);
}

/// One step along the usual rates, in the direction in which it plays.
void Player::ChangeRate(Key key) {
  if (const auto next = NextRate(control_->Rate(), key == Key::kFaster)) control_->SetRate(*next);
}

/// Asks for the next frame of --scrub, or ends after the last.
void Player::ScrubOn() {
  scrub_at_.reset();
  if (scrubbed_ == options_.scrub.size()) return Finish("ended");
  scrub_patience_ = Clock::now() + kScrubPatience;
  control_->Start(options_.scrub[scrubbed_++]);
}

void Player::CheckScrub() {
  if (scrub_at_ && Clock::now() >= *scrub_at_) return ScrubOn();
  if (!scrub_patience_ || Clock::now() < *scrub_patience_) return;
  scrub_patience_.reset();
  Fail(ExitCode::kStalled, "a frame was asked for and never shown: giving up");
}

}  // namespace caesura::play
