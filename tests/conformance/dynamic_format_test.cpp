// SPDX-License-Identifier: MIT
//
// Formats that change while data flows, and events that travel with the samples. Reference: Handling Stream Changes,
// MF_TOPOLOGY_DYNAMIC_CHANGE_NOT_ALLOWED, MFT_OUTPUT_DATA_BUFFER.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/session_fixture.h"

namespace caesura::test {
namespace {

using testing::ElementsAre;

constexpr GUID kDynamicChangeNotAllowed{
    0xd529950b, 0xd484, 0x4527, {0xa9, 0xcd, 0xb1, 0x90, 0x95, 0x32, 0xb5, 0xb0}
};

/// 16-bit PCM, 44.1 kHz, 1 channel: another format than that of the fakes, from which the platform can convert.
ComPtr<IMFMediaType> other_type() {
  const ComPtr<IMFMediaType> type = make_audio_type();
  type->SetUINT32(MF_MT_AUDIO_NUM_CHANNELS, 1);
  type->SetUINT32(MF_MT_AUDIO_SAMPLES_PER_SECOND, 44100);
  type->SetUINT32(MF_MT_AUDIO_BLOCK_ALIGNMENT, 2);
  type->SetUINT32(MF_MT_AUDIO_AVG_BYTES_PER_SECOND, 88200);
  return type;
}

WORD node_count(const ComPtr<IMFTopology>& topology) {
  WORD count = 0;
  if (topology) topology->GetNodeCount(&count);
  return count;
}

class DynamicFormats : public SessionTest {
 protected:
  DynamicFormats() { source_script_.streams[0].sample_bytes = 882; }

