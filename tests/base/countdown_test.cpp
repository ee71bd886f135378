// SPDX-License-Identifier: MIT
#include "base/countdown.h"

#include <thread>

#include <gtest/gtest.h>

namespace caesura {
namespace {

TEST(Countdown, LetsNobodyThroughBeforeItsEnd) {
  Countdown countdown(2);

  countdown.count_down();
  EXPECT_FALSE(countdown.wait_for(std::chrono::nanoseconds(0)));

  countdown.count_down();
  EXPECT_TRUE(countdown.wait_for(std::chrono::nanoseconds(0)));
  countdown.wait();
}

TEST(Countdown, LosesNoWakeUpHoweverOftenThreadsMeet) {
  for (int round = 0; round < 200; ++round) {
    Countdown both_here(2);
    std::jthread other([&] {
      both_here.count_down();
      both_here.wait();
    });
    both_here.count_down();
    both_here.wait();
  }
}

}  // namespace
}  // namespace caesura
