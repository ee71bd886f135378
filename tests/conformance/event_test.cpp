// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/session_fixture.h"

namespace caesura::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;

class Events : public SessionTest {
 protected:
  /// The types of the values of all events with that name.
  std::vector<VARTYPE> value_types(std::string_view name) const {
    std::vector<VARTYPE> types;
    for (const HeardEvent& event : session_.log()->all())
      if (event.name() == name) types.push_back(event.value().type());
    return types;
  }
  /// MF_EVENT_TOPOLOGY_STATUS of each MESessionTopologyStatus of that topology.
  std::vector<UINT32> statuses_of(TOPOID id) const {
    std::vector<UINT32> statuses;
    for (const HeardEvent& event : session_.log()->all())
      if (event.type() == MESessionTopologyStatus && id_of(event.topology().Get()) == id)
        statuses.push_back(event.uint32(MF_EVENT_TOPOLOGY_STATUS));
    return statuses;
  }
  static TOPOID id_of(IMFTopology* topology) {
    TOPOID id = 0;
    if (topology) topology->GetTopologyID(&id);
    return id;
  }
  /// Plays the first topology and one queued behind it to their end.
  void play_two() {
    ASSERT_NO_FATAL_FAILURE(ready());
    ASSERT_EQ(session_.set_topology(second_.topology.Get()), S_OK);
    ASSERT_EQ(session_.start(), S_OK);
    ASSERT_EQ(session_.status_of("Ended"), S_OK) << testing::PrintToString(session_.events());
  }

  Presentation second_ = make_presentation();
};

// session R62
TEST_F(Events, OfASetTopologyHoldTheFullOne) {
  with_transform_ = true;
  ASSERT_NO_FATAL_FAILURE(ready());

  WORD nodes = 0;
  const ComPtr<IMFTopology> full = session_.await("TopologySet").topology();
  ASSERT_TRUE(full);
  full->GetNodeCount(&nodes);
  EXPECT_EQ(nodes, 3);
}

// session R63
TEST_F(Events, OfATopologysStatusHoldTheTopology) {
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_THAT(statuses_of(id_of(play().topology.Get())),
              ElementsAre(MF_TOPOSTATUS_READY, MF_TOPOSTATUS_STARTED_SOURCE, MF_TOPOSTATUS_ENDED));
}

// session R64 R116
TEST_F(Events, OfAFirstTopologyNeedNoStart) {
  ASSERT_NO_FATAL_FAILURE(ready());

  EXPECT_THAT(session_.events(), ElementsAre("TopologySet", "Ready"));
  EXPECT_THAT(calls({"source.Start", "sink.OnClock"}), ElementsAre());
}

// session R65 R66 R68
TEST_F(Events, OfOneTopologyComeInTheOrderOfItsLife) {
  ASSERT_NO_FATAL_FAILURE(stopped());
  session_.start();
  ASSERT_EQ(session_.status_of("Ended"), S_OK);

  EXPECT_THAT(statuses_of(id_of(play().topology.Get())),
              ElementsAre(MF_TOPOSTATUS_READY, MF_TOPOSTATUS_STARTED_SOURCE, MF_TOPOSTATUS_ENDED));
}

// session R67 R68 R114
TEST_F(Events, OfAQueuedTopologyTellThatTheSinksSwitched) {
  ASSERT_NO_FATAL_FAILURE(play_two());

  EXPECT_THAT(
      statuses_of(id_of(second_.topology.Get())),
      ElementsAre(MF_TOPOSTATUS_READY, MF_TOPOSTATUS_STARTED_SOURCE, MF_TOPOSTATUS_SINK_SWITCHED, MF_TOPOSTATUS_ENDED));
  EXPECT_THAT(statuses_of(id_of(play().topology.Get())), Not(Contains(MF_TOPOSTATUS_SINK_SWITCHED)));
}

// session R69 R70
TEST_F(Events, OfAStartCarryTheOffset) {
  ASSERT_NO_FATAL_FAILURE(started());

  EXPECT_EQ(session_.await("Started").int64(MF_EVENT_PRESENTATION_TIME_OFFSET), 0);
}

