// SPDX-License-Identifier: MIT
#include "file_sequence.h"

#include <gtest/gtest.h>

namespace caesura::play {
namespace {

TEST(FileSequence, CountsFromTheBeginningOfTheFileThatPlays) {
  FileSequence sequence(2);
  EXPECT_FALSE(sequence.PositionAt(0));

  sequence.Announced(0);
  sequence.Started(0);
  EXPECT_EQ(sequence.PositionAt(3 * kSecond), 3 * kSecond);

  sequence.Announced(12 * kSecond);  // while the first is still heard
  EXPECT_EQ(sequence.current(), 0u);
  EXPECT_EQ(sequence.PositionAt(12 * kSecond), 12 * kSecond);

  sequence.Ended();
  EXPECT_EQ(sequence.current(), 1u);
  EXPECT_EQ(sequence.PositionAt(13 * kSecond), kSecond);
}

TEST(FileSequence, HasNoPositionBetweenTwoFiles) {
  FileSequence sequence(3);
  sequence.Announced(0);

  sequence.Ended();
  EXPECT_EQ(sequence.current(), 1u);
  EXPECT_FALSE(sequence.PositionAt(12 * kSecond));

  sequence.Announced(12 * kSecond);
  EXPECT_EQ(sequence.PositionAt(13 * kSecond), kSecond);
  sequence.Announced(14 * kSecond);  // and the third follows the second at once
  sequence.Ended();
  EXPECT_EQ(sequence.current(), 2u);
  EXPECT_EQ(sequence.PositionAt(15 * kSecond), kSecond);
}

TEST(FileSequence, HasNoPositionAfterTheLastFileUntilItIsStartedAgain) {
  FileSequence sequence(2);
  sequence.Announced(0);
  sequence.Announced(12 * kSecond);
  sequence.Ended();

  sequence.Ended();
  EXPECT_EQ(sequence.current(), 1u);
  EXPECT_FALSE(sequence.PositionAt(0));

  sequence.Announced(12 * kSecond);
  sequence.Started(12 * kSecond);
  EXPECT_EQ(sequence.PositionAt(13 * kSecond), kSecond);
}

TEST(FileSequence, ForgetsTheNextFileWhenASeekLeadsBackFromIt) {
  FileSequence sequence(2);
  sequence.Announced(0);
  sequence.Announced(12 * kSecond);
  sequence.Started(0);

  sequence.Ended();
  EXPECT_FALSE(sequence.PositionAt(12 * kSecond));
}

TEST(Overdue, IsWhatPlaysTwelveSecondsPastItsEnd) {
  EXPECT_FALSE(IsOverdue(14 * kSecond, 2 * kSecond, 1));
  EXPECT_TRUE(IsOverdue(14 * kSecond + 1, 2 * kSecond, 1));
  EXPECT_FALSE(IsOverdue(14 * kSecond + 1, 0, 1));
}

TEST(Overdue, LooksAtTheEndToWhichItPlays) {
  EXPECT_FALSE(IsOverdue(-20 * kSecond, 2 * kSecond, 1));  // a clock that has stopped is back at 0
  EXPECT_FALSE(IsOverdue(-12 * kSecond, 2 * kSecond, -1));
  EXPECT_TRUE(IsOverdue(-12 * kSecond - 1, 2 * kSecond, -1));
  EXPECT_FALSE(IsOverdue(12 * kSecond, 2 * kSecond, -1));
}

TEST(EndingEarly, IsASecondOrMoreBeforeTheEnd) {
  EXPECT_FALSE(EndsEarly(3 * kSecond, 4 * kSecond));
  EXPECT_TRUE(EndsEarly(3 * kSecond - 1, 4 * kSecond));
}

TEST(EndingEarly, IsAtOnceWhereNobodyKnowsTheEnd) {
  EXPECT_TRUE(EndsEarly(0, 0));
  EXPECT_FALSE(EndsEarly(kSecond, 0));
}

}  // namespace
}  // namespace caesura::play
