// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace caesura {

/// The outcome of an operation: the 32 bits of a HRESULT, without windows.h, so that nothing is lost between a
/// component's failure and the event that reports it. Immutable.
class [[nodiscard]] Status {
 public:
  constexpr Status() = default;
  constexpr explicit Status(std::uint32_t code) : code_(code) {}

  /// The HRESULT's bits.
  constexpr std::uint32_t code() const { return code_; }
  /// True for every success code, S_FALSE and MF_S_… included.
  constexpr bool ok() const { return (code_ & 0x80000000u) == 0; }
  constexpr bool failed() const { return !ok(); }

  friend constexpr bool operator==(Status, Status) = default;

 private:
  std::uint32_t code_ = 0;
};

/// The codes that portable code needs by name. com/hresult.h asserts that each equals the platform's.
namespace status {
inline constexpr Status kOk{0x00000000};
inline constexpr Status kFalse{0x00000001};
inline constexpr Status kNotImplemented{0x80004001};
inline constexpr Status kNoInterface{0x80004002};
inline constexpr Status kPointer{0x80004003};
inline constexpr Status kAbort{0x80004004};
inline constexpr Status kFail{0x80004005};
inline constexpr Status kUnexpected{0x8000FFFF};
inline constexpr Status kOutOfMemory{0x8007000E};
inline constexpr Status kInvalidArgument{0x80070057};
inline constexpr Status kTimeout{0x800705B4};
inline constexpr Status kMultipleBeginSame{0x000D36D8};
inline constexpr Status kInvalidRequest{0xC00D36B2};
inline constexpr Status kInvalidPosition{0xC00D36E5};
inline constexpr Status kNotFound{0xC00D36D5};
inline constexpr Status kMultipleBegin{0xC00D36D9};
inline constexpr Status kMultipleSubscribers{0xC00D36DA};
inline constexpr Status kUnsupportedRate{0xC00D36D0};
inline constexpr Status kThinningUnsupported{0xC00D36D1};
inline constexpr Status kReverseUnsupported{0xC00D36D2};
inline constexpr Status kUnsupportedRateTransition{0xC00D36D3};
inline constexpr Status kPauseWhileStopped{0xC00D36FC};
inline constexpr Status kFormatChangeNotSupported{0xC00D36FE};
inline constexpr Status kNoEventsAvailable{0xC00D3E80};
inline constexpr Status kInvalidStateTransition{0xC00D3E82};
inline constexpr Status kEndOfStream{0xC00D3E84};
inline constexpr Status kShutdown{0xC00D3E85};
inline constexpr Status kWrongSourceState{0xC00D3E9B};
inline constexpr Status kVideoDeviceLocked{0xC00D4E24};
inline constexpr Status kNewVideoDevice{0xC00D4E25};
inline constexpr Status kTopologyUnsupported{0xC00D5214};
inline constexpr Status kTopologyLoops{0xC00D5216};
inline constexpr Status kNeedMoreInput{0xC00D6D72};
inline constexpr Status kStreamChange{0xC00D6D61};
inline constexpr Status kNotAccepting{0xC00D36B5};
}  // namespace status

}  // namespace caesura
