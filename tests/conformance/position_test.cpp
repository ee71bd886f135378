// SPDX-License-Identifier: MIT
//
// Where a presentation starts. Reference: IMFMediaSession::Start, IMFMediaSource::Start.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/session_fixture.h"

namespace caesura::test {
namespace {

using mf::PropVariant;
using testing::ElementsAre;

constexpr GUID kSegmentOffset{
    0xc8b8be77, 0x869c, 0x431d, {0x81, 0x2e, 0x16, 0x96, 0x93, 0xf6, 0x5a, 0x39}
};
constexpr GUID kEntryRelative{
    0x4399f178, 0x46d3, 0x4504, {0xaf, 0xda, 0x20, 0xd3, 0x2e, 0x9b, 0xa3, 0x60}
};

class StartPositions : public SessionTest {
 protected:
  StartPositions() { endless(); }

  static PropVariant of_int32(LONG value) {
    PropVariant variant;
    variant.receive()->vt = VT_I4;
    variant.receive()->lVal = value;
    return variant;
  }
};

// session R181 O12
TEST_F(StartPositions, WithoutAFormatAreTimes) {
  ASSERT_NO_FATAL_FAILURE(ready());

  ASSERT_EQ(Hr(session_->Start(nullptr, &PropVariant::of_int64(300'000).get())), S_OK);

  ASSERT_EQ(session_.status_of("Started"), S_OK);
  EXPECT_THAT(log_->details("source.Start"), ElementsAre("300000"));
  EXPECT_TRUE(play().source->last_format() == GUID_NULL);
  EXPECT_EQ(play().source->last_position_type(), VT_I8);
}

// session R181 O12
TEST_F(StartPositions, ThatAreEmptyReachTheSourceEmpty) {
  ASSERT_NO_FATAL_FAILURE(started());

  EXPECT_TRUE(play().source->last_format() == GUID_NULL);
  EXPECT_EQ(play().source->last_position_type(), VT_EMPTY);
}

// session R182 O2
TEST_F(StartPositions, OfAnotherTypeAreRefused) {
  EXPECT_EQ(session_.start_from(GUID_NULL, of_int32(1)), E_INVALIDARG);
  EXPECT_EQ(Hr(session_->Start(&GUID_NULL, nullptr)), E_POINTER);
}

// session R183 O12
TEST_F(StartPositions, OfAnUnknownFormatAreTheSourcesToRefuse) {
  ASSERT_NO_FATAL_FAILURE(ready());

  EXPECT_EQ(session_.start_from(kEntryRelative, of_int32(1)), S_OK);

  EXPECT_EQ(session_.status_of("Started"), MF_E_UNSUPPORTED_TIME_FORMAT);
}

// session R185
TEST_F(StartPositions, OfOtherFormatsReachTheSourceUnchanged) {
  ASSERT_NO_FATAL_FAILURE(ready());

  session_.start_from(kEntryRelative, of_int32(1));
  ASSERT_TRUE(session_.await("Started"));
  EXPECT_TRUE(play().source->last_format() == kEntryRelative);
  EXPECT_EQ(play().source->last_position_type(), VT_I4);

  session_.start_from(kSegmentOffset, PropVariant::of_int64(7));
  ASSERT_TRUE(session_.await("Started", 2));
  EXPECT_TRUE(play().source->last_format() == kSegmentOffset);
  EXPECT_EQ(play().source->last_position_type(), VT_I8);
}

// session R184 O13
TEST_F(StartPositions, BeyondTheEndAreRefusedByTheSession) {
  ASSERT_NO_FATAL_FAILURE(ready());

  session_.seek(play().source->duration() + 1);
  EXPECT_EQ(session_.status_of("Started"), MF_E_INVALID_POSITION);
  EXPECT_FALSE(log_->called("source.Start"));
  session_.start();

  EXPECT_EQ(session_.status_of("Started", 2), S_OK);
}

// session O13
TEST_F(StartPositions, BeyondTheEndLeaveItPlaying) {
  ASSERT_NO_FATAL_FAILURE(started());
  log_->clear();

  session_.seek(play().source->duration() + 1);

  EXPECT_EQ(session_.status_of("Started", 2), MF_E_INVALID_POSITION);
  EXPECT_THAT(calls({"source", "sink"}), ElementsAre());
}

// session O13
TEST_F(StartPositions, BelowZeroShowOnTheClock) {
  ASSERT_NO_FATAL_FAILURE(ready());

  session_.seek(-50'000'000);

  ASSERT_EQ(session_.status_of("Started"), S_OK);
  EXPECT_THAT(log_->details("sink.OnClockStart"), ElementsAre("-50000000"));
  MFTIME time = 0;
  EXPECT_EQ(Hr(session_.clock()->GetTime(&time)), S_OK);
  EXPECT_LT(time, 0);
}

// session O14
TEST_F(StartPositions, AreForTheSourceToRefuse) {
  source_script_.characteristics = MFMEDIASOURCE_CAN_PAUSE;
  ASSERT_NO_FATAL_FAILURE(ready());

  session_.seek(100'000);

  EXPECT_EQ(session_.status_of("Started"), S_OK);
}

// session O15
TEST_F(StartPositions, NeedASourceThatLetsItselfBeHeard) {
  source_script_.begin_get_event = E_ACCESSDENIED;
  ASSERT_NO_FATAL_FAILURE(ready());

  session_.start();

  EXPECT_EQ(session_.status_of("Started"), E_ACCESSDENIED);
  EXPECT_FALSE(log_->called("source.Start"));
}

// session O15
TEST_F(StartPositions, NeedASourceThatStarts) {
  source_script_.start = E_ACCESSDENIED;
  ASSERT_NO_FATAL_FAILURE(ready());

  session_.start();

  EXPECT_EQ(session_.status_of("Started"), E_ACCESSDENIED);
  session_.pause();
  EXPECT_EQ(session_.status_of("Paused"), MF_E_SESSION_PAUSEWHILESTOPPED);
}

// session R161
TEST_F(StartPositions, NeedASourceThatSaysItStarted) {
  source_script_.start_event = E_ACCESSDENIED;
  ASSERT_NO_FATAL_FAILURE(ready());

  session_.start();

  EXPECT_EQ(session_.status_of("Started"), E_ACCESSDENIED);
  EXPECT_EQ(session_.log()->count("Error"), 0u);
}

// session R186
TEST_F(StartPositions, AskedForWhilePausedGoOn) {
  ASSERT_NO_FATAL_FAILURE(paused());

  session_.seek(400'000);

  ASSERT_EQ(session_.status_of("Started", 2), S_OK);
  MFCLOCK_STATE state{};
  session_.clock()->GetState(0, &state);
  EXPECT_EQ(state, MFCLOCK_STATE_RUNNING);
  EXPECT_GE(session_.time(), 400'000);
}

class SamplesAtAStart : public StartPositions {
 protected:
  SamplesAtAStart() { sink_script_.streams[0].requests = 1; }
};

// session R131
TEST_F(SamplesAtAStart, BeginWithTheMediaStart) {
  play().source_node->SetUINT64(MF_TOPONODE_MEDIASTART, 300'000);
  ASSERT_NO_FATAL_FAILURE(ended());

  EXPECT_THAT(log_->details("source.Start"), ElementsAre("300000"));
  EXPECT_EQ(log_->count("sink.stream0.ProcessSample"), 7);
}

// session R187
TEST_F(SamplesAtAStart, FromBeforeItDoNotReachTheSink) {
  source_script_.streams[0].lead = 3;
  ASSERT_NO_FATAL_FAILURE(ready());

  session_.seek(700'000);

  ASSERT_EQ(session_.status_of("Ended"), S_OK);
  EXPECT_THAT(log_->details("sink.stream0.ProcessSample"), ElementsAre("700000", "800000", "900000"));
}

// session R160
TEST_F(SamplesAtAStart, FromBeforeASeekDoNotReachTheSink) {
  source_script_.streams[0].stale_sample = 123'456;
  ASSERT_NO_FATAL_FAILURE(ready());

  session_.seek(0);

  ASSERT_EQ(session_.status_of("Ended"), S_OK);
  EXPECT_THAT(log_->details("sink.stream0.ProcessSample"), testing::Not(testing::Contains("123456")));
}

}  // namespace
}  // namespace caesura::test