// session R71
TEST_F(Events, OfAStartInsideTheMediaCarryItsOffset) {
  play().source_node->SetUINT64(MF_TOPONODE_MEDIASTART, 300'000);
  ASSERT_NO_FATAL_FAILURE(started());

  EXPECT_EQ(session_.await("Started").int64(MF_EVENT_PRESENTATION_TIME_OFFSET), -300'000);
}

// session R72 O7
TEST_F(Events, HaveNoValueButForTopologies) {
  endless();
  ASSERT_NO_FATAL_FAILURE(paused());
  session_.stop();
  session_.clear_topologies();
  session_.events_until_closed();

  EXPECT_THAT(value_types("Started"), ElementsAre(VT_EMPTY));
  EXPECT_THAT(value_types("Paused"), ElementsAre(VT_EMPTY));
  EXPECT_THAT(value_types("Stopped"), ElementsAre(VT_EMPTY));
  EXPECT_THAT(value_types("TopologiesCleared"), ElementsAre(VT_EMPTY));
  EXPECT_THAT(value_types("Closed"), ElementsAre(VT_EMPTY));
  EXPECT_THAT(value_types("CapabilitiesChanged"), testing::Each(VT_EMPTY));
}

// session R72
TEST_F(Events, OfTheEndHaveNoValue) {
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_THAT(value_types("Ended"), ElementsAre(VT_EMPTY));
}

// session O7
TEST_F(Events, OfAFailureHaveNeitherValueNorExtendedType) {
  session_.start();

  const HeardEvent failed = session_.await("Started");
  EXPECT_EQ(failed.status(), MF_E_INVALIDREQUEST);
  EXPECT_EQ(failed.value().type(), VT_EMPTY);
  EXPECT_TRUE(failed.extended_type() == GUID_NULL);
}

// session R73 R74
TEST_F(Events, OfCapabilitiesTellWhatIsNewAndWhatFlipped) {
  ASSERT_NO_FATAL_FAILURE(ready());

  const DWORD all = MFSESSIONCAP_START | MFSESSIONCAP_PAUSE | MFSESSIONCAP_SEEK;
  const HeardEvent changed = session_.await("CapabilitiesChanged");
  EXPECT_EQ(changed.uint32(MF_EVENT_SESSIONCAPS), all);
  EXPECT_EQ(changed.uint32(MF_EVENT_SESSIONCAPS_DELTA), all);
  EXPECT_EQ(session_.capabilities(), all);
}

// session R75
TEST_F(Events, OfThePresentationTimeComeBeforeEachPresentation) {
  ASSERT_NO_FATAL_FAILURE(play_two());

  EXPECT_THAT(session_.log()->texts(),
              RaisesInOrder(Texts{"NotifyPresentationTime", "StartedSource", "EndOfPresentation",
                                  "NotifyPresentationTime", "StartedSource", "EndOfPresentation"}));
  const HeardEvent second = session_.await("NotifyPresentationTime", 2);
  EXPECT_NE(second.int64(MF_EVENT_START_PRESENTATION_TIME, -1), -1);
  EXPECT_NE(second.int64(MF_EVENT_PRESENTATION_TIME_OFFSET, -1), -1);
  EXPECT_LE(second.int64(MF_EVENT_START_PRESENTATION_TIME_AT_OUTPUT, INT64_MAX),
            second.int64(MF_EVENT_START_PRESENTATION_TIME, -1));
}

// session R76 R77
TEST_F(Events, OfTheEndComeInOrder) {
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_THAT(session_.events(), ElementsAre("TopologySet", "Ready", "StartedSource", "Started", "EndOfPresentation",
                                             "TopologyEnded", "Ended"));
  EXPECT_THAT(value_types("EndOfPresentation"), ElementsAre(VT_EMPTY));
}

// session R78
TEST_F(Events, OfTheEndWaitForTheLastTopology) {
  ASSERT_NO_FATAL_FAILURE(play_two());

  EXPECT_THAT(session_.events(), RaisesInOrder(Texts{"TopologyEnded", "TopologyEnded", "Ended"}));
  EXPECT_EQ(session_.log()->count("Ended"), 1u);
}

// session R79
TEST_F(Events, OfTheEndLeaveTheSessionStopped) {
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_EQ(session_.time(), 0);
  session_.pause();
  EXPECT_EQ(session_.status_of("Paused"), MF_E_SESSION_PAUSEWHILESTOPPED);
  log_->clear();
  session_.start();

  EXPECT_EQ(session_.status_of("Started", 2), S_OK);
  EXPECT_EQ(session_.status_of("Ended", 2), S_OK);
  EXPECT_THAT(log_->details("sink.OnClockStart"), ElementsAre("0"));
  EXPECT_EQ(log_->count("sink.stream0.ProcessSample"), 10);
}

// session O24
TEST_F(Events, OfAFirstPlayComeInOrder) {
  endless();
  ASSERT_NO_FATAL_FAILURE(started());

  EXPECT_THAT(session_.events(), ElementsAre("TopologySet", "Ready", "StartedSource", "Started"));
}

}  // namespace
}  // namespace caesura::test
