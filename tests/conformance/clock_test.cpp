// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/com_wait.h"
#include "support/session_fixture.h"

namespace caesura::test {
namespace {

using testing::ElementsAre;

class SessionClock : public SessionTest {
 protected:
  SessionClock() { endless(); }

  ComPtr<IMFPresentationTimeSource> time_source() {
    ComPtr<IMFPresentationTimeSource> source;
    static_cast<void>(session_.clock()->GetTimeSource(&source));
    return source;
  }
  Hr time_status() {
    MFTIME time = 0;
    return session_.clock()->GetTime(&time);
  }
};

// session R164
TEST_F(SessionClock, IsThereFromTheBeginning) {
  ComPtr<IMFClock> clock;
  ComPtr<IMFPresentationClock> presentation;

  EXPECT_EQ(Hr(session_->GetClock(&clock)), S_OK);
  EXPECT_EQ(Hr(clock.As(&presentation)), S_OK);
}

// session R165 O16
TEST_F(SessionClock, HasATimeSourceFromReadyOn) {
  EXPECT_EQ(time_status(), MF_E_CLOCK_NO_TIME_SOURCE);

  ASSERT_NO_FATAL_FAILURE(ready());

  EXPECT_EQ(time_status(), S_OK);
}

// session R166
TEST_F(SessionClock, TakesItsTimeFromASinkThatHasIt) {
  sink_script_.has_time_source = true;
  ASSERT_NO_FATAL_FAILURE(ready());

  ComPtr<IMFMediaSink> owner;
  ASSERT_TRUE(time_source());
  EXPECT_EQ(Hr(time_source().As(&owner)), S_OK);
  EXPECT_EQ(owner.Get(), static_cast<IMFMediaSink*>(play().sink.Get()));
}

// session R166
TEST_F(SessionClock, TakesTheSystemsTimeWhereNoSinkHasOne) {
  ASSERT_NO_FATAL_FAILURE(ready());

  ComPtr<IMFMediaSink> owner;
  ASSERT_TRUE(time_source());
  EXPECT_EQ(Hr(time_source().As(&owner)), E_NOINTERFACE);
}

// session R167
TEST_F(SessionClock, StartsAtThePositionAskedFor) {
  ASSERT_NO_FATAL_FAILURE(ready());

  session_.seek(500'000);

  ASSERT_EQ(session_.status_of("Started"), S_OK);
  EXPECT_THAT(log_->details("sink.OnClockStart"), ElementsAre("500000"));
  EXPECT_GE(session_.time(), 500'000);
}

// session R46 R168
TEST_F(SessionClock, GoesOnWhereItWasPaused) {
  ASSERT_NO_FATAL_FAILURE(paused());
  const LONGLONG frozen = session_.time();

  session_.start();

  ASSERT_EQ(session_.status_of("Started", 2), S_OK);
  EXPECT_GE(session_.time(), frozen);
  EXPECT_THAT(calls({"sink.OnClock"}), ElementsAre("sink.OnClockStart", "sink.OnClockPause", "sink.OnClockRestart"));
}

// session R169
TEST_F(SessionClock, StandsWhilePaused) {
  ASSERT_NO_FATAL_FAILURE(paused());

  const LONGLONG frozen = session_.time();
  session_.clear_topologies();  // time passes until it is answered
  ASSERT_EQ(session_.status_of("TopologiesCleared"), S_OK);

  EXPECT_EQ(session_.time(), frozen);
}

// session R44 R169
TEST_F(SessionClock, ShowsZeroWhileStopped) {
  ASSERT_NO_FATAL_FAILURE(started());
  EXPECT_TRUE(becomes_true([&] { return session_.time() > 0; }));

  session_.stop();

  ASSERT_EQ(session_.status_of("Stopped"), S_OK);
  EXPECT_EQ(session_.time(), 0);
}

// session R44
TEST_F(SessionClock, ShowsZeroWhenStoppedFromPause) {
  ASSERT_NO_FATAL_FAILURE(paused());

  session_.stop();

  ASSERT_EQ(session_.status_of("Stopped"), S_OK);
  EXPECT_EQ(session_.time(), 0);
}

// session R45
TEST_F(SessionClock, BeginsAnewAfterAStop) {
  ASSERT_NO_FATAL_FAILURE(stopped());

  session_.start();

  ASSERT_EQ(session_.status_of("Started", 2), S_OK);
  EXPECT_THAT(log_->details("sink.OnClockStart"), ElementsAre("0", "0"));
}

// session R145
TEST_F(SessionClock, ReachesTheSinkBeforeTheStreaming) {
  ASSERT_NO_FATAL_FAILURE(started());

  EXPECT_EQ(log_->details("sink.SetPresentationClock").front(), "clock");
  EXPECT_TRUE(log_->in_order("sink.SetPresentationClock", "source.Start"));
}

// session R170
TEST_F(SessionClock, DoesNotHoldBackRatelessSinks) {
  sink_script_.streams[0].requests = 1;
  sink_script_.characteristics |= MEDIASINK_RATELESS;
  source_script_.streams[0].sample_duration = 100'000'000;  // 100 s in all
  ASSERT_NO_FATAL_FAILURE(started());

  EXPECT_EQ(session_.status_of("Ended"), S_OK);
}

// session R170
TEST_F(SessionClock, DoesNotHoldBackSinksMarkedRateless) {
  sink_script_.streams[0].requests = 1;
  source_script_.streams[0].sample_duration = 100'000'000;
  play().output_node->SetUINT32(MF_TOPONODE_RATELESS, TRUE);
  ASSERT_NO_FATAL_FAILURE(started());

  EXPECT_EQ(session_.status_of("Ended"), S_OK);
}

}  // namespace
}  // namespace caesura::test
