// SPDX-License-Identifier: MIT
//
// Reference: IMFTopologyNodeAttributeEditor, MF_TOPONODE_MEDIASTOP.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mf/mark_api.h"
#include "support/session_fixture.h"

namespace caesura::test {
namespace {

using mf::PropVariant;
using testing::ElementsAre;

class NodeEditor : public SessionTest {
 protected:
  NodeEditor() { EXPECT_EQ(session_.service(mf::kTopologyNodeAttributeEditorService, IID_PPV_ARGS(&editor_)), S_OK); }

  static TOPOID id_of(IMFTopologyNode* node) {
    TOPOID id = 0;
    node->GetTopoNodeID(&id);
    return id;
  }
  static MFTOPONODE_ATTRIBUTE_UPDATE stop_of(IMFTopologyNode* node, UINT32 stop) {
    MFTOPONODE_ATTRIBUTE_UPDATE update{};
    update.NodeId = id_of(node);
    update.guidAttributeKey = MF_TOPONODE_MEDIASTOP;
    update.attrType = MF_ATTRIBUTE_UINT64;
    update.u64 = stop;
    return update;
  }
  Hr update(MFTOPONODE_ATTRIBUTE_UPDATE change) { return editor_->UpdateNodeAttributes(0, 1, &change); }
  std::vector<std::string> times() const { return log_->details("sink.stream0.ProcessSample"); }

  ComPtr<IMFTopologyNodeAttributeEditor> editor_;
};

// session R18 O1
TEST_F(NodeEditor, IsAServiceOnly) {
  ComPtr<IMFTopologyNodeAttributeEditor> direct;

  EXPECT_TRUE(editor_);
  EXPECT_EQ(Hr(session_->QueryInterface(IID_PPV_ARGS(&direct))), E_NOINTERFACE);
}

// session R133
TEST_F(NodeEditor, AloneMovesTheStopOfATopologyThatIsSet) {
  ASSERT_NO_FATAL_FAILURE(ready());
  play().source_node->SetUINT64(MF_TOPONODE_MEDIASTOP, 100'000);
  session_.start();
  ASSERT_EQ(session_.status_of("Ended"), S_OK);
  EXPECT_EQ(times().size(), 10u);
  log_->clear();

  EXPECT_EQ(update(stop_of(play().source_node.Get(), 200'000)), S_OK);

  session_.start();
  ASSERT_EQ(session_.status_of("Ended", 2), S_OK);
  EXPECT_THAT(times(), ElementsAre("0", "100000"));
}

// session R133
TEST_F(NodeEditor, MovesTheStopWhileItPlays) {
  source_script_.streams[0].answers = false;
  ASSERT_NO_FATAL_FAILURE(started());
  ASSERT_TRUE(log_->wait_for("source.stream1.RequestSample"));
  play().source->stream(0).raise(MEMediaSample, S_OK, PropVariant::of_unknown(make_sample(0, 100'000).Get()));
  ASSERT_TRUE(log_->wait_for("source.stream1.RequestSample", 2));

  EXPECT_EQ(update(stop_of(play().source_node.Get(), 200'000)), S_OK);
  play().source->stream(0).raise(MEMediaSample, S_OK, PropVariant::of_unknown(make_sample(100'000, 100'000).Get()));

  ASSERT_EQ(session_.status_of("Ended"), S_OK);
  EXPECT_THAT(times(), ElementsAre("0", "100000"));
}

// session R133
TEST_F(NodeEditor, MovesTheStopOfAQueuedTopology) {
  Presentation next = make_presentation();
  ASSERT_NO_FATAL_FAILURE(ready());
  session_.set_topology(next.topology.Get());
  ASSERT_EQ(session_.status_of("TopologySet", 2), S_OK);

  EXPECT_EQ(update(stop_of(next.source_node.Get(), 300'000)), S_OK);

  session_.start();
  ASSERT_EQ(session_.status_of("Ended"), S_OK);
  EXPECT_EQ(times().size(), 13u);
}

// session R132 R133
TEST_F(NodeEditor, MovesTheEndForASeek) {
  endless();
  ASSERT_NO_FATAL_FAILURE(started());

  update(stop_of(play().source_node.Get(), 300'000));
  session_.seek(300'000);

  EXPECT_EQ(session_.status_of("Started", 2), MF_E_INVALID_POSITION);
}

// session R134
TEST_F(NodeEditor, IgnoresAllOtherAttributes) {
  ASSERT_NO_FATAL_FAILURE(ready());
  MFTOPONODE_ATTRIBUTE_UPDATE start = stop_of(play().source_node.Get(), 500'000);
  start.guidAttributeKey = MF_TOPONODE_MEDIASTART;
  MFTOPONODE_ATTRIBUTE_UPDATE rateless = stop_of(play().output_node.Get(), TRUE);
  rateless.guidAttributeKey = MF_TOPONODE_RATELESS;
  rateless.attrType = MF_ATTRIBUTE_UINT32;

  EXPECT_EQ(update(start), S_OK);
  EXPECT_EQ(update(rateless), S_OK);

  session_.start();
  ASSERT_EQ(session_.status_of("Ended"), S_OK);
  EXPECT_THAT(log_->details("source.Start"), ElementsAre(""));
  EXPECT_EQ(times().size(), 10u);
}

// session R133
TEST_F(NodeEditor, KnowsTheNodesOfTheSessionsTopologiesOnly) {
  const Presentation other = make_presentation();
  ASSERT_NO_FATAL_FAILURE(ready());
  MFTOPONODE_ATTRIBUTE_UPDATE both[] = {stop_of(play().source_node.Get(), 100'000),
                                        stop_of(other.source_node.Get(), 100'000)};

  EXPECT_EQ(Hr(editor_->UpdateNodeAttributes(0, 2, both)), E_INVALIDARG);

  session_.start();
  ASSERT_EQ(session_.status_of("Ended"), S_OK);
  EXPECT_EQ(times().size(), 10u);
}

// session R133
TEST_F(NodeEditor, ChecksItsArguments) {
  ASSERT_NO_FATAL_FAILURE(ready());

  EXPECT_EQ(Hr(editor_->UpdateNodeAttributes(0, 1, nullptr)), E_POINTER);
  EXPECT_EQ(Hr(editor_->UpdateNodeAttributes(0, 0, nullptr)), S_OK);
}

// session R29
TEST_F(NodeEditor, EndsWithShutdown) {
  ASSERT_NO_FATAL_FAILURE(ready());
  session_.shut_down();

  EXPECT_EQ(update(stop_of(play().source_node.Get(), 100'000)), MF_E_SHUTDOWN);
}

}  // namespace
}  // namespace caesura::test
