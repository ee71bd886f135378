// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

#include "base/status.h"
#include "engine/fault.h"
#include "engine/ports.h"

namespace caesura::engine {

/// What the session tells the application. The values are the engine's own; the facade knows the platform's.
enum class EventKind : std::uint8_t {
  kTopologySet,
  kTopologiesCleared,
  kStarted,
  kPaused,
  kStopped,
  kClosed,
  kEnded,
  kRateChanged,
  kScrubComplete,
  kCapabilitiesChanged,
  kTopologyStatus,
  kNotifyPresentationTime,
  kError,
  kNonFatalError,
  kForeign,  // an event of a component, passed on as it is
};

enum class TopologyStatus : std::uint32_t {  // MF_TOPOSTATUS
  kReady = 100,
  kStartedSource = 200,
  kDynamicChanged = 210,
  kSinkSwitched = 300,
  kEnded = 400,
};

namespace capability {  // MFSESSIONCAP_…
inline constexpr std::uint32_t kStart = 0x01;
inline constexpr std::uint32_t kSeek = 0x02;
inline constexpr std::uint32_t kPause = 0x04;
inline constexpr std::uint32_t kRateForward = 0x10;
inline constexpr std::uint32_t kRateReverse = 0x20;
inline constexpr std::uint32_t kDoesNotUseNetwork = 0x40;
}  // namespace capability

struct SessionEvent {
  EventKind kind = EventKind::kError;
  Status status{};
  ForeignPtr object{};  // the topology of kTopologySet and kTopologyStatus; the event of kForeign
  std::optional<TopologyStatus> topology_status{};
  std::optional<Hns> presentation_offset{};  // of kStarted and kNotifyPresentationTime, 100 ns
  std::optional<Hns> presentation_start{};   // of kNotifyPresentationTime, 100 ns
  std::optional<float> rate{};               // of kRateChanged: the one in force now
  std::uint32_t capabilities = 0;            // of kCapabilitiesChanged
  std::uint32_t capabilities_changed = 0;    // the flags that flipped
  FaultPtr fault{};                          // of a failure: whose it is, where that is known
};

/// Where the session's events go. Called on the session's strand, in order; must not block.
class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void raise(SessionEvent event) = 0;
};

}  // namespace caesura::engine
