// SPDX-License-Identifier: MIT
#include "mf/topology_binder.h"

#include <gtest/gtest.h>

#include "mf/topology_resolver.h"
#include "support/scripted_activate.h"
#include "support/scripted_media_sink.h"
#include "support/topology_fixture.h"

namespace caesura::test {
namespace {

class TopologyBinder : public TopologyFixture {
 protected:
  TopologyBinder() { media_sink->streams.push_back(sink); }

  /// A source and an output node that holds the activate, connected.
  void connect_activate() {
    source = add_source({video_type(MFVideoFormat_I420)});
    output = add(MF_TOPOLOGY_OUTPUT_NODE, static_cast<IMFActivate*>(activate.Get()));
    source->ConnectOutput(0, output.Get(), 0);
  }
  HRESULT bind() { return com::to_hresult(mf::bind_topology(topology.Get(), made).status()); }
  ComPtr<IMFStreamSink> bound(IMFTopologyNode* node) {
    ComPtr<IUnknown> object;
    ComPtr<IMFStreamSink> stream;
    node->GetObject(&object);
    object.As(&stream);
    return stream;
  }
  static DWORD id_of(const ComPtr<IMFStreamSink>& stream) {
    DWORD id = ~DWORD{0};
    if (stream) stream->GetIdentifier(&id);
    return id;
  }

  ComPtr<ScriptedMediaSink> media_sink = com::make<ScriptedMediaSink>();
  ComPtr<ScriptedActivate> activate = com::make<ScriptedActivate>(media_sink);
  mf::Resolution made;
};

// session R111
TEST_F(TopologyBinder, PutsTheStreamSinkInThePlaceOfTheActivate) {
  connect_activate();

  ASSERT_EQ(bind(), S_OK);

  EXPECT_EQ(bound(output.Get()).Get(), sink.Get());
  EXPECT_EQ(activate->activations, 1);
}

TEST_F(TopologyBinder, NamesTheSinksThatItMade) {
  connect_activate();

  ASSERT_EQ(bind(), S_OK);

  ASSERT_EQ(made.sinks.size(), 1u);
  EXPECT_EQ(made.sinks[0].sink.Get(), media_sink.Get());
}

TEST_F(TopologyBinder, NamesASinkOnceThatTwoNodesShare) {
  connect_activate();
  auto node = add(MF_TOPOLOGY_OUTPUT_NODE, static_cast<IMFActivate*>(activate.Get()));
  node->SetUINT32(MF_TOPONODE_STREAMID, 1);

  ASSERT_EQ(bind(), S_OK);

  EXPECT_EQ(made.sinks.size(), 1u);
  EXPECT_EQ(media_sink->streams.size(), 2u);
}

TEST_F(TopologyBinder, DiscardsByTheActivateWhatWasMadeForAFailedTopology) {
  connect_activate();
  ASSERT_EQ(bind(), S_OK);

  mf::discard(made);

  EXPECT_EQ(activate->shutdowns, 1);
}

TEST_F(TopologyBinder, PutsTheActivateOfAFailedTopologyBack) {
  connect_activate();
  ASSERT_EQ(bind(), S_OK);

  mf::discard(made);

  ComPtr<IUnknown> object;
  ASSERT_EQ(output->GetObject(&object), S_OK);
  EXPECT_EQ(object.Get(), static_cast<IMFActivate*>(activate.Get()));
}

// session R127
TEST_F(TopologyBinder, DoesNotDiscardASinkThatAnotherTopologyUses) {
  MFCreatePresentationClock(&media_sink->clock);
  connect_activate();
  ASSERT_EQ(bind(), S_OK);

  mf::discard(made);

  EXPECT_EQ(activate->shutdowns, 0);
}

// session R112
TEST_F(TopologyBinder, TakesTheStreamThatTheNodeNames) {
  media_sink->streams.push_back(com::make<ScriptedStreamSink>());
  media_sink->streams[1]->id = 7;
  connect_activate();
  output->SetUINT32(MF_TOPONODE_STREAMID, 7);

  ASSERT_EQ(bind(), S_OK);

  EXPECT_EQ(id_of(bound(output.Get())), 7u);
  EXPECT_EQ(media_sink->streams.size(), 2u);
}

// session R112
TEST_F(TopologyBinder, AddsAStreamThatIsMissing) {
  connect_activate();
  output->SetUINT32(MF_TOPONODE_STREAMID, 7);

  ASSERT_EQ(bind(), S_OK);

  EXPECT_EQ(id_of(bound(output.Get())), 7u);
  EXPECT_EQ(media_sink->streams.size(), 2u);
}

// session R112
TEST_F(TopologyBinder, FailsWhereAStreamIsNeitherThereNorAdded) {
  media_sink->fixed = true;
  connect_activate();
  output->SetUINT32(MF_TOPONODE_STREAMID, 7);

  EXPECT_EQ(bind(), MF_E_STREAMSINKS_FIXED);
}

TEST_F(TopologyBinder, PassesOnTheFailureOfAnActivate) {
  activate->answer = MF_E_CANNOT_CREATE_SINK;
  connect_activate();

  EXPECT_EQ(bind(), MF_E_CANNOT_CREATE_SINK);
}

TEST_F(TopologyBinder, PassesOnThatATransformsClassIsNotRegistered) {
  connect({video_type(MFVideoFormat_I420)});
  add(MF_TOPOLOGY_TRANSFORM_NODE)
      ->SetGUID(MF_TOPONODE_TRANSFORM_OBJECTID, {
                                                    0x5d0a77f1, 0x1111, 0x4222, {0x83, 0x33, 1, 2, 3, 4, 5, 6}
  });

  EXPECT_EQ(bind(), REGDB_E_CLASSNOTREG);
}

// session O19
TEST_F(TopologyBinder, TouchesNoMediaTypeAndGivesTheCallersTopologyBack) {
  connect_activate();

  const auto result = mf::bind_topology(topology.Get(), made);

  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result.value().Get(), topology.Get());
  EXPECT_TRUE(sink->offers.empty());
  EXPECT_EQ(sink->enumerations, 0);
}

TEST_F(TopologyBinder, LeavesTheActivateInTheClientsTopologyWhenItIsResolved) {
  connect_activate();

  ASSERT_TRUE(mf::resolve_topology(topology.Get(), made).ok());

  ComPtr<IUnknown> object;
  output->GetObject(&object);
  EXPECT_EQ(object.Get(), static_cast<IMFActivate*>(activate.Get()));
  EXPECT_EQ(made.sinks.size(), 1u);
}

}  // namespace
}  // namespace caesura::test
