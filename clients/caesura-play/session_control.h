// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <deque>
#include <optional>

#include "event_record.h"
#include "reporter.h"

namespace caesura::play {

/// What the session can be asked to do.
enum class Request { kSetTopology, kSetRate, kStart, kPause, kStop, kClose };

/// Asks the session one thing at a time and waits for its answer before it asks the next, so that held-down arrow keys
/// don't pile up seeks. Used by the main thread alone.
class SessionControl {
 public:
  using Clock = std::chrono::steady_clock;

  SessionControl(ComPtr<IMFMediaSession> session, Reporter& reporter);

  /// Only while nothing else is asked, and before the first start.
  void SetTopology(IMFTopology* topology);
  /// From `position`, or from where it stands. A start that waits already is replaced.
  void Start(std::optional<MediaTime> position = std::nullopt);
  void SetRate(float rate) { Ask({Request::kSetRate, std::nullopt, rate}); }
  /// The rate in force.
  float Rate() const;
  void Pause() { Ask({Request::kPause, std::nullopt}); }
  void Stop() { Ask({Request::kStop, std::nullopt}); }
  /// Whatever waits is dropped.
  void Close();

  /// The request that this event answers; the next one goes out.
  std::optional<Request> Answered(const EventRecord& event);
  bool busy() const { return asked_.has_value() || !waiting_.empty(); }
  bool starting() const;
  /// The request that has gone unanswered for too long.
  std::optional<Request> Overdue() const;

  /// The presentation clock; nothing while it has no time.
  std::optional<MediaTime> Position() const;

 private:
  struct Wish {
    Request request;
    std::optional<MediaTime> position{};
    float rate = 1;
  };

  void Ask(const Wish& wish);
  void AskNext();
  HRESULT Send(const Wish& wish);

  ComPtr<IMFMediaSession> session_;
  ComPtr<IMFPresentationClock> clock_;
  ComPtr<IMFRateControl> rate_;
  Reporter& reporter_;
  std::optional<Wish> asked_;
  std::deque<Wish> waiting_;
  Clock::time_point deadline_;
};

/// `pause`.
const char* RequestName(Request request);

}  // namespace caesura::play
