// SPDX-License-Identifier: MIT
#include "mf/media_event.h"

#include "caesura.h"
#include "com/hresult.h"
#include "mf/foreign.h"
#include "mf/object_name.h"
#include "mf/prop_variant.h"

namespace caesura::mf {
namespace {

using engine::EventKind;

struct EventType {
  EventKind kind;
  MediaEventType type;
};

constexpr EventType kEventTypes[] = {
    {EventKind::kTopologySet,            MESessionTopologySet           },
    {EventKind::kTopologiesCleared,      MESessionTopologiesCleared     },
    {EventKind::kStarted,                MESessionStarted               },
    {EventKind::kPaused,                 MESessionPaused                },
    {EventKind::kStopped,                MESessionStopped               },
    {EventKind::kClosed,                 MESessionClosed                },
    {EventKind::kEnded,                  MESessionEnded                 },
    {EventKind::kRateChanged,            MESessionRateChanged           },
    {EventKind::kScrubComplete,          MESessionScrubSampleComplete   },
    {EventKind::kCapabilitiesChanged,    MESessionCapabilitiesChanged   },
    {EventKind::kTopologyStatus,         MESessionTopologyStatus        },
    {EventKind::kNotifyPresentationTime, MESessionNotifyPresentationTime},
    {EventKind::kError,                  MEError                        },
    {EventKind::kNonFatalError,          MENonFatalError                },
};

MediaEventType type_of(EventKind kind) {
  for (const EventType& row : kEventTypes)
    if (row.kind == kind) return row.type;
  return MEUnknown;
}

HRESULT set_attributes(const engine::SessionEvent& event, IMFMediaEvent* target) {
  if (event.topology_status)
    RETURN_IF_FAILED(target->SetUINT32(MF_EVENT_TOPOLOGY_STATUS, static_cast<UINT32>(*event.topology_status)));
  if (event.presentation_offset)
    RETURN_IF_FAILED(
        target->SetUINT64(MF_EVENT_PRESENTATION_TIME_OFFSET, static_cast<UINT64>(*event.presentation_offset)));
  if (event.presentation_start) {
    // No component of ours holds samples back, so the first sample rendered is the presentation's first.
    const auto start = static_cast<UINT64>(*event.presentation_start);
    RETURN_IF_FAILED(target->SetUINT64(MF_EVENT_START_PRESENTATION_TIME, start));
    RETURN_IF_FAILED(target->SetUINT64(MF_EVENT_START_PRESENTATION_TIME_AT_OUTPUT, start));
  }
  if (event.fault) {
    const engine::Fault& fault = *event.fault;
    if (fault.node != 0) RETURN_IF_FAILED(target->SetUINT64(CAESURA_EVENT_NODE, fault.node));
    RETURN_IF_FAILED(target->SetString(CAESURA_EVENT_COMPONENT, to_utf16(fault.component).c_str()));
    if (!fault.asked.empty()) RETURN_IF_FAILED(target->SetString(CAESURA_EVENT_REQUEST, to_utf16(fault.asked).c_str()));
  }
  if (event.kind == EventKind::kCapabilitiesChanged) {
    RETURN_IF_FAILED(target->SetUINT32(MF_EVENT_SESSIONCAPS, event.capabilities));
    RETURN_IF_FAILED(target->SetUINT32(MF_EVENT_SESSIONCAPS_DELTA, event.capabilities_changed));
  }
  return S_OK;
}

}  // namespace

Result<ComPtr<IMFMediaEvent>> make_media_event(const engine::SessionEvent& event) {
  if (event.kind == EventKind::kForeign) {
    IMFMediaEvent* const foreign = foreign_cast<IMFMediaEvent>(event.object);
    RETURN_HR_IF(E_UNEXPECTED, !foreign);
    return ComPtr<IMFMediaEvent>(foreign);
  }
  PropVariant value;
  if (IMFTopology* topology = foreign_cast<IMFTopology>(event.object)) value = PropVariant::of_unknown(topology);
  if (event.rate) value = PropVariant::of_float(*event.rate);
  if (event.kind == EventKind::kNonFatalError) value = PropVariant::of_uint32(event.status.code());
  ComPtr<IMFMediaEvent> made;
  RETURN_IF_FAILED(
      MFCreateMediaEvent(type_of(event.kind), GUID_NULL, com::to_hresult(event.status), &value.get(), &made));
  RETURN_IF_FAILED(set_attributes(event, made.Get()));
  return made;
}

}  // namespace caesura::mf
