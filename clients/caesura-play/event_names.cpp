// SPDX-License-Identifier: MIT
#include "event_names.h"

#include <cstdio>

#include "caesura.h"

namespace caesura::play {
namespace {

template <typename Key>
struct Name {
  Key key;
  const char* text;
};

template <typename Key, std::size_t n>
const char* Find(const Name<Key> (&names)[n], Key key) {
  for (const Name<Key>& name : names) {
    if (name.key == key) return name.text;
  }
  return nullptr;
}

// Not in the headers of MinGW-w64.
constexpr GUID kApproxEventOccurrenceTime{
    0x190e852f, 0x6238, 0x42d1, {0xb5, 0xaf, 0x69, 0xea, 0x33, 0x8e, 0xf8, 0x50}
};

#define NAME(constant) \
  { constant, #constant }

constexpr Name<MediaEventType> kEvents[] = {
    NAME(MEError),
    NAME(MEExtendedType),
    NAME(MENonFatalError),
    NAME(MESessionTopologySet),
    NAME(MESessionTopologiesCleared),
    NAME(MESessionStarted),
    NAME(MESessionPaused),
    NAME(MESessionStopped),
    NAME(MESessionClosed),
    NAME(MESessionEnded),
    NAME(MESessionRateChanged),
    NAME(MESessionScrubSampleComplete),
    NAME(MESessionCapabilitiesChanged),
    NAME(MESessionTopologyStatus),
    NAME(MESessionNotifyPresentationTime),
    NAME(MENewPresentation),
    NAME(MEPolicyReport),
    NAME(MEPolicyError),
    NAME(MEBufferingStarted),
    NAME(MEBufferingStopped),
    NAME(MEReconnectStart),
    NAME(MEReconnectEnd),
    NAME(MERendererEvent),
    NAME(MESessionStreamSinkFormatChanged),
    NAME(MEEndOfPresentation),
    NAME(MEEndOfPresentationSegment),
    NAME(MESourceCharacteristicsChanged),
    NAME(MESourceRateChangeRequested),
    NAME(MESourceMetadataChanged),
    NAME(MESequencerSourceTopologyUpdated),
    NAME(MESinkInvalidated),
    NAME(MEAudioSessionNameChanged),
    NAME(MEAudioSessionVolumeChanged),
    NAME(MEAudioSessionDeviceRemoved),
    NAME(MEAudioSessionServerShutdown),
    NAME(MEAudioSessionGroupingParamChanged),
    NAME(MEAudioSessionIconChanged),
    NAME(MEAudioSessionFormatChanged),
    NAME(MEAudioSessionDisconnected),
    NAME(MEAudioSessionExclusiveModeOverride),
};

constexpr Name<VARTYPE> kVariantTypes[] = {
    NAME(VT_EMPTY), NAME(VT_NULL), NAME(VT_I4),   NAME(VT_UI4),    NAME(VT_I8),    NAME(VT_UI8),
    NAME(VT_R4),    NAME(VT_R8),   NAME(VT_BOOL), NAME(VT_LPWSTR), NAME(VT_CLSID), NAME(VT_UNKNOWN),
};

constexpr Name<UINT32> kTopologyStatus[] = {
    {MF_TOPOSTATUS_READY,          "READY"         },
    {MF_TOPOSTATUS_STARTED_SOURCE, "STARTED_SOURCE"},
    {MF_TOPOSTATUS_SINK_SWITCHED,  "SINK_SWITCHED" },
    {MF_TOPOSTATUS_ENDED,          "ENDED"         },
};

#undef NAME

constexpr Name<UINT32> kCapabilities[] = {
    {MFSESSIONCAP_START,        "START"               },
    {MFSESSIONCAP_SEEK,         "SEEK"                },
    {MFSESSIONCAP_PAUSE,        "PAUSE"               },
    {MFSESSIONCAP_RATE_FORWARD, "RATE_FORWARD"        },
    {MFSESSIONCAP_RATE_REVERSE, "RATE_REVERSE"        },
    {0x40,                      "DOES_NOT_USE_NETWORK"},
};

}  // namespace

std::string EventName(MediaEventType type) {
  const char* name = Find(kEvents, type);
  return name ? name : "event " + std::to_string(type);
}

std::string TopologyStatusText(UINT32 status) {
  const char* name = Find(kTopologyStatus, status);
  return std::string(name ? name : "unknown") + " (" + std::to_string(status) + ")";
}

std::string CapabilitiesText(UINT32 capabilities) {
  char hex[16];
  std::snprintf(hex, sizeof hex, "0x%02x", capabilities);
  std::string names;
  for (const auto& capability : kCapabilities) {
    if (capabilities & capability.key) names += (names.empty() ? "" : " ") + std::string(capability.text);
  }
  return std::string(hex) + (names.empty() ? "" : " (" + names + ")");
}

const char* AttributeName(const GUID& key) {
  struct Attribute {
    const GUID& key;
    const char* name;
  };
  const Attribute attributes[] = {
      {MF_EVENT_TOPOLOGY_STATUS,                   "TOPOLOGY_STATUS"                  },
      {MF_EVENT_SESSIONCAPS,                       "SESSIONCAPS"                      },
      {MF_EVENT_SESSIONCAPS_DELTA,                 "SESSIONCAPS_DELTA"                },
      {MF_EVENT_PRESENTATION_TIME_OFFSET,          "PRESENTATION_TIME_OFFSET"         },
      {MF_EVENT_START_PRESENTATION_TIME,           "START_PRESENTATION_TIME"          },
      {MF_EVENT_START_PRESENTATION_TIME_AT_OUTPUT, "START_PRESENTATION_TIME_AT_OUTPUT"},
      {MF_EVENT_OUTPUT_NODE,                       "OUTPUT_NODE"                      },
      {MF_EVENT_SOURCE_TOPOLOGY_CANCELED,          "SOURCE_TOPOLOGY_CANCELED"         },
      {MF_EVENT_SOURCE_CHARACTERISTICS,            "SOURCE_CHARACTERISTICS"           },
      {MF_EVENT_SOURCE_CHARACTERISTICS_OLD,        "SOURCE_CHARACTERISTICS_OLD"       },
      {MF_EVENT_DO_THINNING,                       "DO_THINNING"                      },
      {CAESURA_EVENT_NODE,                         "NODE"                             },
      {CAESURA_EVENT_COMPONENT,                    "COMPONENT"                        },
      {CAESURA_EVENT_REQUEST,                      "REQUEST"                          },
      {kApproxEventOccurrenceTime,                 "APPROX_EVENT_OCCURRENCE_TIME"     },
  };
  for (const Attribute& attribute : attributes) {
    if (attribute.key == key) return attribute.name;
  }
  return nullptr;
}

std::string VariantTypeName(VARTYPE type) {
  const char* name = Find(kVariantTypes, type);
  return name ? name : "VT " + std::to_string(type);
}

}  // namespace caesura::play
