// SPDX-License-Identifier: MIT
#pragma once

#include "com/win32.h"
// Needs windows.h before it.
#include <mferror.h>

#include "base/result.h"
#include "base/status.h"

namespace caesura::com {

constexpr Status to_status(HRESULT hr) { return Status{static_cast<std::uint32_t>(hr)}; }
constexpr HRESULT to_hresult(Status status) { return static_cast<HRESULT>(status.code()); }
constexpr HRESULT to_hresult(HRESULT hr) { return hr; }

/// Writes a debug line about a failure that RETURN_IF_FAILED found. Thread-safe.
void log_failure(const char* expression, const char* file, int line, HRESULT hr) noexcept;

/// A failure on its way out of a function that returns a HRESULT, a Status or a Result. Immutable.
class Failure {
 public:
  constexpr explicit Failure(HRESULT hr) : hr_(hr) {}

  constexpr operator HRESULT() const { return hr_; }            // NOLINT(google-explicit-constructor)
  constexpr operator Status() const { return to_status(hr_); }  // NOLINT(google-explicit-constructor)
  template <typename T>
  operator Result<T>() const {  // NOLINT(google-explicit-constructor)
    return Result<T>(to_status(hr_));
  }

 private:
  HRESULT hr_;
};

static_assert(to_hresult(status::kOk) == S_OK);
static_assert(to_hresult(status::kFalse) == S_FALSE);
static_assert(to_hresult(status::kNotImplemented) == E_NOTIMPL);
static_assert(to_hresult(status::kNoInterface) == E_NOINTERFACE);
static_assert(to_hresult(status::kPointer) == E_POINTER);
static_assert(to_hresult(status::kAbort) == E_ABORT);
static_assert(to_hresult(status::kFail) == E_FAIL);
static_assert(to_hresult(status::kUnexpected) == E_UNEXPECTED);
static_assert(to_hresult(status::kOutOfMemory) == E_OUTOFMEMORY);
static_assert(to_hresult(status::kInvalidArgument) == E_INVALIDARG);
static_assert(to_hresult(status::kTimeout) == static_cast<HRESULT>(0x80070000u | ERROR_TIMEOUT));
static_assert(to_hresult(status::kMultipleBeginSame) == MF_S_MULTIPLE_BEGIN);
static_assert(to_hresult(status::kInvalidRequest) == MF_E_INVALIDREQUEST);
static_assert(to_hresult(status::kInvalidPosition) == MF_E_INVALID_POSITION);
static_assert(to_hresult(status::kNotFound) == MF_E_NOT_FOUND);
static_assert(to_hresult(status::kMultipleBegin) == MF_E_MULTIPLE_BEGIN);
static_assert(to_hresult(status::kMultipleSubscribers) == MF_E_MULTIPLE_SUBSCRIBERS);
static_assert(to_hresult(status::kUnsupportedRate) == MF_E_UNSUPPORTED_RATE);
static_assert(to_hresult(status::kThinningUnsupported) == MF_E_THINNING_UNSUPPORTED);
static_assert(to_hresult(status::kReverseUnsupported) == MF_E_REVERSE_UNSUPPORTED);
static_assert(to_hresult(status::kUnsupportedRateTransition) == MF_E_UNSUPPORTED_RATE_TRANSITION);
static_assert(to_hresult(status::kPauseWhileStopped) == MF_E_SESSION_PAUSEWHILESTOPPED);
static_assert(to_hresult(status::kFormatChangeNotSupported) == MF_E_FORMAT_CHANGE_NOT_SUPPORTED);
static_assert(to_hresult(status::kNoEventsAvailable) == MF_E_NO_EVENTS_AVAILABLE);
static_assert(to_hresult(status::kInvalidStateTransition) == MF_E_INVALID_STATE_TRANSITION);
static_assert(to_hresult(status::kEndOfStream) == MF_E_END_OF_STREAM);
static_assert(to_hresult(status::kShutdown) == MF_E_SHUTDOWN);
static_assert(to_hresult(status::kWrongSourceState) == MF_E_MEDIA_SOURCE_WRONGSTATE);
static_assert(to_hresult(status::kVideoDeviceLocked) == MF_E_VIDEO_DEVICE_LOCKED);
static_assert(to_hresult(status::kNewVideoDevice) == MF_E_NEW_VIDEO_DEVICE);
static_assert(to_hresult(status::kTopologyUnsupported) == MF_E_TOPO_UNSUPPORTED);
static_assert(to_hresult(status::kTopologyLoops) == MF_E_TOPO_LOOPS_IN_TOPOLOGY);
static_assert(to_hresult(status::kNeedMoreInput) == MF_E_TRANSFORM_NEED_MORE_INPUT);
static_assert(to_hresult(status::kStreamChange) == MF_E_TRANSFORM_STREAM_CHANGE);
static_assert(to_hresult(status::kNotAccepting) == MF_E_NOTACCEPTING);

}  // namespace caesura::com

/// Leaves the function with `expr`'s failure, and logs where it came from (com=debug): a HRESULT or a Status, in a
/// function that returns one of these or a Result.
#define RETURN_IF_FAILED(expr)                                                     \
  do {                                                                             \
    const HRESULT return_if_failed_hr = ::caesura::com::to_hresult(expr);          \
    if (FAILED(return_if_failed_hr)) {                                             \
      ::caesura::com::log_failure(#expr, __FILE__, __LINE__, return_if_failed_hr); \
      return ::caesura::com::Failure(return_if_failed_hr);                         \
    }                                                                              \
  } while (false)

/// Leaves the function with the failure `hr` where `condition` holds. For arguments and states: nothing is logged.
#define RETURN_HR_IF(hr, condition)                                                \
  do {                                                                             \
    if (condition) return ::caesura::com::Failure(::caesura::com::to_hresult(hr)); \
  } while (false)
