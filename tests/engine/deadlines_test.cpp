// SPDX-License-Identifier: MIT
#include "engine/deadlines.h"

#include <memory>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/manual_executor.h"

namespace caesura::engine {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

class DeadlinesTest : public testing::Test {
 protected:
  ~DeadlinesTest() override { executor->discard(); }

  Deadlines::Id set(milliseconds limit, int number) {
    return deadlines->set(limit, [this, number] { late.push_back(number); });
  }

  const std::shared_ptr<ManualExecutor> executor = std::make_shared<ManualExecutor>();
  std::shared_ptr<Deadlines> deadlines = std::make_shared<Deadlines>(Strand::create(executor, "test"));
  std::vector<int> late;
};

TEST_F(DeadlinesTest, CallBackNotBeforeTheirTimeAndSoonAfter) {
  set(seconds(2), 1);

  executor->advance(milliseconds(1999));
  EXPECT_THAT(late, IsEmpty());
  executor->advance(milliseconds(1) + Deadlines::kTick);
  EXPECT_THAT(late, ElementsAre(1));
}

TEST_F(DeadlinesTest, AreNeverEarlyWhenTheTimerRunsAlready) {
  set(seconds(10), 1);
  executor->advance(milliseconds(240));
  set(seconds(1), 2);

  executor->advance(milliseconds(999));
  EXPECT_THAT(late, IsEmpty());
  executor->advance(milliseconds(1) + Deadlines::kTick);
  EXPECT_THAT(late, ElementsAre(2));
}

TEST_F(DeadlinesTest, AreCleared) {
  const Deadlines::Id first = set(seconds(1), 1);
  set(seconds(1), 2);

  deadlines->clear(first);
  executor->advance(seconds(2));

  EXPECT_THAT(late, ElementsAre(2));
}

TEST_F(DeadlinesTest, HaveOneTimerHoweverManyThereAre) {
  for (int i = 0; i < 100; ++i) set(seconds(1), i);

  EXPECT_EQ(executor->delayed(), 1u);
}

TEST_F(DeadlinesTest, StopTheTimerWhenNoneIsLeft) {
  set(seconds(1), 1);

  executor->advance(seconds(2));

  EXPECT_EQ(executor->delayed(), 0u);
}

TEST_F(DeadlinesTest, MaySetAnotherWhenLate) {
  deadlines->set(seconds(1), [this] { set(seconds(1), 2); });

  executor->advance(seconds(3));

  EXPECT_THAT(late, ElementsAre(2));
}

TEST_F(DeadlinesTest, CallNobodyOnceTheyAreGone) {
  set(seconds(1), 1);

  deadlines.reset();
  executor->advance(seconds(2));

  EXPECT_THAT(late, IsEmpty());
}

}  // namespace
}  // namespace caesura::engine
