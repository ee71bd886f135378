// SPDX-License-Identifier: MIT
#include <cstdint>

#include <gtest/gtest.h>

#include "json_line.h"
#include "media_time.h"
#include "progress.h"

namespace caesura::play {
namespace {

TEST(MediaTime, IsReadInEachOfItsForms) {
  EXPECT_EQ(ParseTime("1.5"), 15'000'000);
  EXPECT_EQ(ParseTime("1.5s"), 15'000'000);
  EXPECT_EQ(ParseTime("1500ms"), 15'000'000);
  EXPECT_EQ(ParseTime("0:01.5"), 15'000'000);
  EXPECT_EQ(ParseTime("1:02:03"), 3723 * kSecond);
  EXPECT_EQ(ParseTime(".25"), kSecond / 4);
}

TEST(MediaTime, IsNotReadFromOtherText) {
  EXPECT_FALSE(ParseTime(""));
  EXPECT_FALSE(ParseTime("."));
  EXPECT_FALSE(ParseTime("-1"));
  EXPECT_FALSE(ParseTime("1.2.3"));
  EXPECT_FALSE(ParseTime("1.5:00"));
  EXPECT_FALSE(ParseTime("1:"));
  EXPECT_FALSE(ParseTime("1:00:00:00"));
  EXPECT_FALSE(ParseTime("99999999999999999999"));
}

TEST(MediaTime, IsWrittenInMinutesAndTenths) {
  EXPECT_EQ(FormatTime(0), "0:00.0");
  EXPECT_EQ(FormatTime(61 * kSecond + 250 * kMillisecond), "1:01.2");
  EXPECT_EQ(FormatTime(3723 * kSecond), "1:02:03.0");
  EXPECT_EQ(FormatTime(-kSecond), "-0:01.0");
}

TEST(JsonLine, EscapesTextAndKeepsTheOrder) {
  JsonLine line;
  line.Add("b", "say \"\\\n").Add("a", std::int64_t{-1}).Add("t", 0.5).Add("y", true).Add("o", JsonLine());

  EXPECT_EQ(line.str(), R"({"b":"say \"\\\u000a","a":-1,"t":0.500000,"y":true,"o":{}})");
}

TEST(ProgressLine, FillsItsWidthExactly) {
  EXPECT_EQ(ProgressLine("paused", kSecond, 2 * kSecond, 41), "paused   0:01.0 / 0:02.0  [======>      ]");
  EXPECT_EQ(ProgressLine("playing", kSecond, 2 * kSecond, 79).size(), 79u);
  EXPECT_EQ(ProgressLine("playing", 9 * kSecond, 2 * kSecond, 60).size(), 60u);
  EXPECT_EQ(ProgressLine("playing", kSecond, 2 * kSecond, 10).size(), 10u);
}

TEST(ProgressLine, HasNoBarWithoutADuration) {
  EXPECT_EQ(ProgressLine("playing", kSecond, 0, 20), "playing  0:01.0     ");
}

}  // namespace
}  // namespace caesura::play
