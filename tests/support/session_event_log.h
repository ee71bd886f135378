// SPDX-License-Identifier: MIT
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <ostream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <gmock/gmock.h>

#include "base/mutex.h"
#include "mf/headers.h"
#include "mf/prop_variant.h"

namespace caesura::test {

/// A HRESULT that a failing expectation shows in hexadecimal.
struct Hr {
  Hr(HRESULT hr) : value(hr) {}  // NOLINT(google-explicit-constructor)
  friend bool operator==(Hr a, Hr b) { return a.value == b.value; }
  friend void PrintTo(Hr hr, std::ostream* out);
  HRESULT value;
};

/// How HeardEvent calls an event of that type: "Started", "EndOfPresentation"; else its number.
std::string name_of(MediaEventType type);

/// One event of a session. Empty where one was waited for and did not come. Immutable.
class HeardEvent {
 public:
  HeardEvent() = default;
  explicit HeardEvent(mf::ComPtr<IMFMediaEvent> event) : event_(std::move(event)) {}

  explicit operator bool() const { return event_ != nullptr; }
  IMFMediaEvent* get() const { return event_.Get(); }
  MediaEventType type() const;
  GUID extended_type() const;
  /// E_PENDING where no event came.
  Hr status() const;
  mf::PropVariant value() const;
  mf::ComPtr<IMFTopology> topology() const { return value().query<IMFTopology>(); }
  /// `absent` where the event does not carry it.
  UINT32 uint32(REFGUID key, UINT32 absent = 0xdeadbeef) const;
  /// ASCII; empty where the event does not carry it.
  std::string string(REFGUID key) const;
  LONGLONG int64(REFGUID key, LONGLONG absent = -3735928559) const;
  /// "Started", "Ready" (MESessionTopologyStatus with MF_TOPOSTATUS_READY), "EndOfPresentation"; else its number.
  std::string name() const;
  /// The name, and behind it the status where that is a failure: "Paused c00d36fc".
  std::string text() const;

 private:
  mf::ComPtr<IMFMediaEvent> event_;
};

/// The events of one session in the order in which its client got them. Thread-safe.
class SessionEventLog {
 public:
  void add(mf::ComPtr<IMFMediaEvent> event);

  /// Waits for the `nth` event of that name; empty after a long time.
  HeardEvent await(std::string_view name, std::size_t nth = 1) const;
  std::vector<HeardEvent> all() const;
  /// The texts in order, without those whose name is in `except`.
  std::vector<std::string> texts(const std::vector<std::string>& except = {}) const;
  std::size_t count(std::string_view name) const;

 private:
  HeardEvent find_locked(std::string_view name, std::size_t nth) const;

  mutable Mutex mutex_;
  mutable std::condition_variable changed_;
  std::vector<HeardEvent> events_;  // under mutex_
};

/// Fills a log by BeginGetEvent and EndGetEvent, from one callback that begins anew inside each Invoke. Ends when the
/// generator is shut down.
void listen(IMFMediaEventGenerator* generator, std::shared_ptr<SessionEventLog> log);

/// Fills a log by GetEvent, on a thread of its own, which ends when the generator is shut down. Thread-bound.
class EventReader {
 public:
  EventReader(IMFMediaEventGenerator* generator, std::shared_ptr<SessionEventLog> log);
  EventReader(const EventReader&) = delete;
  EventReader& operator=(const EventReader&) = delete;
  ~EventReader() { thread_.join(); }

 private:
  std::thread thread_;
};

/// The texts hold `wanted` in that order; others may stand between.
MATCHER_P(RaisesInOrder, wanted, "has in order " + testing::PrintToString(wanted)) {
  auto next = wanted.begin();
  for (const std::string& text : arg)
    if (next != wanted.end() && text == *next) ++next;
  if (next == wanted.end()) return true;
  *result_listener << "misses " << *next;
  return false;
}

/// What RaisesInOrder wants.
using Texts = std::vector<std::string>;

}  // namespace caesura::test
