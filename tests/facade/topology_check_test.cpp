// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "mf/topology_resolver.h"
#include "support/topology_fixture.h"

namespace caesura::test {
namespace {

constexpr GUID kProjectStart{
    0x7ed3f802, 0x86bb, 0x4b3f, {0xb7, 0xe4, 0x7c, 0xb4, 0x3a, 0xfd, 0x4b, 0x80}
};
constexpr GUID kProjectStop{
    0x7ed3f803, 0x86bb, 0x4b3f, {0xb7, 0xe4, 0x7c, 0xb4, 0x3a, 0xfd, 0x4b, 0x80}
};

class TopologyCheck : public TopologyFixture {
 protected:
  TopologyCheck() { connect({video_type(MFVideoFormat_I420)}); }

  HRESULT check(bool global_time = false) { return com::to_hresult(mf::check_topology(topology.Get(), global_time)); }
  void set_media_times(LONGLONG start, LONGLONG stop) {
    source->SetUINT64(MF_TOPONODE_MEDIASTART, static_cast<UINT64>(start));
    source->SetUINT64(MF_TOPONODE_MEDIASTOP, static_cast<UINT64>(stop));
  }
  void set_project_times(LONGLONG start, LONGLONG stop) {
    topology->SetUINT64(kProjectStart, static_cast<UINT64>(start));
    topology->SetUINT64(kProjectStop, static_cast<UINT64>(stop));
  }
};

TEST_F(TopologyCheck, FindsNoFaultWithACompleteTopology) { EXPECT_EQ(check(), S_OK); }

// session O18
TEST_F(TopologyCheck, MissesTheSource) {
  source->DeleteItem(MF_TOPONODE_SOURCE);

  EXPECT_EQ(check(), MF_E_TOPO_MISSING_SOURCE);
}

// session R126
TEST_F(TopologyCheck, MissesThePresentationDescriptor) {
  source->DeleteItem(MF_TOPONODE_PRESENTATION_DESCRIPTOR);

  EXPECT_EQ(check(), MF_E_TOPO_MISSING_PRESENTATION_DESCRIPTOR);
}

// session R126
TEST_F(TopologyCheck, MissesTheStreamDescriptor) {
  source->DeleteItem(MF_TOPONODE_STREAM_DESCRIPTOR);

  EXPECT_EQ(check(), MF_E_TOPO_MISSING_STREAM_DESCRIPTOR);
}

// session O18
TEST_F(TopologyCheck, RefusesAStreamThatIsNotSelected) {
  ComPtr<IMFPresentationDescriptor> presentation;
  source->GetUnknown(MF_TOPONODE_PRESENTATION_DESCRIPTOR, IID_PPV_ARGS(&presentation));
  presentation->DeselectStream(0);

  EXPECT_EQ(check(), MF_E_TOPO_STREAM_DESCRIPTOR_NOT_SELECTED);
}

TEST_F(TopologyCheck, AcceptsMediaTimesInOrder) {
  set_media_times(10'000'000, 20'000'000);

  EXPECT_EQ(check(), S_OK);
}

TEST_F(TopologyCheck, RefusesAMediaStopBeforeItsStart) {
  set_media_times(20'000'000, 10'000'000);

  EXPECT_EQ(check(), MF_E_TOPO_INVALID_TIME_ATTRIBUTES);
}

TEST_F(TopologyCheck, RefusesANegativeMediaStart) {
  set_media_times(-1, 10'000'000);

  EXPECT_EQ(check(), MF_E_TOPO_INVALID_TIME_ATTRIBUTES);
}

TEST_F(TopologyCheck, RefusesProjectTimesWithoutGlobalTime) {
  set_project_times(0, 10'000'000);

  EXPECT_EQ(check(), MF_E_TOPO_INVALID_TIME_ATTRIBUTES);
}

TEST_F(TopologyCheck, WantsProjectTimesWithGlobalTime) { EXPECT_EQ(check(true), MF_E_TOPO_INVALID_TIME_ATTRIBUTES); }

TEST_F(TopologyCheck, AcceptsProjectTimesWithGlobalTime) {
  set_project_times(0, 10'000'000);

  EXPECT_EQ(check(true), S_OK);
}

TEST_F(TopologyCheck, RefusesAProjectThatStopsWhenItStarts) {
  set_project_times(10'000'000, 10'000'000);

  EXPECT_EQ(check(true), MF_E_TOPO_INVALID_TIME_ATTRIBUTES);
}

}  // namespace
}  // namespace caesura::test
