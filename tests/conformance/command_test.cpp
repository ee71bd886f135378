// SPDX-License-Identifier: MIT
#include <chrono>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/session_fixture.h"

namespace caesura::test {
namespace {

using testing::ElementsAre;

class Commands : public SessionTest {
 protected:
  /// How long a call may take that waits for nobody; a source that never answers would cost more.
  static constexpr std::chrono::seconds kPrompt{2};

  template <typename F>
  std::chrono::steady_clock::duration time_of(F call) {
    const auto begin = std::chrono::steady_clock::now();
    call();
    return std::chrono::steady_clock::now() - begin;
  }
};

// session R30
TEST_F(Commands, DoNotWaitForASourceThatNeverAnswers) {
  source_script_.answers = false;
  ASSERT_NO_FATAL_FAILURE(ready());

  EXPECT_LT(time_of([&] {
              session_.start();
              session_.pause();
              session_.stop();
              session_.set_topology(play().topology.Get());
              session_.clear_topologies();
              session_.close();
            }),
            kPrompt);
}

// session R36
TEST_F(Commands, MayStartBeforeTheTopologyIsResolved) {
  endless();

  session_.set_topology(play().topology.Get());
  session_.start();

  EXPECT_EQ(session_.status_of("Started"), S_OK);
}

// session R37
TEST_F(Commands, AreAnsweredInTheOrderOfTheCalls) {
  endless();
  ASSERT_NO_FATAL_FAILURE(ready());

  session_.start();
  session_.pause();
  session_.stop();

  EXPECT_THAT(session_.events_until_closed(), RaisesInOrder(Texts{"Started", "Paused", "Stopped", "Closed"}));
}

// session R38
TEST_F(Commands, ToSeekAreNotPutTogether) {
  endless();
  ASSERT_NO_FATAL_FAILURE(ready());

  for (LONGLONG position = 0; position < 5; ++position) session_.seek(position * 100'000);

  ASSERT_EQ(session_.status_of("Started", 5), S_OK);
  EXPECT_THAT(log_->details("source.Start"), ElementsAre("0", "100000", "200000", "300000", "400000"));
  EXPECT_THAT(session_.events_until_closed(), RaisesInOrder(Texts(5, "Started")));
}

// session R34 R35
TEST_F(Commands, ToPauseWhileStoppedLeaveTheSessionUsable) {
  endless();
  ASSERT_NO_FATAL_FAILURE(ready());

  EXPECT_EQ(session_.pause(), S_OK);
  EXPECT_EQ(session_.status_of("Paused"), MF_E_SESSION_PAUSEWHILESTOPPED);
  session_.start();

  EXPECT_EQ(session_.status_of("Started"), S_OK);
}

// session R40 O8
TEST_F(Commands, ToStartNothingLeaveTheSessionUsable) {
  endless();

  session_.start();
  EXPECT_EQ(session_.status_of("Started"), MF_E_INVALIDREQUEST);
  session_.set_topology(play().topology.Get());
  session_.start();

  EXPECT_EQ(session_.status_of("Started", 2), S_OK);
}

// session R41
TEST_F(Commands, ToPauseTwicePauseTheComponentsOnce) {
  endless();
  ASSERT_NO_FATAL_FAILURE(paused());

  session_.pause();

  EXPECT_EQ(session_.status_of("Paused", 2), S_OK);
  EXPECT_EQ(log_->count("source.Pause"), 1);
  EXPECT_EQ(log_->count("sink.OnClockPause"), 1);
}

TEST_F(Commands, ToPauseASourceThatCanNotLeaveItPlaying) {
  endless();
  source_script_.characteristics = 0;
  ASSERT_NO_FATAL_FAILURE(started());

  session_.pause();

  EXPECT_EQ(session_.status_of("Paused"), MF_E_INVALIDREQUEST);
  EXPECT_FALSE(log_->called("source.Pause"));
}

// session R42
TEST_F(Commands, ToStopTwiceStopTheComponentsOnce) {
  endless();
  ASSERT_NO_FATAL_FAILURE(stopped());

  session_.stop();

  EXPECT_EQ(session_.status_of("Stopped", 2), S_OK);
  EXPECT_EQ(log_->count("sink.OnClockStop"), 1);
}

// session R43 O11
TEST_F(Commands, ToStartWhileStartedTouchNothing) {
  endless();
  ASSERT_NO_FATAL_FAILURE(started());
  const LONGLONG before = session_.time();
  log_->clear();

  session_.start();

  EXPECT_EQ(session_.status_of("Started", 2), S_OK);
  EXPECT_THAT(calls({"source", "sink"}), ElementsAre());
  EXPECT_GE(session_.time(), before);
}

// session O10
TEST_F(Commands, ToStopAndCloseBackToBackBothComplete) {
  endless();
  ASSERT_NO_FATAL_FAILURE(started());

  session_.stop();
  session_.close();

  EXPECT_EQ(session_.status_of("Closed"), S_OK);
  EXPECT_THAT(session_.events(), RaisesInOrder(Texts{"Stopped", "Closed"}));
}

// session R39
TEST_F(Commands, ThatFailAtOnceRaiseNoEvent) {
  EXPECT_EQ(session_.start_from(GUID_NULL, mf::PropVariant::of_uint64(0)), E_INVALIDARG);
  EXPECT_EQ(session_.set_topology(nullptr), E_INVALIDARG);

  EXPECT_THAT(session_.events_until_closed(), ElementsAre("Closed"));
}

// session O2 R58
TEST_F(Commands, CheckTheirArgumentsBeforeTheState) {
  ASSERT_EQ(session_.shut_down(), S_OK);

  EXPECT_EQ(Hr(session_->GetSessionCapabilities(nullptr)), E_POINTER);
  EXPECT_EQ(Hr(session_->Start(&GUID_NULL, nullptr)), E_POINTER);
}

// session R58
TEST_F(Commands, WantAPointerForTheCapabilities) {
  EXPECT_EQ(Hr(session_->GetSessionCapabilities(nullptr)), E_POINTER);
}

// session R59 R60
TEST_F(Commands, HaveCapabilitiesThatFollowTheSource) {
  EXPECT_EQ(session_.capabilities(), 0u);
  source_script_.characteristics = MFMEDIASOURCE_CAN_PAUSE;

  ASSERT_NO_FATAL_FAILURE(ready());

  EXPECT_EQ(session_.capabilities(), DWORD{MFSESSIONCAP_START | MFSESSIONCAP_PAUSE});
}

// session R59 R60
TEST_F(Commands, CanSeekWhereTheSourceCan) {
  source_script_.characteristics = MFMEDIASOURCE_CAN_SEEK;

  ASSERT_NO_FATAL_FAILURE(ready());

  EXPECT_EQ(session_.capabilities(), DWORD{MFSESSIONCAP_START | MFSESSIONCAP_SEEK});
}

}  // namespace
}  // namespace caesura::test
