// SPDX-License-Identifier: MIT
#include "support/engine_event_log.h"

#include <algorithm>

#include <fmt/core.h>

namespace caesura::engine {
namespace {

std::string name(const SessionEvent& event) {
  switch (event.kind) {
    using enum EventKind;
    case kTopologySet:
      return "TopologySet";
    case kTopologiesCleared:
      return "TopologiesCleared";
    case kStarted:
      return "Started";
    case kPaused:
      return "Paused";
    case kStopped:
      return "Stopped";
    case kClosed:
      return "Closed";
    case kEnded:
      return "Ended";
    case kCapabilitiesChanged:
      return "CapabilitiesChanged";
    case kNotifyPresentationTime:
      return "NotifyPresentationTime";
    case kRateChanged:
      return fmt::format("RateChanged {}", event.rate.value_or(-99));
    case kScrubComplete:
      return "ScrubComplete";
    case kError:
      return "Error";
    case kNonFatalError:
      return "NonFatalError";
    case kForeign:
      return "Foreign";
    case kTopologyStatus:
      break;
  }
  switch (event.topology_status.value_or(TopologyStatus{})) {
    case TopologyStatus::kReady:
      return "TopologyReady";
    case TopologyStatus::kStartedSource:
      return "TopologyStartedSource";
    case TopologyStatus::kSinkSwitched:
      return "TopologySinkSwitched";
    case TopologyStatus::kDynamicChanged:
      return "DynamicChanged";
    case TopologyStatus::kEnded:
      return "TopologyEnded";
  }
  return "?";
}

}  // namespace

std::string describe(const SessionEvent& event) {
  return event.status.ok() ? name(event) : fmt::format("{} {:08X}", name(event), event.status.code());
}

void EventLog::raise(SessionEvent event) {
  {
    const std::lock_guard lock(mutex_);
    entries_.push_back({std::move(event), now_()});
  }
  changed_.notify_all();
}

std::vector<EventLog::Entry> EventLog::entries() const {
  const std::lock_guard lock(mutex_);
  return entries_;
}

std::vector<std::string> EventLog::words() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> words;
  for (const Entry& entry : entries_) words.push_back(describe(entry.event));
  return words;
}

std::size_t EventLog::count_locked(EventKind kind) const {
  return static_cast<std::size_t>(
      std::count_if(entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.event.kind == kind; }));
}

std::size_t EventLog::count(EventKind kind) const {
  const std::lock_guard lock(mutex_);
  return count_locked(kind);
}

EventLog::Entry EventLog::last(EventKind kind) const {
  const std::lock_guard lock(mutex_);
  return *std::find_if(entries_.rbegin(), entries_.rend(),
                       [&](const Entry& entry) { return entry.event.kind == kind; });
}

bool EventLog::wait_for(EventKind kind, std::size_t number, std::chrono::milliseconds limit) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, limit, [&] { return count_locked(kind) >= number; });
}

void PrintTo(const EventLog& log, std::ostream* out) { *out << testing::PrintToString(log.words()); }

}  // namespace caesura::engine
