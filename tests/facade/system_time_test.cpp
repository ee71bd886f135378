// SPDX-License-Identifier: MIT
#include "mf/system_time.h"

#include <gtest/gtest.h>

#include "support/com_media_foundation.h"

namespace caesura::test {
namespace {

using com::ComPtr;

class SystemTimeTest : public testing::Test {
 protected:
  /// What it shows, 100 ns, and how long after `from` it was asked.
  struct Reading {
    LONGLONG time;
    MFTIME after;
  };
  Reading read(MFTIME from) const {
    LONGLONG time = -1;
    MFTIME now = 0;
    EXPECT_EQ(source_->GetCorrelatedTime(0, &time, &now), S_OK);
    return {time, now - from};
  }

  MediaFoundation platform_;
  const ComPtr<mf::SystemTime> source_ = com::make<mf::SystemTime>();
  const MFTIME now_ = MFGetSystemTime();
};

TEST_F(SystemTimeTest, RunsFromWhereItIsStarted) {
  source_->OnClockStart(now_, -5000);

  const Reading reading = read(now_);

  EXPECT_EQ(reading.time, reading.after - 5000);
}

TEST_F(SystemTimeTest, RunsAtTheRate) {
  source_->OnClockStart(now_, 1000);
  source_->OnClockSetRate(now_, -2);

  const Reading reading = read(now_);

  EXPECT_EQ(reading.time, 1000 - 2 * reading.after);
}

TEST_F(SystemTimeTest, StandsAtZero) {
  source_->OnClockSetRate(now_, 0);
  source_->OnClockStart(now_ - 10'000'000, 1000);

  EXPECT_EQ(read(now_).time, 1000);
}

TEST_F(SystemTimeTest, KeepsItsPlaceThroughChangesOfRate) {
  source_->OnClockStart(now_ - 3000, 0);
  source_->OnClockSetRate(now_ - 2000, 4);
  source_->OnClockSetRate(now_ - 1000, 0);

  EXPECT_EQ(read(now_).time, 5000);
}

TEST_F(SystemTimeTest, GoesOnAfterAPause) {
  source_->OnClockStart(now_ - 3000, 0);
  source_->OnClockPause(now_ - 2000);
  EXPECT_EQ(read(now_).time, 1000);
  source_->OnClockRestart(now_);

  const Reading reading = read(now_);

  EXPECT_EQ(reading.time, 1000 + reading.after);
}

TEST_F(SystemTimeTest, ShowsZeroWhenStopped) {
  source_->OnClockStart(now_ - 3000, 700);
  source_->OnClockStop(now_);
  MFCLOCK_STATE state = MFCLOCK_STATE_INVALID;

  EXPECT_EQ(read(now_).time, 0);
  EXPECT_EQ(source_->GetState(0, &state), S_OK);
  EXPECT_EQ(state, MFCLOCK_STATE_STOPPED);
}

TEST_F(SystemTimeTest, SuitsThePresentationClock) {
  ComPtr<IMFPresentationClock> clock;
  ASSERT_EQ(MFCreatePresentationClock(&clock), S_OK);

  EXPECT_EQ(clock->SetTimeSource(source_.Get()), S_OK);

  DWORD characteristics = 0;
  EXPECT_EQ(source_->GetClockCharacteristics(&characteristics), S_OK);
  EXPECT_NE(characteristics & MFCLOCK_CHARACTERISTICS_FLAG_FREQUENCY_10MHZ, 0u);
}

}  // namespace
}  // namespace caesura::test
