// SPDX-License-Identifier: MIT
//
// The Direct3D device manager of a video sink. Reference: Direct3D-Aware MFTs, MFTOPOLOGY_DXVA_MODE.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mf/resolve_guids.h"
#include "support/session_fixture.h"
// Need windows.h before them.
#include <d3d9.h>
#include <dxva2api.h>
#include <evr.h>

namespace caesura::test {
namespace {

using testing::ElementsAre;

/// It is only passed on.
class IdleDeviceManager final : public com::Object<com::FreeThreaded, IDirect3DDeviceManager9> {
 public:
  HRESULT STDMETHODCALLTYPE ResetDevice(IDirect3DDevice9*, UINT) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE OpenDeviceHandle(HANDLE*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE CloseDeviceHandle(HANDLE) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE TestDevice(HANDLE) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE LockDevice(HANDLE, IDirect3DDevice9**, WINBOOL) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE UnlockDevice(HANDLE, WINBOOL) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetVideoService(HANDLE, REFIID, void**) noexcept override { return E_NOTIMPL; }
};

class DeviceManager : public SessionTest {
 protected:
  DeviceManager() {
    with_transform_ = true;
    transform_script_.d3d_aware = true;
    transform_script_.types_set = false;
    sink_script_.service = MR_VIDEO_ACCELERATION_SERVICE;
    sink_script_.parts.emplace_back(com::make<IdleDeviceManager>().Get());
  }
  void be_a_decoder() { play().transform_node->SetUINT32(MF_TOPONODE_DECODER, TRUE); }
  void set_mode(MFTOPOLOGY_DXVA_MODE mode) {
    play().topology->SetUINT32(mf::kTopologyDxvaMode, static_cast<UINT32>(mode));
  }
  std::vector<std::string> managers() const { return log_->details("transform.SetDeviceManager"); }
};

// session R162
TEST_F(DeviceManager, OfTheSinkIsGivenToADecoderBeforeItsTypes) {
  be_a_decoder();
  ASSERT_NO_FATAL_FAILURE(ready());

  EXPECT_THAT(managers(), ElementsAre("one"));
  EXPECT_TRUE(log_->in_order("transform.SetDeviceManager", "transform.SetInputType"));
  ComPtr<IMFTopologyNode> node;
  TOPOID id = 0;
  play().transform_node->GetTopoNodeID(&id);
  session_.await("TopologySet").topology()->GetNodeByID(id, &node);
  EXPECT_EQ(MFGetAttributeUINT32(node.Get(), MF_TOPONODE_D3DAWARE, FALSE), static_cast<UINT32>(TRUE));
}

// session R162
TEST_F(DeviceManager, IsTakenBackInTheEnd) {
  be_a_decoder();
  ASSERT_NO_FATAL_FAILURE(ended());

  session_.shut_down();

  EXPECT_TRUE(log_->wait_for("transform.SetDeviceManager", 2));
  EXPECT_THAT(managers(), ElementsAre("one", "none"));
}

// session R162
TEST_F(DeviceManager, StaysWithATransformThatTheNextTopologyHas) {
  endless();
  be_a_decoder();
  ASSERT_NO_FATAL_FAILURE(started());
  Presentation next = make_presentation(true);
  next.transform_node->SetObject(static_cast<IMFTransform*>(play().transform.Get()));
  next.transform_node->SetUINT32(MF_TOPONODE_DECODER, TRUE);

  session_.set_topology(next.topology.Get(), MFSESSION_SETTOPOLOGY_IMMEDIATE);
  ASSERT_TRUE(session_.await("Ready", 2));
  EXPECT_THAT(managers(), ElementsAre("one"));
  session_.shut_down();

  EXPECT_THAT(managers(), ElementsAre("one", "none"));
}

// session R162
TEST_F(DeviceManager, StaysWithATransformThatPlaysWhereTheNextTopologyFails) {
  endless();
  be_a_decoder();
  ASSERT_NO_FATAL_FAILURE(started());
  sink_script_.streams[0].type = make_video_type(MFVideoFormat_NV12);
  Presentation next = make_presentation(true);  // whose sink does not take sound
  next.transform_node->SetObject(static_cast<IMFTransform*>(play().transform.Get()));
  next.transform_node->SetUINT32(MF_TOPONODE_DECODER, TRUE);

  session_.set_topology(next.topology.Get());
  ASSERT_NE(session_.status_of("TopologySet", 2), S_OK);

  EXPECT_THAT(managers(), ElementsAre("one"));
}

// session R162
TEST_F(DeviceManager, IsTakenBackWhereTheTopologyFails) {
  be_a_decoder();
  source_script_.streams[0].type = make_video_type(MFVideoFormat_NV12);
  const Presentation unfit = make_presentation();  // whose sink takes sound
  ComPtr<IMFPresentationDescriptor> descriptor;
  const ComPtr<IMFTopologyNode> source = make_source_node(unfit.source.Get(), 0, descriptor);
  const ComPtr<IMFTopologyNode> output = make_output_node(static_cast<IMFStreamSink*>(&unfit.sink->stream(0)));
  source->ConnectOutput(0, output.Get(), 0);
  play().topology->AddNode(source.Get());
  play().topology->AddNode(output.Get());

  session_.set_topology(play().topology.Get());
  ASSERT_NE(session_.status_of("TopologySet"), S_OK);

  EXPECT_THAT(managers(), ElementsAre("one", "none"));
}

// session R162
TEST_F(DeviceManager, IsNotGivenToWhatIsNotAware) {
  transform_script_.d3d_aware = false;
  be_a_decoder();
  ASSERT_NO_FATAL_FAILURE(ready());

  EXPECT_THAT(managers(), ElementsAre());
}

// session R162
TEST_F(DeviceManager, IsGivenToDecodersOnlyUnlessTheTopologyWantsMore) {
  ASSERT_NO_FATAL_FAILURE(ready());

  EXPECT_THAT(managers(), ElementsAre());
}

// session R162
TEST_F(DeviceManager, IsGivenToAllWhoAreAwareWhereTheTopologyWantsThat) {
  set_mode(MFTOPOLOGY_DXVA_FULL);
  ASSERT_NO_FATAL_FAILURE(ready());

  EXPECT_THAT(managers(), ElementsAre("one"));
}

// session R162
TEST_F(DeviceManager, IsGivenToNobodyWhereTheTopologyForbidsIt) {
  be_a_decoder();
  set_mode(MFTOPOLOGY_DXVA_NONE);
  ASSERT_NO_FATAL_FAILURE(ready());

  EXPECT_THAT(managers(), ElementsAre());
}

// session R162
TEST_F(DeviceManager, IsTakenBackWhereNoTypeFitsWithIt) {
  transform_script_.needs_software = true;
  be_a_decoder();
  ASSERT_NO_FATAL_FAILURE(ready());

  EXPECT_THAT(managers(), ElementsAre("one", "none"));
}

}  // namespace
}  // namespace caesura::test
