// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

#include "engine/ports.h"
#include "engine/rate.h"
#include "engine/session_events.h"

namespace caesura::engine {

/// What the application asked for, with its arguments. Immutable once posted.
struct Command {
  enum class Kind : std::uint8_t {
    kSetTopology,
    kReplaceTopology,  // SetTopology with IMMEDIATE
    kClearCurrent,
    kClearTopologies,
    kStart,
    kPause,
    kStop,
    kSetRate,
    kClose,
  };

  Kind kind = Kind::kStop;
  ForeignPtr topology{};         // of the two that set one: what the application gave
  bool resolve = true;           // … and whether decoders and converters are to be added
  std::optional<NodeId> only{};  // of kClearCurrent: only if this is the current one
  StartPosition position{};      // of kStart
  Rate rate{};                   // of kSetRate
};

/// The event that answers a command.
constexpr EventKind answer_of(Command::Kind kind) {
  switch (kind) {
    using enum Command::Kind;
    case kSetTopology:
    case kReplaceTopology:
    case kClearCurrent:
      return EventKind::kTopologySet;
    case kClearTopologies:
      return EventKind::kTopologiesCleared;
    case kStart:
      return EventKind::kStarted;
    case kPause:
      return EventKind::kPaused;
    case kStop:
      return EventKind::kStopped;
    case kSetRate:
      return EventKind::kRateChanged;
    case kClose:
      return EventKind::kClosed;
  }
  return EventKind::kError;
}

}  // namespace caesura::engine
