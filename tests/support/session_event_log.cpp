// SPDX-License-Identifier: MIT
#include "support/session_event_log.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <utility>

#include "com/async_callback.h"
#include "support/com_dll.h"

namespace caesura::test {
namespace {

using mf::ComPtr;

/// Long enough for a loaded machine; only a failing test waits for so long. Of the peer many fail.
std::chrono::seconds patience() { return std::chrono::seconds(is_peer_tested() ? 4 : 20); }

struct EventName {
  MediaEventType type;
  const char* name;
};

constexpr EventName kNames[] = {
    {MESessionTopologySet,             "TopologySet"                 },
    {MESessionTopologiesCleared,       "TopologiesCleared"           },
    {MESessionStarted,                 "Started"                     },
    {MESessionPaused,                  "Paused"                      },
    {MESessionStopped,                 "Stopped"                     },
    {MESessionClosed,                  "Closed"                      },
    {MESessionEnded,                   "Ended"                       },
    {MESessionRateChanged,             "RateChanged"                 },
    {MESessionScrubSampleComplete,     "ScrubComplete"               },
    {MESessionCapabilitiesChanged,     "CapabilitiesChanged"         },
    {MESessionNotifyPresentationTime,  "NotifyPresentationTime"      },
    {MEEndOfPresentation,              "EndOfPresentation"           },
    {MEError,                          "Error"                       },
    {MEBufferingStarted,               "BufferingStarted"            },
    {MEBufferingStopped,               "BufferingStopped"            },
    {MESessionStreamSinkFormatChanged, "StreamSinkFormatChanged"     },
    {MESourceCharacteristicsChanged,   "SourceCharacteristicsChanged"},
    {MENonFatalError,                  "NonFatalError"               },
};

std::string hexadecimal(HRESULT hr) {
  char text[9];
  std::snprintf(text, sizeof text, "%08x", static_cast<unsigned>(hr));
  return text;
}

std::string status_name(UINT32 status) {
  switch (status) {
    case MF_TOPOSTATUS_READY:
      return "Ready";
    case MF_TOPOSTATUS_STARTED_SOURCE:
      return "StartedSource";
    case MF_TOPOSTATUS_DYNAMIC_CHANGED:
      return "DynamicChanged";
    case MF_TOPOSTATUS_SINK_SWITCHED:
      return "SinkSwitched";
    case MF_TOPOSTATUS_ENDED:
      return "TopologyEnded";
    default:
      return "TopologyStatus " + std::to_string(status);
  }
}

}  // namespace

void PrintTo(Hr hr, std::ostream* out) { *out << "0x" << hexadecimal(hr.value); }

// ------------------------------------------------------------------------------------------------------------- event

MediaEventType HeardEvent::type() const {
  MediaEventType type = MEUnknown;
  if (event_) event_->GetType(&type);
  return type;
}

GUID HeardEvent::extended_type() const {
  GUID type{};
  if (event_) event_->GetExtendedType(&type);
  return type;
}

Hr HeardEvent::status() const {
  HRESULT status = E_PENDING;
  if (event_) event_->GetStatus(&status);
  return status;
}

mf::PropVariant HeardEvent::value() const {
  mf::PropVariant value;
  if (event_) event_->GetValue(value.receive());
  return value;
}

UINT32 HeardEvent::uint32(REFGUID key, UINT32 absent) const {
  UINT32 value = absent;
  return event_ && SUCCEEDED(event_->GetUINT32(key, &value)) ? value : absent;
}

std::string HeardEvent::string(REFGUID key) const {
  UINT32 length = 0;
  if (!event_ || FAILED(event_->GetStringLength(key, &length))) return {};
  std::wstring text(length, L' ');  // the terminator has its place behind
  event_->GetString(key, text.data(), length + 1, nullptr);
  return {text.begin(), text.end()};
}

LONGLONG HeardEvent::int64(REFGUID key, LONGLONG absent) const {
  UINT64 value = 0;
  return event_ && SUCCEEDED(event_->GetUINT64(key, &value)) ? static_cast<LONGLONG>(value) : absent;
}

std::string name_of(MediaEventType type) {
  const auto* const found =
      std::find_if(std::begin(kNames), std::end(kNames), [&](const auto& row) { return row.type == type; });
  return found == std::end(kNames) ? std::to_string(type) : found->name;
}

std::string HeardEvent::name() const {
  return type() == MESessionTopologyStatus ? status_name(uint32(MF_EVENT_TOPOLOGY_STATUS)) : name_of(type());
}

std::string HeardEvent::text() const {
  const HRESULT hr = status().value;
  return FAILED(hr) ? name() + " " + hexadecimal(hr) : name();
}

// --------------------------------------------------------------------------------------------------------------- log

void SessionEventLog::add(ComPtr<IMFMediaEvent> event) {
  {
    const std::lock_guard lock(mutex_);
    events_.emplace_back(std::move(event));
  }
  changed_.notify_all();
}

HeardEvent SessionEventLog::find_locked(std::string_view name, std::size_t nth) const {
  for (const HeardEvent& event : events_)
    if (event.name() == name && --nth == 0) return event;
  return {};
}

HeardEvent SessionEventLog::await(std::string_view name, std::size_t nth) const {
  std::unique_lock<std::mutex> lock(mutex_);
  HeardEvent found;
  changed_.wait_for(lock, patience(), [&] { return static_cast<bool>(found = find_locked(name, nth)); });
  return found;
}

std::vector<HeardEvent> SessionEventLog::all() const {
  const std::lock_guard lock(mutex_);
  return events_;
}

std::vector<std::string> SessionEventLog::texts(const std::vector<std::string>& except) const {
  std::vector<std::string> texts;
  for (const HeardEvent& event : all())
    if (std::find(except.begin(), except.end(), event.name()) == except.end()) texts.push_back(event.text());
  return texts;
}

std::size_t SessionEventLog::count(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(
      std::count_if(events_.begin(), events_.end(), [&](const HeardEvent& event) { return event.name() == name; }));
}

// ------------------------------------------------------------------------------------------------------------ feeders

namespace {

class Listener final : public com::Object<IMFAsyncCallback> {
 public:
  Listener(IMFMediaEventGenerator* generator, std::shared_ptr<SessionEventLog> log)
      : generator_(generator), log_(std::move(log)) {}

  HRESULT STDMETHODCALLTYPE GetParameters(DWORD*, DWORD*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE Invoke(IMFAsyncResult* result) noexcept override {
    ComPtr<IMFMediaEvent> event;
    if (FAILED(generator_->EndGetEvent(result, &event))) return S_OK;
    log_->add(std::move(event));
    return generator_->BeginGetEvent(this, nullptr);
  }

 private:
  const ComPtr<IMFMediaEventGenerator> generator_;
  const std::shared_ptr<SessionEventLog> log_;
};

}  // namespace

void listen(IMFMediaEventGenerator* generator, std::shared_ptr<SessionEventLog> log) {
  generator->BeginGetEvent(com::make<Listener>(generator, std::move(log)).Get(), nullptr);
}

EventReader::EventReader(IMFMediaEventGenerator* generator, std::shared_ptr<SessionEventLog> log)
    : thread_([generator = ComPtr<IMFMediaEventGenerator>(generator), log = std::move(log)] {
        ComPtr<IMFMediaEvent> event;
        while (SUCCEEDED(generator->GetEvent(0, &event))) log->add(std::move(event));
      }) {}

}  // namespace caesura::test