  void change_at_the_source() {
    source_script_.streams[0].format_changes_at = 4;
    source_script_.streams[0].changed_type = other_type();
  }
  void change_in_the_transform() {
    with_transform_ = true;
    transform_script_.output_flags = MFT_OUTPUT_STREAM_PROVIDES_SAMPLES;
    transform_script_.stream_change_at = 4;
    transform_script_.changed_types = {other_type()};
  }
  /// The sink takes the type that it has, and no other.
  void insist_on_the_type() { sink_script_.streams[0].whole_type = true; }
  WORD current_nodes() { return node_count(session_.full_topology(MFSESSION_GETFULLTOPOLOGY_CURRENT)); }
};

// session R143
TEST_F(DynamicFormats, ThatTheSinkTakesChangeNoTopology) {
  change_at_the_source();
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_EQ(log_->count("sink.stream0.SetCurrentMediaType"), 2);
  EXPECT_EQ(log_->count("sink.stream0.ProcessSample"), 10);
  EXPECT_EQ(session_.log()->count("DynamicChanged"), 0u);
}

// session R143
TEST_F(DynamicFormats, ThatTheSinkRefusesAreConverted) {
  change_at_the_source();
  insist_on_the_type();
  source_script_.streams[0].samples = 100;
  ASSERT_NO_FATAL_FAILURE(started());

  const HeardEvent changed = session_.await("DynamicChanged");

  EXPECT_EQ(changed.status(), S_OK);
  EXPECT_EQ(node_count(changed.topology()), 3);
  EXPECT_EQ(session_.status_of("Ended"), S_OK);
  EXPECT_GT(log_->count("sink.stream0.ProcessSample"), 50);
  EXPECT_EQ(session_.log()->count("Error"), 0u);
}

// session R143
TEST_F(DynamicFormats, LeaveTheIdsOfTheTopologyAsTheyWere) {
  change_at_the_source();
  insist_on_the_type();
  source_script_.streams[0].samples = 1000;
  ASSERT_NO_FATAL_FAILURE(started());
  const ComPtr<IMFTopology> before = session_.await("TopologySet").topology();

  const ComPtr<IMFTopology> after = session_.await("DynamicChanged").topology();

  TOPOID old_id = 0;
  TOPOID new_id = 1;
  before->GetTopologyID(&old_id);
  after->GetTopologyID(&new_id);
  EXPECT_EQ(old_id, new_id);
  EXPECT_EQ(node_count(before), 2);
  EXPECT_EQ(current_nodes(), 3);
}

// session R143
TEST_F(DynamicFormats, ThatMayNotChangeTheTopologyEndInAnError) {
  change_at_the_source();
  insist_on_the_type();
  play().topology->SetUINT32(kDynamicChangeNotAllowed, TRUE);
  ASSERT_NO_FATAL_FAILURE(started());

  EXPECT_EQ(session_.status_of("Error"), MF_E_FORMAT_CHANGE_NOT_SUPPORTED);
  EXPECT_EQ(current_nodes(), 2);
}

// session R143 R152
TEST_F(DynamicFormats, OfATransformsOutputAreConverted) {
  change_in_the_transform();
  insist_on_the_type();
  source_script_.streams[0].samples = 100;
  ASSERT_NO_FATAL_FAILURE(started());

  EXPECT_EQ(node_count(session_.await("DynamicChanged").topology()), 4);
  EXPECT_EQ(session_.status_of("Ended"), S_OK);
  EXPECT_EQ(session_.log()->count("Error"), 0u);
}

// session R143
TEST_F(DynamicFormats, OfATransformsOutputThatMayNotChangeTheTopologyEndInAnError) {
  change_in_the_transform();
  insist_on_the_type();
  play().topology->SetUINT32(kDynamicChangeNotAllowed, TRUE);
  ASSERT_NO_FATAL_FAILURE(started());

  EXPECT_EQ(session_.status_of("Error"), MF_E_FORMAT_CHANGE_NOT_SUPPORTED);
}

TEST_F(DynamicFormats, WaitUntilATransformIsEmpty) {
  change_at_the_source();
  with_transform_ = true;
  transform_script_.delay = 2;
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_THAT(calls({"transform.Drain", "transform.SetInputType", "transform.EndOfStream"}),
              ElementsAre("transform.SetInputType", "transform.Drain", "transform.SetInputType",
                          "transform.EndOfStream", "transform.Drain"));
  EXPECT_EQ(log_->count("sink.stream0.ProcessSample"), 10);
}

TEST_F(DynamicFormats, AreGivenAtOnceToATransformThatTakesThemSo) {
  change_at_the_source();
  with_transform_ = true;
  transform_script_.delay = 2;
  transform_script_.dynamic_format = true;
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_EQ(log_->count("transform.Drain"), 1);  // at the end
  EXPECT_EQ(log_->count("transform.SetInputType"), 2);
}

// session R143
TEST_F(DynamicFormats, ThatATransformRefusesAreConvertedForIt) {
  change_at_the_source();
  with_transform_ = true;
  transform_script_.whole_types = true;
  source_script_.streams[0].samples = 100;
  ASSERT_NO_FATAL_FAILURE(started());

  EXPECT_EQ(node_count(session_.await("DynamicChanged").topology()), 4);
  EXPECT_EQ(session_.status_of("Ended"), S_OK);
}

/// Events that come out of a transform, and events that go into it.
class InBandEvents : public SessionTest {
 protected:
  InBandEvents() { with_transform_ = true; }
  void return_event(FakeTransformEvent event) {
    transform_script_.returns_events = true;
    transform_script_.events = {event};
  }
};

// session R153
TEST_F(InBandEvents, OfATransformComeBeforeItsSample) {
  return_event({MEStreamTick, S_OK, 4711});
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_THAT(log_->details("sink.stream0.PlaceMarker"), ElementsAre("tick 4711", "segment"));
  EXPECT_TRUE(log_->in_order("sink.stream0.PlaceMarker", "sink.stream0.ProcessSample"));
}

// session R153
TEST_F(InBandEvents, ThatTellOfAFailureStopTheSession) {
  return_event({MEError, E_ACCESSDENIED, 0});
  session_.set_topology(play().topology.Get());
  session_.start();

  EXPECT_TRUE(log_->wait_for("source.Stop"));
}

// session R153
TEST_F(InBandEvents, ThatAreForTheApplicationReachIt) {
  return_event({MERendererEvent, S_OK, 17});
  ASSERT_NO_FATAL_FAILURE(started());

  EXPECT_EQ(session_.await(std::to_string(MERendererEvent)).status(), S_OK);
}

TEST_F(InBandEvents, GoThroughATransformThatDoesNotKnowThem) {
  source_script_.streams[0].answers = false;
  ASSERT_NO_FATAL_FAILURE(started());
  ASSERT_TRUE(log_->wait_for("source.stream1.RequestSample"));

  play().source->stream(0).raise(MEStreamTick, S_OK, mf::PropVariant::of_int64(4711));
  play().source->stream(0).raise(MEEncodingParameters);

  ASSERT_TRUE(log_->wait_for("sink.stream0.PlaceMarker", 2));
  EXPECT_THAT(log_->details("transform.ProcessEvent"),
              ElementsAre(std::to_string(MEStreamTick), std::to_string(MEEncodingParameters)));
  EXPECT_THAT(log_->details("sink.stream0.PlaceMarker"), ElementsAre("tick 4711", "other"));
}

TEST_F(InBandEvents, StopAtATransformThatKeepsThem) {
  source_script_.streams[0].answers = false;
  transform_script_.process_event = MF_S_TRANSFORM_DO_NOT_PROPAGATE_EVENT;
  ASSERT_NO_FATAL_FAILURE(started());
  ASSERT_TRUE(log_->wait_for("source.stream1.RequestSample"));

  play().source->stream(0).raise(MEStreamTick, S_OK, mf::PropVariant::of_int64(4711));
  play().source->stream(0).raise(MEMediaSample, S_OK, mf::PropVariant::of_unknown(make_sample(5000, 100).Get()));

  ASSERT_TRUE(log_->wait_for("sink.stream0.ProcessSample"));
  EXPECT_FALSE(log_->called("sink.stream0.PlaceMarker"));
}

/// The sink changes its mind while it plays.
class SinkFormats : public DynamicFormats {
 protected:
  SinkFormats() {
    source_script_.streams[0].samples = 1000;
    sink_script_.streams[0].requests = 0;
  }
};

// session R90 R143
TEST_F(SinkFormats, ThatChangeGetAConverter) {
  source_script_.streams[0].answers = false;
  sink_script_.streams[0].requests = 1;
  ASSERT_NO_FATAL_FAILURE(started());
  ASSERT_TRUE(log_->wait_for("source.stream1.RequestSample"));

  play().sink->stream(0).become(other_type());
  const HeardEvent changed = session_.await("DynamicChanged");
  EXPECT_EQ(node_count(changed.topology()), 3);
  EXPECT_TRUE(session_.await("StreamSinkFormatChanged"));
  play().source->stream(0).raise(MEMediaSample, S_OK,
                                 mf::PropVariant::of_unknown(make_sample(0, 1'000'000, 19200).Get()));

  EXPECT_TRUE(log_->wait_for("sink.stream0.ProcessSample"));
  EXPECT_EQ(session_.log()->count("Error"), 0u);
}

// session R90
TEST_F(SinkFormats, ThatAreInvalidAreSetAgain) {
  ASSERT_NO_FATAL_FAILURE(started());
  const auto before = log_->count("sink.stream0.SetCurrentMediaType");

  play().sink->stream(0).raise(MEStreamSinkFormatInvalidated);

  EXPECT_TRUE(log_->wait_for("sink.stream0.SetCurrentMediaType", before + 1));
  EXPECT_EQ(session_.log()->count("DynamicChanged"), 0u);
}

// session R90
TEST_F(SinkFormats, ThatAreTheSameAreLeftAlone) {
  ASSERT_NO_FATAL_FAILURE(started());
  const auto before = log_->count("sink.stream0.SetCurrentMediaType");

  play().sink->stream(0).raise(MEStreamSinkFormatChanged);

  ASSERT_TRUE(session_.await("StreamSinkFormatChanged"));
  session_.events_until_closed();
  EXPECT_EQ(log_->count("sink.stream0.SetCurrentMediaType"), before);
}

}  // namespace
}  // namespace caesura::test
