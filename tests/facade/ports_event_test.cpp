// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "com/hresult.h"
#include "mf/foreign.h"
#include "mf/media_event.h"
#include "support/com_media_foundation.h"
#include "support/fake_media.h"

namespace caesura::test {
namespace {

using engine::EventKind;
using engine::SessionEvent;

class MediaEvents : public testing::Test {
 protected:
  void make(SessionEvent event) {
    event_ = mf::make_media_event(event).value();
    event_->GetType(&type_);
    event_->GetStatus(&status_);
    event_->GetExtendedType(&extended_);
    event_->GetValue(value_.receive());
  }
  UINT64 attribute(REFGUID key) { return MFGetAttributeUINT64(event_.Get(), key, 0xdead); }
  UINT32 flags(REFGUID key) { return MFGetAttributeUINT32(event_.Get(), key, 0xdead); }

  MediaFoundation platform_;
  ComPtr<IMFMediaEvent> event_;
  MediaEventType type_ = MEUnknown;
  HRESULT status_ = E_UNEXPECTED;
  GUID extended_ = MF_EVENT_OUTPUT_NODE;
  mf::PropVariant value_;
};

// session R62
TEST_F(MediaEvents, CarryTheFullTopologyThatWasSet) {
  ComPtr<IMFTopology> topology;
  MFCreateTopology(&topology);

  make({.kind = EventKind::kTopologySet, .object = mf::make_foreign(topology)});

  EXPECT_EQ(type_, static_cast<DWORD>(MESessionTopologySet));
  EXPECT_EQ(value_.query<IMFTopology>().Get(), topology.Get());
}

// session O7
TEST_F(MediaEvents, CarryNothingWhenTheCommandFailed) {
  make({.kind = EventKind::kTopologySet, .status = status::kFail});

  EXPECT_EQ(status_, E_FAIL);
  EXPECT_EQ(value_.type(), VT_EMPTY);
  EXPECT_EQ(extended_, GUID_NULL);
}

// session R63
TEST_F(MediaEvents, TellATopologysStatus) {
  ComPtr<IMFTopology> topology;
  MFCreateTopology(&topology);

  make({.kind = EventKind::kTopologyStatus,
        .object = mf::make_foreign(topology),
        .topology_status = engine::TopologyStatus::kStartedSource});

  EXPECT_EQ(type_, static_cast<DWORD>(MESessionTopologyStatus));
  EXPECT_EQ(flags(MF_EVENT_TOPOLOGY_STATUS), static_cast<UINT32>(MF_TOPOSTATUS_STARTED_SOURCE));
  EXPECT_EQ(value_.query<IMFTopology>().Get(), topology.Get());
}

// session R69
TEST_F(MediaEvents, CarryTheOffsetOfAStart) {
  make({.kind = EventKind::kStarted, .presentation_offset = -5});

  EXPECT_EQ(type_, static_cast<DWORD>(MESessionStarted));
  EXPECT_EQ(static_cast<LONGLONG>(attribute(MF_EVENT_PRESENTATION_TIME_OFFSET)), -5);
  EXPECT_EQ(value_.type(), VT_EMPTY);
}

// session R75
TEST_F(MediaEvents, CarryTheThreeTimesOfANewPresentation) {
  make({.kind = EventKind::kNotifyPresentationTime, .presentation_offset = 1, .presentation_start = 2});

  EXPECT_EQ(attribute(MF_EVENT_PRESENTATION_TIME_OFFSET), 1u);
  EXPECT_EQ(attribute(MF_EVENT_START_PRESENTATION_TIME), 2u);
  EXPECT_EQ(attribute(MF_EVENT_START_PRESENTATION_TIME_AT_OUTPUT), 2u);
}

// session R73, R74
TEST_F(MediaEvents, CarryTheCapabilitiesAndWhatChanged) {
  make({.kind = EventKind::kCapabilitiesChanged, .capabilities = 7, .capabilities_changed = 4});

  EXPECT_EQ(flags(MF_EVENT_SESSIONCAPS), 7u);
  EXPECT_EQ(flags(MF_EVENT_SESSIONCAPS_DELTA), 4u);
}

TEST_F(MediaEvents, AreTheComponentsOwnWhenPassedOn) {
  ComPtr<IMFMediaEvent> given;
  MFCreateMediaEvent(MENewPresentation, GUID_NULL, S_OK, nullptr, &given);

  make({.kind = EventKind::kForeign, .object = mf::make_foreign(given)});

  EXPECT_EQ(event_.Get(), given.Get());
}

TEST_F(MediaEvents, CarryTheErrorOfAComponent) {
  make({.kind = EventKind::kError, .status = com::to_status(MF_E_NET_READ)});

  EXPECT_EQ(type_, static_cast<DWORD>(MEError));
  EXPECT_EQ(status_, MF_E_NET_READ);
}

}  // namespace
}  // namespace caesura::test
