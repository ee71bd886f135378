// SPDX-License-Identifier: MIT
//
// In which order a session drives its components.
#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/session_fixture.h"

namespace caesura::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;

class Order : public SessionTest {
 protected:
  Order() {
    endless();
    with_transform_ = true;
  }

  /// The sink asks for one sample at a time.
  void plays() { sink_script_.streams[0].requests = 1; }
  /// The calls that change a component's state.
  std::vector<std::string> states() const {
    return calls({"source.Start", "source.Pause", "source.Stop", "transform.BeginStreaming", "transform.StartOfStream",
                  "transform.EndStreaming", "transform.Drain", "transform.Flush", "sink.OnClock", "sink.NotifyPreroll",
                  "sink.stream0.Flush"});
  }
  /// The first `count` calls on the way of the data.
  std::vector<std::string> data(std::size_t count) const {
    std::vector<std::string> names =
        calls({"source.stream1", "transform.Process", "sink.stream0.ProcessSample", "sink.stream0.PlaceMarker"});
    names.resize(std::min(names.size(), count));
    return names;
  }
};

// session O25
TEST_F(Order, TellsTheTransformOfStreamingBeforeReady) {
  ASSERT_NO_FATAL_FAILURE(ready());

  EXPECT_THAT(states(), ElementsAre("transform.BeginStreaming"));
}

// session O25
TEST_F(Order, StartsSourceTransformAndSink) {
  ASSERT_NO_FATAL_FAILURE(started());

  EXPECT_THAT(states(),
              ElementsAre("transform.BeginStreaming", "source.Start", "transform.StartOfStream", "sink.OnClockStart"));
}

// session O25
TEST_F(Order, TellsTheTransformOfEachStartThatFollowsAStop) {
  ASSERT_NO_FATAL_FAILURE(stopped());
  session_.start();
  ASSERT_EQ(session_.status_of("Started", 2), S_OK);

  EXPECT_EQ(log_->count("transform.StartOfStream"), 2);
}

// session O25 O28
TEST_F(Order, SeeksWhilePlaying) {
  ASSERT_NO_FATAL_FAILURE(started());
  log_->clear();

  session_.seek(100'000);

  ASSERT_EQ(session_.status_of("Started", 2), S_OK);
  ASSERT_TRUE(log_->wait_for("sink.OnClockStart"));  // the clock tells it on a thread of the platform's
  EXPECT_THAT(states(),
              ElementsAre("source.Stop", "transform.Flush", "source.Start", "sink.stream0.Flush", "sink.OnClockStart"));
}

// session O28
TEST_F(Order, SeeksWhilePaused) {
  ASSERT_NO_FATAL_FAILURE(paused());
  log_->clear();

  session_.seek(100'000);

  ASSERT_EQ(session_.status_of("Started", 2), S_OK);
  EXPECT_THAT(states(),
              ElementsAre("source.Stop", "transform.Flush", "source.Start", "sink.stream0.Flush", "sink.OnClockStart"));
}

// session O28
TEST_F(Order, SeeksWhileStoppedByAStart) {
  ASSERT_NO_FATAL_FAILURE(ready());

  session_.seek(100'000);

  ASSERT_EQ(session_.status_of("Started"), S_OK);
  EXPECT_THAT(calls({"source.Start", "source.Stop", "sink.OnClock"}), ElementsAre("source.Start", "sink.OnClockStart"));
}

// session O26
TEST_F(Order, ServesARequestWithoutReadingAhead) {
  plays();
  source_script_.streams[0].samples = 2;
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_THAT(data(5), ElementsAre("transform.ProcessOutput", "source.stream1.RequestSample", "transform.ProcessInput",
                                   "transform.ProcessOutput", "sink.stream0.ProcessSample"));
  EXPECT_EQ(log_->count("source.stream1.RequestSample"), 2);
}

// session O27
TEST_F(Order, PausesTheClockFirst) {
  ASSERT_NO_FATAL_FAILURE(paused());

  EXPECT_TRUE(log_->in_order("sink.OnClockPause", "source.Pause"));
}

// session O29 R157
TEST_F(Order, PrerollsASinkThatCan) {
  plays();
  sink_script_.can_preroll = true;
  ASSERT_NO_FATAL_FAILURE(ready());

  session_.seek(300'000);

  ASSERT_EQ(session_.status_of("Started"), S_OK);
  EXPECT_THAT(log_->details("sink.NotifyPreroll"), ElementsAre("300000"));
  EXPECT_TRUE(log_->in_order("sink.NotifyPreroll", "sink.stream0.ProcessSample"));
  EXPECT_TRUE(log_->in_order("sink.stream0.ProcessSample", "sink.OnClockStart"));
}

// session R158
TEST_F(Order, PrerollsNoSinkThatIsNotToBe) {
  sink_script_.can_preroll = true;
  play().output_node->SetUINT32(MF_TOPONODE_DISABLE_PREROLL, TRUE);
  ASSERT_NO_FATAL_FAILURE(started());

  EXPECT_FALSE(log_->called("sink.NotifyPreroll"));
}

// session O31
TEST_F(Order, NeitherDrainsNorEndsATransformBeforeItsEnd) {
  ASSERT_NO_FATAL_FAILURE(started());
  session_.seek(100'000);
  session_.stop();
  ASSERT_EQ(session_.status_of("Stopped"), S_OK);
  session_.shut_down();

  EXPECT_FALSE(log_->called("transform.Drain"));
  EXPECT_FALSE(log_->called("transform.EndStreaming"));
}

}  // namespace
}  // namespace caesura::test
