// SPDX-License-Identifier: MIT
#include "options.h"

#include <gtest/gtest.h>

#include "rate_steps.h"
#include "schedule.h"

namespace caesura::play {
namespace {

TEST(Options, TakeAFileAndFlagsInAnyOrder) {
  const Options options = ParseOptions({"--mute", "clip.mp4", "--json"});

  EXPECT_EQ(options.files, std::vector<std::string>{"clip.mp4"});
  EXPECT_TRUE(options.mute);
  EXPECT_TRUE(options.json);
  EXPECT_FALSE(options.events);
}

TEST(Options, TakeAVolumeFromSilentToFull) {
  EXPECT_FLOAT_EQ(ParseOptions({"a"}).volume, 1.0f);
  EXPECT_FLOAT_EQ(ParseOptions({"a", "--volume", "0.3"}).volume, 0.3f);
  EXPECT_FLOAT_EQ(ParseOptions({"a", "--volume=0"}).volume, 0.0f);
  EXPECT_THROW(ParseOptions({"a", "--volume", "1.1"}), UsageError);
  EXPECT_THROW(ParseOptions({"a", "--volume", "-0.1"}), UsageError);
  EXPECT_THROW(ParseOptions({"a", "--volume", "loud"}), UsageError);
  EXPECT_THROW(ParseOptions({"a", "--volume", "nan"}), UsageError);
  EXPECT_THROW(ParseOptions({"a", "--volume", ""}), UsageError);
  EXPECT_THROW(ParseOptions({"a", "--volume"}), UsageError);
}

TEST(Options, TellSilentFromWithoutSound) {
  EXPECT_TRUE(ParseOptions({"a", "--mute"}).mute);
  EXPECT_FALSE(ParseOptions({"a", "--mute"}).no_audio);
  EXPECT_TRUE(ParseOptions({"a", "--no-audio"}).no_audio);
}

TEST(Options, SeekWithoutAMomentIsWherePlaybackStarts) {
  const Options options = ParseOptions({"a", "--seek", "3"});

  EXPECT_EQ(options.start, 3 * kSecond);
  EXPECT_TRUE(options.actions.empty());
}

TEST(Options, FromAndUntilAreTheEndsOfAPart) {
  const Options options = ParseOptions({"a", "--from", "2", "--until=3.5"});

  EXPECT_EQ(options.start, 2 * kSecond);
  EXPECT_EQ(options.until, 7 * kSecond / 2);
}

TEST(Options, SeekWithAMomentIsAnAction) {
  const Options options = ParseOptions({"a", "--seek=3@1500ms"});

  ASSERT_EQ(options.actions.size(), 1u);
  EXPECT_EQ(options.actions[0].kind, Action::Kind::kSeek);
  EXPECT_EQ(options.actions[0].target, 3 * kSecond);
  EXPECT_EQ(options.actions[0].at, 1500 * kMillisecond);
}

TEST(Options, TakeARateInEitherDirection) {
  EXPECT_EQ(ParseOptions({"a"}).rate, 1);
  EXPECT_EQ(ParseOptions({"a", "--rate", "0.5"}).rate, 0.5f);
  EXPECT_EQ(ParseOptions({"a", "--rate=-2"}).rate, -2);
}

TEST(Options, TakeFramesToScrubThrough) {
  const Options options = ParseOptions({"a", "--scrub", "1,250ms,+"});

  ASSERT_EQ(options.scrub.size(), 3u);
  EXPECT_EQ(options.scrub[0], kSecond);
  EXPECT_EQ(options.scrub[1], 250 * kMillisecond);
  EXPECT_EQ(options.scrub[2], std::nullopt);
}

TEST(Options, TakeSeveralFilesInTheirOrder) {
  EXPECT_EQ(ParseOptions({"a", "--mute", "b", "--", "--c"}).files, (std::vector<std::string>{"a", "b", "--c"}));
}

TEST(Options, RefuseWhatMakesNoSense) {
  EXPECT_THROW(ParseOptions({}), UsageError);
  EXPECT_THROW(ParseOptions({"a", "b", "--scrub", "1"}), UsageError);
  EXPECT_THROW(ParseOptions({"a", "b", "--rate", "-1"}), UsageError);
  EXPECT_THROW(ParseOptions({"a", "--loud"}), UsageError);
  EXPECT_THROW(ParseOptions({"a", "--mute=yes"}), UsageError);
  EXPECT_THROW(ParseOptions({"a", "--stop-at"}), UsageError);
  EXPECT_THROW(ParseOptions({"a", "--stop-at", "-1"}), UsageError);
  EXPECT_THROW(ParseOptions({"a", "--seek", "1@soon"}), UsageError);
  EXPECT_THROW(ParseOptions({"a", "--rate", "fast"}), UsageError);
  EXPECT_THROW(ParseOptions({"a", "--rate", "2x"}), UsageError);
  EXPECT_THROW(ParseOptions({"a", "--rate", "0"}), UsageError);
  EXPECT_THROW(ParseOptions({"a", "--rate", "17"}), UsageError);
  EXPECT_THROW(ParseOptions({"a", "--scrub", "1,,2"}), UsageError);
}

TEST(Options, TakeAFileThatLooksLikeAnOptionAfterTwoDashes) {
  EXPECT_EQ(ParseOptions({"--", "--mute"}).files, std::vector<std::string>{"--mute"});
}

TEST(Schedule, GivesOutTheEarliestDueActionFirstAndEachOnce) {
  Schedule schedule({
      {Action::Kind::kStop,  3 * kSecond, 0},
      {Action::Kind::kPause, kSecond,     0}
  });

  EXPECT_FALSE(schedule.TakeDue(kSecond - 1));
  EXPECT_EQ(schedule.TakeDue(4 * kSecond)->kind, Action::Kind::kPause);
  EXPECT_EQ(schedule.TakeDue(4 * kSecond)->kind, Action::Kind::kStop);
  EXPECT_FALSE(schedule.TakeDue(4 * kSecond));
}

TEST(Schedule, GoesDownwardsWhereTheClockDoes) {
  Schedule schedule(
      {
          {Action::Kind::kStop,  kSecond,     0},
          {Action::Kind::kPause, 3 * kSecond, 0}
  },
      true);

  EXPECT_FALSE(schedule.TakeDue(4 * kSecond));
  EXPECT_EQ(schedule.UntilNext(4 * kSecond), kSecond);
  EXPECT_EQ(schedule.TakeDue(3 * kSecond)->kind, Action::Kind::kPause);
  EXPECT_EQ(schedule.UntilNext(3 * kSecond), 2 * kSecond);
  EXPECT_FALSE(schedule.TakeDue(2 * kSecond));
  EXPECT_EQ(schedule.TakeDue(0)->kind, Action::Kind::kStop);
}

TEST(Rates, GoUpAndDownInSteps) {
  EXPECT_EQ(NextRate(1, true), 1.5f);
  EXPECT_EQ(NextRate(1, false), 0.5f);
  EXPECT_EQ(NextRate(1.2f, false), 1);
  EXPECT_FALSE(NextRate(4, true));
  EXPECT_FALSE(NextRate(0.25f, false));
}

TEST(Rates, KeepTheirDirection) {
  EXPECT_EQ(NextRate(-2, true), -3);
  EXPECT_EQ(NextRate(-2, false), -1.5f);
  EXPECT_FALSE(NextRate(-16, true));
}

TEST(Schedule, TellsHowFarTheNextActionIs) {
  const Schedule schedule({
      {Action::Kind::kStop, 3 * kSecond, 0}
  });

  EXPECT_EQ(schedule.UntilNext(kSecond), 2 * kSecond);
  EXPECT_EQ(schedule.UntilNext(5 * kSecond), 0);
  EXPECT_FALSE(Schedule().UntilNext(0));
}

}  // namespace
}  // namespace caesura::play
