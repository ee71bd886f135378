// SPDX-License-Identifier: MIT
//
// What reaches the sinks.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/session_fixture.h"

namespace caesura::test {
namespace {

using mf::PropVariant;
using testing::ElementsAre;

class DataFlow : public SessionTest {
 protected:
  std::vector<std::string> stream_calls() const {
    return calls({"sink.stream0.ProcessSample", "sink.stream0.PlaceMarker"});
  }
};

// session R8 R144 R146
TEST_F(DataFlow, GivesASampleForEachRequestAndThenTheEnd) {
  source_script_.streams[0].samples = 3;
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_THAT(stream_calls(), ElementsAre("sink.stream0.ProcessSample", "sink.stream0.ProcessSample",
                                          "sink.stream0.ProcessSample", "sink.stream0.PlaceMarker"));
  EXPECT_THAT(log_->details("sink.stream0.ProcessSample"), ElementsAre("0", "100000", "200000"));
  EXPECT_THAT(log_->details("sink.stream0.PlaceMarker"), ElementsAre("segment"));
}

// session R144 R146
TEST_F(DataFlow, EndsWithASourceThatTellsOfItsEndOnlyWhenAsked) {
  source_script_.streams[0].samples = 2;
  source_script_.streams[0].ends_when_asked = true;
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_THAT(stream_calls(),
              ElementsAre("sink.stream0.ProcessSample", "sink.stream0.ProcessSample", "sink.stream0.PlaceMarker"));
  EXPECT_EQ(log_->details("source.stream1.RequestSample").size(), 3u);
}

// session R144
TEST_F(DataFlow, GivesNothingUnasked) {
  endless();
  ASSERT_NO_FATAL_FAILURE(started());
  session_.events_until_closed();

  EXPECT_FALSE(log_->called("sink.stream0.ProcessSample"));
  EXPECT_FALSE(log_->called("source.stream1.RequestSample"));
}

// session R147
TEST_F(DataFlow, EndsWhenTheSinkHasReturnedTheMarker) {
  sink_script_.streams[0].returns_markers = false;
  ASSERT_NO_FATAL_FAILURE(started());
  ASSERT_TRUE(log_->wait_for("sink.stream0.PlaceMarker"));
  ASSERT_TRUE(session_.await("EndOfPresentation"));
  session_.clear_topologies();
  ASSERT_TRUE(session_.await("TopologiesCleared"));
  EXPECT_EQ(session_.log()->count("Ended"), 0u);

  play().sink->stream(0).return_markers();

  EXPECT_EQ(session_.status_of("Ended"), S_OK);
}

// session R148
TEST_F(DataFlow, DrainsATransformAtTheEnd) {
  with_transform_ = true;
  transform_script_.delay = 2;
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_EQ(log_->count("transform.Drain"), 1);
  EXPECT_EQ(log_->count("sink.stream0.ProcessSample"), 10);
}

// session R148
TEST_F(DataFlow, DrainsNoTransformThatIsNotToBe) {
  with_transform_ = true;
  transform_script_.delay = 2;
  play().transform_node->SetUINT32(MF_TOPONODE_DRAIN, MF_TOPONODE_DRAIN_NEVER);
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_FALSE(log_->called("transform.Drain"));
  EXPECT_EQ(log_->count("sink.stream0.ProcessSample"), 8);
}

// session R149
TEST_F(DataFlow, FlushesNoTransformThatIsNotToBe) {
  endless();
  with_transform_ = true;
  play().transform_node->SetUINT32(mf::kToponodeFlush, MF_TOPONODE_FLUSH_NEVER);
  ASSERT_NO_FATAL_FAILURE(started());

  session_.seek(100'000);

  ASSERT_EQ(session_.status_of("Started", 2), S_OK);
  EXPECT_FALSE(log_->called("transform.Flush"));
}

// session R152
TEST_F(DataFlow, GoesOnAfterATransformChangesItsType) {
  with_transform_ = true;
  transform_script_.stream_change_at = 4;
  transform_script_.changed_types = {make_audio_type()};
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_EQ(log_->count("sink.stream0.ProcessSample"), 10);
}

// session R153 R154
TEST_F(DataFlow, TakesTheSamplesOfATransformThatMakesItsOwn) {
  with_transform_ = true;
  transform_script_.output_flags = MFT_OUTPUT_STREAM_PROVIDES_SAMPLES;
  transform_script_.returns_events = true;
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_EQ(log_->count("sink.stream0.ProcessSample"), 10);
  EXPECT_FALSE(play().transform->was_given_a_sample());
}

// session R155
TEST_F(DataFlow, PassesAGapOnWithoutARequest) {
  source_script_.streams[0].answers = false;
  ASSERT_NO_FATAL_FAILURE(started());
  ASSERT_TRUE(log_->wait_for("source.stream1.RequestSample"));

  play().source->stream(0).raise(MEStreamTick, S_OK, PropVariant::of_int64(4711));
  play().source->stream(0).raise(MEMediaSample, S_OK, PropVariant::of_unknown(make_sample(5000, 100).Get()));

  ASSERT_TRUE(log_->wait_for("sink.stream0.ProcessSample"));
  EXPECT_THAT(log_->details("sink.stream0.PlaceMarker"), ElementsAre("tick 4711"));
  EXPECT_TRUE(log_->wait_for("source.stream1.RequestSample", 2));  // for the sample, not for the gap
}

// session R156
TEST_F(DataFlow, ForgivesASourceThatIsAboutToStop) {
  source_script_.streams[0].request = MF_E_MEDIA_SOURCE_WRONGSTATE;
  ASSERT_NO_FATAL_FAILURE(started());
  ASSERT_TRUE(log_->wait_for("source.stream1.RequestSample"));

  session_.events_until_closed();

  EXPECT_EQ(session_.log()->count("Error"), 0u);
}

// session R156
TEST_F(DataFlow, StopsWhereTheSourceRefusesARequest) {
  source_script_.streams[0].request = E_ACCESSDENIED;
  ASSERT_NO_FATAL_FAILURE(ready());

  session_.start();

  ASSERT_TRUE(log_->wait_for("sink.OnClockStop"));
  EXPECT_TRUE(session_.await("Started"));
}

/// One source stream, a tee and two stream sinks of one sink.
class Tee : public DataFlow {
 protected:
  /// How many samples each output asks for at a time; the first is the primary one.
  void build_tee(int first_requests, int second_requests) {
    sink_script_.streams.resize(2);
    sink_script_.streams[0].requests = first_requests;
    sink_script_.streams[1].requests = second_requests;
    const ComPtr<IMFTopologyNode> tee = make_tee_node();
    const ComPtr<IMFTopologyNode> second = make_output_node(static_cast<IMFStreamSink*>(&play().sink->stream(1)));
    play().topology->AddNode(tee.Get());
    play().topology->AddNode(second.Get());
    play().source_node->DisconnectOutput(0);
    play().source_node->ConnectOutput(0, tee.Get(), 0);
    tee->ConnectOutput(0, play().output_node.Get(), 0);
    tee->ConnectOutput(1, second.Get(), 0);
    tee->SetUINT32(MF_TOPONODE_PRIMARYOUTPUT, 0);
  }
};

// session R137
TEST_F(Tee, FeedsBothOutputs) {
  build_tee(1, 1);
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_EQ(log_->count("sink.stream0.ProcessSample"), 10);
  EXPECT_EQ(log_->count("sink.stream1.ProcessSample"), 10);
  EXPECT_EQ(log_->count("source.stream1.RequestSample"), 10);
}

// session R137
TEST_F(Tee, PullsNothingUntilThePrimaryOutputAsks) {
  build_tee(0, 1);
  ASSERT_NO_FATAL_FAILURE(started());
  session_.events_until_closed();

  EXPECT_FALSE(log_->called("source.stream1.RequestSample"));
}

}  // namespace
}  // namespace caesura::test
