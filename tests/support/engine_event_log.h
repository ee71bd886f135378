// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "engine/session_events.h"

namespace caesura::engine {

/// An event in a word: `Started`, `Ready` (a topology status), `Paused C00D36FC` (a failure).
std::string describe(const SessionEvent& event);

/// Keeps what a session raises, with the presentation-independent time at which it came. Thread-safe.
class EventLog final : public EventSink {
 public:
  struct Entry {
    SessionEvent event;
    Hns time = 0;  // of `now`, 100 ns
  };

  explicit EventLog(std::function<Hns()> now) : now_(std::move(now)) {}

  void raise(SessionEvent event) override;

  std::vector<Entry> entries() const;
  /// Each event in a word, in order.
  std::vector<std::string> words() const;
  std::size_t count(EventKind kind) const;
  /// The last event of that kind; there must be one.
  Entry last(EventKind kind) const;
  /// Waits, in real time, for the `number`th event of that kind. False if it does not come.
  bool wait_for(EventKind kind, std::size_t number, std::chrono::milliseconds limit) const;

 private:
  std::size_t count_locked(EventKind kind) const;

  const std::function<Hns()> now_;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::vector<Entry> entries_;  // under mutex_
};

void PrintTo(const EventLog& log, std::ostream* out);

/// The words occur in this order, whatever is between them.
MATCHER_P(RaisesInOrderImpl, wanted, "raises " + testing::PrintToString(wanted) + " in order") {
  std::size_t next = 0;
  for (const std::string& word : arg.words()) {
    if (next < wanted.size() && word == wanted[next]) ++next;
  }
  if (next < wanted.size()) *result_listener << "where " << wanted[next] << " is missing";
  return next == wanted.size();
}
template <typename... Words>
auto RaisesInOrder(Words... words) {
  return RaisesInOrderImpl(std::vector<std::string>{words...});
}

}  // namespace caesura::engine
