// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "platform.h"

namespace caesura::play {

/// How loud the sound is, by the volume services of the session's sound renderer: that of the sound as a whole, or that
/// of its channels. Used by the main thread alone.
class SoundVolume {
 public:
  SoundVolume(float level, bool mute) : level_(std::clamp(level, 0.0f, 1.0f)), mute_(mute) {}

  /// Finds out what can be set, and sets it; after MF_TOPOSTATUS_READY. False: nothing can.
  bool Attach(IMFMediaSession& session);
  /// Lets go of the session's objects.
  void Detach();

  void Louder() { Set(level_ + kStep, false); }
  void Quieter() { Set(level_ - kStep, mute_); }
  void ToggleMute() { Set(level_, !mute_); }
  /// True: it is to be other than the renderer's own.
  bool wanted() const { return mute_ || level_ < 1.0f; }

 private:
  static constexpr float kStep = 0.1f;

  void Set(float level, bool mute);
  bool Apply();
  bool ApplyToRenderer();
  bool ApplyToChannels();

  float level_;  // 0 to 1
  bool mute_;
  ComPtr<IMFSimpleAudioVolume> renderer_;
  ComPtr<IMFAudioStreamVolume> channels_;
};

}  // namespace caesura::play
