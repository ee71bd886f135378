// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "platform.h"

namespace programs {

/// What a listener to a playlist was shown.
struct PlaylistShown {
  std::vector<std::wstring> now_playing;  // in order
  std::vector<std::wstring> played;       // in order
  int ends = 0;                           // "that was all"
};

/// Plays sound files one after the other with one session, to which all topologies are given beforehand. Reference:
/// IMFMediaSession::SetTopology, MESessionTopologyStatus, "About the Media Session".
PlaylistShown PlayPlaylist(const std::vector<std::wstring>& paths);

}  // namespace programs
