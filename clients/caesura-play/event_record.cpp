// SPDX-License-Identifier: MIT
#include "event_record.h"

#include <cstdio>

#include "caesura.h"
#include "event_names.h"
#include "media_time.h"
#include "result_text.h"

namespace caesura::play {
namespace {

std::string HnsText(MediaTime time) {
  char text[64];
  std::snprintf(text, sizeof text, "%lld (%.3f s)", static_cast<long long>(time), Seconds(time));
  return text;
}

std::string ObjectText(IUnknown* object) {
  ComPtr<IMFTopology> topology;
  TOPOID id = 0;
  if (!object) return "null";
  if (SUCCEEDED(object->QueryInterface(IID_PPV_ARGS(&topology))) && SUCCEEDED(topology->GetTopologyID(&id))) {
    return "topology " + std::to_string(id);
  }
  return "object";
}

std::string GuidText(const GUID& guid) {
  wchar_t text[40];
  StringFromGUID2(guid, text, 40);
  return Utf8(text);
}

std::string ValueText(const PROPVARIANT& value) {
  switch (value.vt) {
    case VT_EMPTY:
      return "";
    case VT_I4:
      return std::to_string(value.lVal);
    case VT_UI4:
      return std::to_string(value.ulVal);
    case VT_I8:
      return std::to_string(value.hVal.QuadPart);
    case VT_UI8:
      return std::to_string(value.uhVal.QuadPart);
    case VT_R4:
      return std::to_string(value.fltVal);
    case VT_R8:
      return std::to_string(value.dblVal);
    case VT_BOOL:
      return value.boolVal ? "true" : "false";
    case VT_LPWSTR:
      return value.pwszVal ? Utf8(value.pwszVal) : "";
    case VT_CLSID:
      return value.puuid ? GuidText(*value.puuid) : "";
    case VT_UNKNOWN:
      return ObjectText(value.punkVal);
    default:
      return "?";
  }
}

std::string AttributeText(const GUID& key, const PROPVARIANT& value) {
  if (key == MF_EVENT_TOPOLOGY_STATUS && value.vt == VT_UI4) return TopologyStatusText(value.ulVal);
  if ((key == MF_EVENT_SESSIONCAPS || key == MF_EVENT_SESSIONCAPS_DELTA) && value.vt == VT_UI4) {
    return CapabilitiesText(value.ulVal);
  }
  const bool time = key == MF_EVENT_PRESENTATION_TIME_OFFSET || key == MF_EVENT_START_PRESENTATION_TIME ||
                    key == MF_EVENT_START_PRESENTATION_TIME_AT_OUTPUT;
  if (time && value.vt == VT_UI8) return HnsText(static_cast<MediaTime>(value.uhVal.QuadPart));
  return ValueText(value);
}

void ReadAttributes(IMFMediaEvent& event, EventRecord& record) {
  UINT32 count = 0;
  if (FAILED(event.GetCount(&count))) return;
  for (UINT32 index = 0; index < count; ++index) {
    GUID key;
    PROPVARIANT value;
    PropVariantInit(&value);
    if (FAILED(event.GetItemByIndex(index, &key, &value))) continue;
    const char* name = AttributeName(key);
    if (key == CAESURA_EVENT_COMPONENT) record.component = ValueText(value);
    if (key == CAESURA_EVENT_REQUEST) record.request = ValueText(value);
    record.attributes.emplace_back(name ? name : GuidText(key), AttributeText(key, value));
    PropVariantClear(&value);
  }
}

}  // namespace

EventRecord ReadEvent(IMFMediaEvent& event) {
  EventRecord record;
  UINT32 topology_status = MF_TOPOSTATUS_INVALID;
  PROPVARIANT value;
  PropVariantInit(&value);
  event.GetType(&record.type);
  event.GetStatus(&record.status);
  event.GetValue(&value);
  event.GetUINT32(MF_EVENT_TOPOLOGY_STATUS, &topology_status);
  record.name = EventName(record.type);
  record.value_type = VariantTypeName(value.vt);
  record.value = ValueText(value);
  record.topology_status = static_cast<MF_TOPOSTATUS>(topology_status);
  UINT64 offset = 0;
  if (SUCCEEDED(event.GetUINT64(MF_EVENT_PRESENTATION_TIME_OFFSET, &offset))) {
    record.presentation_offset = static_cast<MediaTime>(offset);
  }
  ReadAttributes(event, record);
  PropVariantClear(&value);
  return record;
}

std::string EventLine(const EventRecord& event) {
  std::string line = event.name;
  line.resize(std::max<std::size_t>(line.size(), 28), ' ');
  const std::string name = ResultName(event.status);
  line += SUCCEEDED(event.status) && !name.empty() ? "  " + name + " (" + ResultHex(event.status) + ")"
                                                   : "  " + ResultText(event.status);
  line += "  value " + event.value_type + (event.value.empty() ? "" : " " + event.value);
  for (const auto& [key, text] : event.attributes) line += "  " + key + "=" + text;
  return line;
}

}  // namespace caesura::play
