// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mf/foreign.h"
#include "mf/topology_reader.h"
#include "support/com_media_foundation.h"
#include "support/fake_sink.h"
#include "support/fake_source.h"
#include "support/fake_topology.h"
#include "support/fake_transform.h"

namespace caesura::test {
namespace {

class TopologyReader : public testing::Test {
 protected:
  ~TopologyReader() override {
    source_->Shutdown();
    sink_->Shutdown();
  }

  void SetUp() override {
    source_ = com::make<FakeSource>(log_, FakeSourceScript{
                                              .streams = {{}, {.samples = 30}}
    });
    sink_.Attach(new FakeSink(log_, {
                                        .streams = {{}, {}}
    }));
    transform_ = com::make<FakeTransform>(log_, FakeTransformScript{});
  }
  ComPtr<IMFTopologyNode> source_node(DWORD stream) { return make_source_node(source_.Get(), stream, presentation_); }
  ComPtr<IMFTopologyNode> output_node(std::size_t stream) {
    return make_output_node(static_cast<IMFStreamSink*>(&sink_->stream(stream)));
  }
  Result<engine::TopologyPtr> read(IMFTopology* topology) { return mf::read_topology(topology, ports_, {}); }
  engine::TopologyPtr read_chain(const std::vector<ComPtr<IMFTopologyNode>>& nodes) {
    return read(make_chain(nodes).Get()).value();
  }

  MediaFoundation platform_;
  std::shared_ptr<CallLog> log_ = std::make_shared<CallLog>();
  mf::ComponentPorts ports_;
  ComPtr<FakeSource> source_;
  ComPtr<IMFPresentationDescriptor> presentation_;
  ComPtr<FakeSink> sink_;
  ComPtr<FakeTransform> transform_;
};

TEST_F(TopologyReader, KeepsTheShapeAndTheIds) {
  const auto transform = make_transform_node(static_cast<IMFTransform*>(transform_.Get()));
  transform->SetTopoNodeID(77);

  const engine::TopologyPtr topology = read_chain({source_node(0), transform, output_node(0)});

  ASSERT_EQ(topology->nodes.size(), 3u);
  EXPECT_TRUE(std::holds_alternative<engine::SourceStream>(topology->nodes[0].kind));
  EXPECT_TRUE(std::holds_alternative<engine::Transform>(topology->nodes[1].kind));
  EXPECT_TRUE(std::holds_alternative<engine::Output>(topology->nodes[2].kind));
  EXPECT_EQ(topology->nodes[1].id, 77u);
  EXPECT_EQ(topology->nodes[0].outputs.at(0).node, 1u);
  EXPECT_EQ(topology->nodes[1].outputs.at(0).node, 2u);
}

TEST_F(TopologyReader, CarriesTheTopologyItself) {
  const ComPtr<IMFTopology> given = make_chain({source_node(0), output_node(0)});
  TOPOID id = 0;
  given->GetTopologyID(&id);

  const engine::TopologyPtr topology = read(given.Get()).value();

  EXPECT_EQ(mf::foreign_cast<IMFTopology>(topology->foreign), given.Get());
  EXPECT_EQ(topology->id, id);
}

TEST_F(TopologyReader, MakesOnePortForASourceAndASinkOfTwoStreams) {
  const ComPtr<IMFTopology> given = make_chain({source_node(0), output_node(0)});
  const auto source = source_node(1);
  const auto output = output_node(1);
  given->AddNode(source.Get());
  given->AddNode(output.Get());
  source->ConnectOutput(0, output.Get(), 0);

  const engine::TopologyPtr topology = read(given.Get()).value();

  EXPECT_EQ(std::get<engine::SourceStream>(topology->nodes[0].kind).source,
            std::get<engine::SourceStream>(topology->nodes[2].kind).source);
  EXPECT_EQ(std::get<engine::Output>(topology->nodes[1].kind).sink,
            std::get<engine::Output>(topology->nodes[3].kind).sink);
  EXPECT_EQ(std::get<engine::SourceStream>(topology->nodes[2].kind).stream, 2u);
}

TEST_F(TopologyReader, KnowsTheDurationOfThePresentation) {
  EXPECT_EQ(read_chain({source_node(0), output_node(0)})->duration, 3'000'000);
}

TEST_F(TopologyReader, KnowsNoDurationWhereThePresentationHasNone) {
  source_node(0);
  presentation_->DeleteItem(MF_PD_DURATION);

  EXPECT_EQ(read_chain({source_node(0), output_node(0)})->duration, std::nullopt);
}

TEST_F(TopologyReader, ReadsMarkInAndMarkOut) {
  const auto source = source_node(0);
  source->SetUINT64(MF_TOPONODE_MEDIASTART, 200'000);
  source->SetUINT64(MF_TOPONODE_MEDIASTOP, 700'000);

  const auto stream = std::get<engine::SourceStream>(read_chain({source, output_node(0)})->nodes[0].kind);

  EXPECT_EQ(stream.media_start, 200'000);
  EXPECT_EQ(stream.media_stop, 700'000);
}

TEST_F(TopologyReader, ReadsTheOutputsAttributes) {
  const auto output = output_node(0);
  output->SetUINT32(MF_TOPONODE_RATELESS, TRUE);
  output->SetUINT32(MF_TOPONODE_DISABLE_PREROLL, TRUE);
  output->SetUINT32(MF_TOPONODE_NOSHUTDOWN_ON_REMOVE, FALSE);

  const auto kind = std::get<engine::Output>(read_chain({source_node(0), output})->nodes[1].kind);

  EXPECT_TRUE(kind.rateless);
  EXPECT_TRUE(kind.disable_preroll);
  EXPECT_TRUE(kind.shut_down_on_remove);
}

// session R138
TEST_F(TopologyReader, LeavesSinksAliveUnlessTheNodeSaysOtherwise) {
  const auto kind = std::get<engine::Output>(read_chain({source_node(0), output_node(0)})->nodes[1].kind);

  EXPECT_FALSE(kind.shut_down_on_remove);
}

// session R137
TEST_F(TopologyReader, ReadsATeeWithItsPrimaryOutput) {
  const auto tee = make_tee_node();
  const auto second = output_node(1);
  tee->SetUINT32(MF_TOPONODE_PRIMARYOUTPUT, 1);
  const ComPtr<IMFTopology> given = make_chain({source_node(0), tee, output_node(0)});
  given->AddNode(second.Get());
  tee->ConnectOutput(1, second.Get(), 0);

  const engine::TopologyPtr topology = read(given.Get()).value();

  const auto kind = std::get<engine::Tee>(topology->nodes[1].kind);
  EXPECT_EQ(kind.primary_output, 1u);
  EXPECT_EQ(topology->nodes[1].outputs.size(), 2u);
}

// session O19
TEST_F(TopologyReader, TouchesNoMediaTypeHandler) {
  read_chain({source_node(0), output_node(0)});

  EXPECT_FALSE(log_->called("sink.stream0.SetCurrentMediaType"));
}

TEST_F(TopologyReader, RefusesAnOutputNodeWithoutAStreamSink) {
  EXPECT_EQ(read(make_chain({source_node(0), make_output_node(nullptr)}).Get()).status(), status::kTopologyUnsupported);
}

TEST_F(TopologyReader, RefusesATransformNodeWithoutATransform) {
  const auto given = make_chain({source_node(0), make_transform_node(nullptr), output_node(0)});

  EXPECT_EQ(read(given.Get()).status(), status::kTopologyUnsupported);
}

}  // namespace
}  // namespace caesura::test
