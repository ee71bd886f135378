// SPDX-License-Identifier: MIT
#include "sound_volume.h"

#include <cmath>
#include <vector>

namespace caesura::play {
namespace {

bool IsNear(float a, float b) { return std::fabs(a - b) < 0.01f; }

}  // namespace

bool SoundVolume::Attach(IMFMediaSession& session) {
  ComPtr<IMFGetService> services;
  if (FAILED(session.QueryInterface(IID_PPV_ARGS(&services)))) return false;
  services->GetService(MR_POLICY_VOLUME_SERVICE, IID_PPV_ARGS(renderer_.ReleaseAndGetAddressOf()));
  services->GetService(MR_STREAM_VOLUME_SERVICE, IID_PPV_ARGS(channels_.ReleaseAndGetAddressOf()));
  return Apply();
}

void SoundVolume::Detach() {
  renderer_.Reset();
  channels_.Reset();
}

void SoundVolume::Set(float level, bool mute) {
  level_ = std::clamp(level, 0.0f, 1.0f);
  mute_ = mute;
  Apply();
}

bool SoundVolume::Apply() { return ApplyToRenderer() || ApplyToChannels(); }

/// What is read back decides: a renderer may say yes and do nothing.
bool SoundVolume::ApplyToRenderer() {
  float level = -1.0f;
  BOOL mute = FALSE;
  return renderer_ && SUCCEEDED(renderer_->SetMasterVolume(level_)) && SUCCEEDED(renderer_->SetMute(mute_)) &&
         SUCCEEDED(renderer_->GetMasterVolume(&level)) && SUCCEEDED(renderer_->GetMute(&mute)) &&
         IsNear(level, level_) && (mute != FALSE) == mute_;
}

bool SoundVolume::ApplyToChannels() {
  UINT32 count = 0;
  if (!channels_ || FAILED(channels_->GetChannelCount(&count)) || count == 0) return false;
  const float wanted = mute_ ? 0.0f : level_;
  const std::vector<float> levels(count, wanted);
  float level = -1.0f;
  return SUCCEEDED(channels_->SetAllVolumes(count, levels.data())) &&
         SUCCEEDED(channels_->GetChannelVolume(0, &level)) && IsNear(level, wanted);
}

}  // namespace caesura::play
