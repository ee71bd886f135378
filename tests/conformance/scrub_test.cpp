// SPDX-License-Identifier: MIT
//
// Rate 0. Reference: How to Perform Scrubbing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/session_fixture.h"

namespace caesura::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// A video source of 10 frames of 10 ms and a sink for it, at rate 0.
class Scrubbing : public SessionTest {
 protected:
  Scrubbing() {
    const auto video = make_video_type(MFVideoFormat_NV12);
    source_script_.rates = sink_script_.rates = FakeRateScript{};
    source_script_.streams[0].type = video;
    sink_script_.streams[0].type = video;
    sink_script_.streams[0].requests = 3;
  }
  void at_zero() {
    ASSERT_NO_FATAL_FAILURE(ready());
    ASSERT_EQ(session_.set_rate(0), S_OK);
    ASSERT_EQ(session_.status_of("RateChanged"), S_OK);
  }
  /// The `nth` MESessionScrubSampleComplete.
  void shown(std::size_t nth) { ASSERT_EQ(session_.status_of("ScrubComplete", nth), S_OK); }
  std::vector<std::string> frames() const { return log_->details("sink.stream0.ProcessSample"); }
};

// session R179
TEST_F(Scrubbing, ShowsOneFrameAndStandsThere) {
  ASSERT_NO_FATAL_FAILURE(at_zero());

  ASSERT_EQ(session_.seek(450'000), S_OK);
  ASSERT_NO_FATAL_FAILURE(shown(1));

  EXPECT_EQ(session_.time(), 450'000);
  EXPECT_EQ(session_.status_of("Started"), S_OK);
  EXPECT_EQ(session_.stop(), S_OK);
  EXPECT_EQ(session_.status_of("Stopped"), S_OK);
  EXPECT_THAT(frames(), ElementsAre("400000"));
  EXPECT_THAT(session_.events(), ElementsAre("TopologySet", "Ready", "RateChanged", "StartedSource", "Started",
                                             "ScrubComplete", "Stopped"));
}

// session R179
TEST_F(Scrubbing, StepsToTheNextFrame) {
  ASSERT_NO_FATAL_FAILURE(at_zero());
  session_.seek(400'000);
  ASSERT_NO_FATAL_FAILURE(shown(1));

  session_.start();
  ASSERT_NO_FATAL_FAILURE(shown(2));

  EXPECT_THAT(frames(), ElementsAre("400000", "500000"));
  EXPECT_EQ(session_.time(), 500'000);
  EXPECT_EQ(log_->count("source.Start"), 1);
}

// session R179
TEST_F(Scrubbing, IsCompleteOnlyWhenEverySinkHasReported) {
  sink_script_.streams[0].reports_scrubs = false;
  ASSERT_NO_FATAL_FAILURE(at_zero());
  session_.seek(400'000);
  ASSERT_TRUE(log_->wait_for("sink.stream0.ProcessSample"));
  session_.clear_topologies();  // time passes until it is answered
  ASSERT_EQ(session_.status_of("TopologiesCleared"), S_OK);
  const std::size_t early = session_.log()->count("ScrubComplete");

  play().sink->stream(0).report_scrub();

  ASSERT_NO_FATAL_FAILURE(shown(1));
  EXPECT_EQ(early, 0u);
}

// session R179
TEST_F(Scrubbing, IsSilent) {
  source_script_.streams.push_back({});
  sink_script_.streams.push_back({});
  auto descriptor = ComPtr<IMFPresentationDescriptor>();
  const auto source = com::make<FakeSource>(log_, source_script_);
  ComPtr<FakeSink> sink;
  sink.Attach(new FakeSink(log_, sink_script_));
  const auto picture = make_chain(
      {make_source_node(source.Get(), 0, descriptor), make_output_node(static_cast<IMFStreamSink*>(&sink->stream(0)))});
  const auto from = make_source_node(source.Get(), 1, descriptor);
  const auto to = make_output_node(static_cast<IMFStreamSink*>(&sink->stream(1)));
  ASSERT_EQ(Hr(picture->AddNode(from.Get())), S_OK);
  ASSERT_EQ(Hr(picture->AddNode(to.Get())), S_OK);
  ASSERT_EQ(Hr(from->ConnectOutput(0, to.Get(), 0)), S_OK);
  ASSERT_EQ(session_.set_rate(0), S_OK);
  ASSERT_EQ(session_.set_topology(picture.Get()), S_OK);

  session_.seek(400'000);
  ASSERT_NO_FATAL_FAILURE(shown(1));

  EXPECT_THAT(frames(), ElementsAre("400000"));
  EXPECT_THAT(log_->details("sink.stream1.ProcessSample"), IsEmpty());
  session_.shut_down();
  source->Shutdown();
}

// session R179
TEST_F(Scrubbing, DoesNotWaitForASinkWithoutRates) {
  sink_script_.rates.reset();
  ASSERT_NO_FATAL_FAILURE(at_zero());

  session_.seek(400'000);
  ASSERT_NO_FATAL_FAILURE(shown(1));

  EXPECT_THAT(frames(), IsEmpty());
}

// session O29
TEST_F(Scrubbing, DoesNotPreroll) {
  sink_script_.can_preroll = true;
  ASSERT_NO_FATAL_FAILURE(at_zero());

  session_.seek(400'000);
  ASSERT_NO_FATAL_FAILURE(shown(1));

  EXPECT_FALSE(log_->called("sink.NotifyPreroll"));
}

// session R172 R179
TEST_F(Scrubbing, IsLeftByAPause) {
  ASSERT_NO_FATAL_FAILURE(at_zero());
  session_.seek(800'000);
  ASSERT_NO_FATAL_FAILURE(shown(1));
  session_.pause();
  ASSERT_EQ(session_.status_of("Paused"), S_OK);
  ASSERT_EQ(session_.set_rate(1), S_OK);
  ASSERT_EQ(session_.status_of("RateChanged", 2), S_OK);

  session_.start();

  ASSERT_EQ(session_.status_of("Ended"), S_OK);
  EXPECT_THAT(frames(), ElementsAre("800000", "800000", "900000"));
}

// session R179
TEST_F(Scrubbing, BeginsFromAPause) {
  ASSERT_NO_FATAL_FAILURE(ready());
  session_.seek(100'000);
  ASSERT_EQ(session_.status_of("Started"), S_OK);
  session_.pause();
  ASSERT_EQ(session_.status_of("Paused"), S_OK);
  ASSERT_EQ(session_.set_rate(0), S_OK);
  ASSERT_EQ(session_.status_of("RateChanged"), S_OK);

  session_.seek(700'000);
  ASSERT_NO_FATAL_FAILURE(shown(1));

  EXPECT_EQ(frames().back(), "700000");
  EXPECT_EQ(session_.time(), 700'000);
}

}  // namespace
}  // namespace caesura::test
