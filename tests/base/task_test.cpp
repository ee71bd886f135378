// SPDX-License-Identifier: MIT
#include "base/task.h"

#include <array>
#include <memory>

#include <gtest/gtest.h>

#include "base/result.h"

namespace caesura {
namespace {

TEST(Task, IsEmptyUntilItIsGivenACallable) {
  Task empty;
  Task full = [] {};

  EXPECT_FALSE(empty);
  EXPECT_TRUE(full);
}

TEST(Task, CallsACallableThatCannotBeCopied) {
  int seen = 0;
  Task task = [&seen, number = std::make_unique<int>(7)] { seen = *number; };

  task();

  EXPECT_EQ(seen, 7);
}

TEST(Task, CallsACallableTooLargeToBeKeptInside) {
  std::array<int, 100> large{};
  large.back() = 7;
  int seen = 0;
  Task task = [&seen, large] { seen = large.back(); };

  Task moved = std::move(task);
  moved();

  EXPECT_EQ(seen, 7);
}

TEST(Task, LeavesNothingBehindWhenItIsMoved) {
  auto held = std::make_shared<int>();
  Task task = [held] {};

  Task moved = std::move(task);

  EXPECT_FALSE(task);  // NOLINT(bugprone-use-after-move)
  EXPECT_EQ(held.use_count(), 2);
}

TEST(Task, ReleasesItsCallableWhenAnotherIsAssigned) {
  auto held = std::make_shared<int>();
  Task task = [held] {};

  task = Task();

  EXPECT_EQ(held.use_count(), 1);
}

TEST(Result, HoldsAValueThatCannotBeCopied) {
  Result<std::unique_ptr<int>> result = std::make_unique<int>(7);

  ASSERT_TRUE(result.ok());
  EXPECT_EQ(*std::move(result).value(), 7);
}

TEST(Result, HoldsTheStatusThatSaysWhyThereIsNoValue) {
  Result<int> result = status::kShutdown;

  EXPECT_FALSE(result.ok());
  EXPECT_EQ(result.status(), status::kShutdown);
}

TEST(Status, CountsEverySuccessCodeAsOk) {
  EXPECT_TRUE(status::kFalse.ok());
  EXPECT_TRUE(status::kMultipleBeginSame.ok());
  EXPECT_TRUE(status::kMultipleBegin.failed());
}

}  // namespace
}  // namespace caesura
