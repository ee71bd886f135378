// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "media_time.h"
#include "platform.h"

namespace caesura::play {

/// One event of the session, read out. Immutable once made.
struct EventRecord {
  MediaEventType type = MEUnknown;
  std::string name;  // `MESessionStarted`, or its number
  HRESULT status = S_OK;
  std::string value_type;                                       // `VT_EMPTY`, `VT_R4`, …
  std::string value;                                            // "" when empty
  std::vector<std::pair<std::string, std::string>> attributes;  // name, value in words
  MF_TOPOSTATUS topology_status = MF_TOPOSTATUS_INVALID;
  std::string component;  // that has failed, or does not answer; "" when none is named
  std::string request;    // what it was asked to do
  std::optional<MediaTime> presentation_offset;  // presentation time minus the time in the file
};

EventRecord ReadEvent(IMFMediaEvent& event);

/// `MESessionTopologyStatus  S_OK (0x00000000)  value VT_UNKNOWN topology 1  TOPOLOGY_STATUS=READY (100)`
std::string EventLine(const EventRecord& event);

}  // namespace caesura::play
