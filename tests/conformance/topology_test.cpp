// SPDX-License-Identifier: MIT
//
// Which topology plays when. Reference: IMFMediaSession::SetTopology, ClearTopologies, GetFullTopology.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/scripted_activate.h"
#include "support/session_fixture.h"

namespace caesura::test {
namespace {

constexpr DWORD kImmediate = MFSESSION_SETTOPOLOGY_IMMEDIATE;
constexpr DWORD kClearCurrent = MFSESSION_SETTOPOLOGY_CLEAR_CURRENT;
constexpr DWORD kNoResolution = MFSESSION_SETTOPOLOGY_NORESOLUTION;
constexpr DWORD kCurrent = MFSESSION_GETFULLTOPOLOGY_CURRENT;

class Topologies : public SessionTest {
 protected:
  static TOPOID id_of(const ComPtr<IMFTopology>& topology) {
    TOPOID id = 0;
    if (topology) topology->GetTopologyID(&id);
    return id;
  }
  /// A presentation whose components log under names of their own.
  Presentation make_named(const std::string& name) {
    source_script_.name = name + " source";
    sink_script_.name = name + " sink";
    return make_presentation();
  }
  /// Sets it behind what is there, and waits until that is done.
  Hr queue(const Presentation& presentation, DWORD flags = 0) {
    const std::size_t before = session_.log()->count("TopologySet");
    session_.set_topology(presentation.topology.Get(), flags);
    return session_.status_of("TopologySet", before + 1);
  }
};

// session O19 R110
TEST_F(Topologies, ThatAreFullStayAsTheyAre) {
  session_.set_topology(play().topology.Get(), kNoResolution);

  EXPECT_EQ(session_.await("TopologySet").topology().Get(), play().topology.Get());
  ASSERT_TRUE(session_.await("Ready"));
  EXPECT_FALSE(log_->called("sink.stream0.SetCurrentMediaType"));
}

// session O19 R110
TEST_F(Topologies, ThatComeBackFullStayAsTheyAreToo) {
  sink_script_.streams[0].whole_type = false;
  ASSERT_NO_FATAL_FAILURE(ready());
  const ComPtr<IMFTopology> full = session_.await("TopologySet").topology();
  session_.clear_topologies();
  session_.set_topology(nullptr, kClearCurrent);
  ASSERT_EQ(session_.status_of("TopologySet", 2), S_OK);
  ComPtr<IMFMediaTypeHandler> handler;
  ASSERT_EQ(Hr(play().sink->stream(0).GetMediaTypeHandler(&handler)), S_OK);
  const ComPtr<IMFMediaType> other = make_audio_type();
  other->SetUINT32(MF_MT_AUDIO_SAMPLES_PER_SECOND, 8000);
  ASSERT_EQ(Hr(handler->SetCurrentMediaType(other.Get())), S_OK);

  session_.set_topology(full.Get(), kNoResolution);

  ASSERT_TRUE(session_.await("Ready", 2));
  ComPtr<IMFMediaType> present;
  DWORD flags = 0;
  ASSERT_EQ(Hr(handler->GetCurrentMediaType(&present)), S_OK);
  EXPECT_EQ(Hr(present->IsEqual(other.Get(), &flags)), S_OK);
}

// session O19 O20 R125
TEST_F(Topologies, ThatArePartialBecomeOthersWithTheSameIds) {
  ASSERT_NO_FATAL_FAILURE(ready());

  const ComPtr<IMFTopology> full = session_.await("TopologySet").topology();
  ComPtr<IMFTopologyNode> node;
  TOPOID output = 0;
  play().output_node->GetTopoNodeID(&output);
  EXPECT_NE(full.Get(), play().topology.Get());
  EXPECT_EQ(id_of(full), id_of(play().topology));
  EXPECT_EQ(Hr(full->GetNodeByID(output, &node)), S_OK);
  EXPECT_EQ(session_.await("Ready").topology().Get(), full.Get());
  EXPECT_TRUE(log_->called("sink.stream0.SetCurrentMediaType"));
}

// session R125
TEST_F(Topologies, MayBeEditedAfterwards) {
  endless();
  ASSERT_NO_FATAL_FAILURE(ready());
  play().topology->Clear();

  session_.start();

  EXPECT_EQ(session_.status_of("Started"), S_OK);
}

// session R111
TEST_F(Topologies, WithAnActivateAreBound) {
  const auto activate = com::make<ScriptedActivate>(ComPtr<IUnknown>(static_cast<IMFMediaSink*>(play().sink.Get())));
  play().output_node->SetObject(static_cast<IMFActivate*>(activate.Get()));
  ASSERT_NO_FATAL_FAILURE(ready());

  ComPtr<IMFTopologyNode> node;
  ComPtr<IUnknown> object;
  ComPtr<IMFStreamSink> stream;
  TOPOID output = 0;
  play().output_node->GetTopoNodeID(&output);
  ASSERT_EQ(Hr(session_.full_topology(kCurrent)->GetNodeByID(output, &node)), S_OK);
  ASSERT_EQ(Hr(node->GetObject(&object)), S_OK);
  EXPECT_EQ(Hr(object.As(&stream)), S_OK);
}

// session R112
TEST_F(Topologies, WithAStreamThatTheSinkLacksFail) {
  const auto activate = com::make<ScriptedActivate>(ComPtr<IUnknown>(static_cast<IMFMediaSink*>(play().sink.Get())));
  play().output_node->SetObject(static_cast<IMFActivate*>(activate.Get()));
  play().output_node->SetUINT32(MF_TOPONODE_STREAMID, 7);

  session_.set_topology(play().topology.Get());

  EXPECT_EQ(session_.status_of("TopologySet"), MF_E_STREAMSINKS_FIXED);
}

// session R114 R78
TEST_F(Topologies, ThatAreQueuedPlayWithoutAnotherStart) {
  ASSERT_NO_FATAL_FAILURE(ready());
  const Presentation second = make_named("second");
  ASSERT_EQ(queue(second), S_OK);

  session_.start();

  ASSERT_EQ(session_.status_of("Ended"), S_OK);
  EXPECT_EQ(log_->count("second sink.stream0.ProcessSample"), 10);
  EXPECT_TRUE(log_->in_order("sink.OnClockStop", "second sink.OnClockStart"));
}

// session R115
TEST_F(Topologies, ThatReplaceAllOthersPlayAtOnce) {
  endless();
  ASSERT_NO_FATAL_FAILURE(started());
  const Presentation pending = make_named("pending");
  ASSERT_EQ(queue(pending), S_OK);
  sink_script_.streams[0].requests = 1;
  const Presentation urgent = make_named("urgent");

  session_.set_topology(urgent.topology.Get(), kImmediate);

  ASSERT_EQ(session_.status_of("Ended"), S_OK);
  EXPECT_EQ(log_->count("urgent sink.stream0.ProcessSample"), 10);
  EXPECT_FALSE(log_->called("pending source.Start"));
  EXPECT_TRUE(log_->called("source.Stop"));
}

// session R116
TEST_F(Topologies, SetWhilePausedMoveNothing) {
  endless();
  ASSERT_NO_FATAL_FAILURE(paused());
  const LONGLONG frozen = session_.time();
  const Presentation second = make_named("second");

  ASSERT_EQ(queue(second), S_OK);

  EXPECT_FALSE(log_->called("second source.Start"));
  EXPECT_EQ(session_.time(), frozen);
}

// session R117
TEST_F(Topologies, ThatAreClearedEndThePlaying) {
  endless();
  ASSERT_NO_FATAL_FAILURE(started());

  session_.set_topology(nullptr, kClearCurrent);

  EXPECT_EQ(session_.status_of("TopologySet", 2), S_OK);
  EXPECT_TRUE(log_->called("source.Stop"));
  EXPECT_FALSE(session_.full_topology(kCurrent));
  EXPECT_EQ(session_.time(), 0);
}

// session R117
TEST_F(Topologies, ThatAreClearedLeaveThePendingOnes) {
  endless();
  ASSERT_NO_FATAL_FAILURE(started());
  const Presentation second = make_named("second");
  ASSERT_EQ(queue(second), S_OK);

  session_.set_topology(nullptr, kClearCurrent);

  ASSERT_EQ(session_.status_of("TopologySet", 3), S_OK);
  EXPECT_EQ(id_of(session_.full_topology(kCurrent)), id_of(second.topology));
}

// session R118
TEST_F(Topologies, AreNotClearedInPlaceOfAnother) {
  endless();
  ASSERT_NO_FATAL_FAILURE(started());
  const Presentation other = make_named("other");

  ASSERT_EQ(queue(other, kClearCurrent), S_OK);

  EXPECT_EQ(id_of(session_.full_topology(kCurrent)), id_of(play().topology));
  EXPECT_FALSE(log_->called("source.Stop"));
}

// session R119 R120
TEST_F(Topologies, AreNotReplacedByNothing) {
  endless();
  ASSERT_NO_FATAL_FAILURE(started());

  EXPECT_EQ(session_.set_topology(nullptr, kImmediate), E_INVALIDARG);
  EXPECT_EQ(session_.set_topology(nullptr), E_INVALIDARG);

  session_.pause();
  EXPECT_EQ(session_.status_of("Paused"), S_OK);
  EXPECT_EQ(session_.log()->count("TopologySet"), 1u);
}

// session R121
TEST_F(Topologies, ThatWaitCanBeCleared) {
  ASSERT_NO_FATAL_FAILURE(ready());
  const Presentation second = make_named("second");
  ASSERT_EQ(queue(second), S_OK);

  session_.clear_topologies();
  session_.start();

  ASSERT_EQ(session_.status_of("Ended"), S_OK);
  EXPECT_EQ(log_->count("sink.stream0.ProcessSample"), 10);
  EXPECT_FALSE(log_->called("second source.Start"));
}

// session R122
TEST_F(Topologies, ThatPlayAreFoundWhateverTheId) {
  endless();
  ASSERT_NO_FATAL_FAILURE(started());

  EXPECT_EQ(session_.full_topology(kCurrent, 4711).Get(), session_.await("TopologySet").topology().Get());
}

// session R123
TEST_F(Topologies, ThatWaitAreFoundByTheirId) {
  endless();
  ASSERT_NO_FATAL_FAILURE(started());
  const Presentation second = make_named("second");
  ASSERT_EQ(queue(second), S_OK);

  EXPECT_EQ(session_.full_topology(0, id_of(second.topology)).Get(), session_.await("TopologySet", 2).topology().Get());
  EXPECT_FALSE(session_.full_topology(0, 4711));
}

// session R124
TEST_F(Topologies, ThatEndedAreNotFound) {
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_FALSE(session_.full_topology(kCurrent));
  EXPECT_FALSE(session_.full_topology(0, id_of(play().topology)));
}

// session O18 R126
TEST_F(Topologies, WithoutASourceAreRefusedAtOnce) {
  play().source_node->DeleteItem(MF_TOPONODE_SOURCE);

  EXPECT_EQ(session_.set_topology(play().topology.Get()), MF_E_TOPO_MISSING_SOURCE);

  session_.shut_down();
  EXPECT_FALSE(log_->called("sink.Shutdown"));
}

// session O18 R126
TEST_F(Topologies, WithoutADescriptorAreRefusedAtOnce) {
  play().source_node->DeleteItem(MF_TOPONODE_STREAM_DESCRIPTOR);
  EXPECT_EQ(session_.set_topology(play().topology.Get()), MF_E_TOPO_MISSING_STREAM_DESCRIPTOR);

  play().source_node->DeleteItem(MF_TOPONODE_PRESENTATION_DESCRIPTOR);
  EXPECT_EQ(session_.set_topology(play().topology.Get()), MF_E_TOPO_MISSING_PRESENTATION_DESCRIPTOR);
}

// session O18
TEST_F(Topologies, WithAStreamThatIsNotSelectedAreRefusedAtOnce) {
  ComPtr<IMFPresentationDescriptor> descriptor;
  play().source_node->GetUnknown(MF_TOPONODE_PRESENTATION_DESCRIPTOR, IID_PPV_ARGS(&descriptor));
  descriptor->DeselectStream(0);

  EXPECT_EQ(session_.set_topology(play().topology.Get()), MF_E_TOPO_STREAM_DESCRIPTOR_NOT_SELECTED);
}

// session O21
TEST_F(Topologies, ThatCanNotBeResolvedAreNotQueued) {
  play().output_node->SetObject(nullptr);

  session_.set_topology(play().topology.Get());
  session_.start();

  const HeardEvent set = session_.await("TopologySet");
  EXPECT_EQ(set.status(), E_FAIL);
  EXPECT_EQ(set.value().type(), VT_EMPTY);
  EXPECT_EQ(session_.status_of("Started"), MF_E_INVALIDREQUEST);
}

// session R127
TEST_F(Topologies, ThatFailLeaveTheCurrentOne) {
  endless();
  ASSERT_NO_FATAL_FAILURE(started());
  const Presentation broken = make_named("broken");
  broken.output_node->SetObject(nullptr);

  EXPECT_EQ(queue(broken), E_FAIL);

  EXPECT_EQ(id_of(session_.full_topology(kCurrent)), id_of(play().topology));
  session_.pause();
  EXPECT_EQ(session_.status_of("Paused"), S_OK);
}

}  // namespace
}  // namespace caesura::test
