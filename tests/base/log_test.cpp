// SPDX-License-Identifier: MIT
#include "base/log.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace caesura {
namespace {

using log::Category;
using log::Level;
using testing::HasSubstr;
using testing::IsEmpty;

class Log : public testing::Test {
 protected:
  Log() { log::set_levels("*=warn"); }
  ~Log() override { log::set_levels("*=warn"); }

  template <typename Action>
  static std::string written_by(Action action) {
    testing::internal::CaptureStderr();
    action();
    return testing::internal::GetCapturedStderr();
  }
};

TEST_F(Log, WritesTheCategoryAndTheFormattedMessage) {
  const auto text = written_by([] { LOG_WARN(session, "session {}: {} -> {:#010x}", 3, "Paused", 0xC00D36B2u); });

  EXPECT_THAT(text, HasSubstr("session"));
  EXPECT_THAT(text, HasSubstr("session 3: Paused -> 0xc00d36b2"));
}

TEST_F(Log, WritesNothingBelowTheLevelOfTheCategory) {
  EXPECT_THAT(written_by([] { LOG_INFO(session, "unseen"); }), IsEmpty());
}

TEST_F(Log, EvaluatesNoArgumentOfAMessageThatIsOff) {
  int evaluated = 0;

  LOG_DEBUG(session, "{}", ++evaluated);

  EXPECT_EQ(evaluated, 0);
}

TEST_F(Log, GivesEachCategoryItsOwnLevel) {
  log::set_levels("session=debug,strand=trace");

  EXPECT_EQ(log::level_of(Category::session), Level::kDebug);
  EXPECT_EQ(log::level_of(Category::strand), Level::kTrace);
  EXPECT_EQ(log::level_of(Category::loader), Level::kWarn);
}

TEST_F(Log, LetsTheStarStandForCategoriesThatAreNotNamedWhereverItStands) {
  log::set_levels("session=debug,*=off");

  EXPECT_EQ(log::level_of(Category::session), Level::kDebug);
  EXPECT_EQ(log::level_of(Category::server), Level::kOff);
}

TEST_F(Log, WritesNotEvenErrorsOfACategoryThatIsOff) {
  log::set_levels("session=off");

  EXPECT_THAT(written_by([] { LOG_ERROR(session, "unseen"); }), IsEmpty());
}

TEST_F(Log, SkipsWhatItDoesNotUnderstandWithAWarning) {
  const auto text = written_by([] { log::set_levels("session=loud,=,sesion=debug,,strand,clock=info"); });

  EXPECT_THAT(text, HasSubstr("'session=loud'"));
  EXPECT_THAT(text, HasSubstr("'sesion=debug'"));
  EXPECT_EQ(log::level_of(Category::session), Level::kWarn);
  EXPECT_EQ(log::level_of(Category::clock), Level::kInfo);
}

}  // namespace
}  // namespace caesura
