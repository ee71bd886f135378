// SPDX-License-Identifier: MIT
#include "support/manual_executor.h"

#include <algorithm>
#include <memory>
#include <numeric>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace caesura {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;

class ManualExecutorTest : public testing::Test {
 protected:
  Task note(int number) {
    return [this, number] { seen.push_back(number); };
  }

  ManualExecutor executor;
  std::vector<int> seen;
};

TEST_F(ManualExecutorTest, RunsNothingUntilItIsTold) {
  executor.post(note(1));
  executor.post(note(2));
  EXPECT_THAT(seen, ElementsAre());

  EXPECT_TRUE(executor.run_one());
  EXPECT_THAT(seen, ElementsAre(1));

  EXPECT_EQ(executor.run_all(), 1u);
  EXPECT_THAT(seen, ElementsAre(1, 2));
  EXPECT_FALSE(executor.run_one());
}

TEST_F(ManualExecutorTest, RunsDelayedTasksWhenTheyAreDueAndInThatOrder) {
  executor.post_after(milliseconds(20), note(20));
  executor.post_after(milliseconds(10), note(10));
  executor.post_after(milliseconds(30), note(30));

  executor.run_all();
  EXPECT_THAT(seen, ElementsAre());

  executor.advance(milliseconds(20));
  EXPECT_THAT(seen, ElementsAre(10, 20));
  EXPECT_EQ(executor.delayed(), 1u);
}

TEST_F(ManualExecutorTest, ShowsADelayedTaskTheTimeItIsDue) {
  std::vector<std::chrono::nanoseconds> times;
  executor.post_after(milliseconds(10), [&] {
    times.push_back(executor.now());
    executor.post_after(milliseconds(5), [&] { times.push_back(executor.now()); });
  });

  executor.advance(milliseconds(100));

  EXPECT_THAT(times, ElementsAre(milliseconds(10), milliseconds(15)));
  EXPECT_EQ(executor.now(), milliseconds(100));
}

std::vector<int> shuffled(std::uint64_t seed) {
  ManualExecutor executor;
  std::vector<int> seen;
  std::vector<int> numbers(20);
  std::iota(numbers.begin(), numbers.end(), 0);
  executor.shuffle(seed);
  for (const int number : numbers) executor.post([&seen, number] { seen.push_back(number); });
  executor.run_all();
  EXPECT_TRUE(std::is_permutation(seen.begin(), seen.end(), numbers.begin(), numbers.end()));
  return seen;
}

TEST(ManualExecutorShuffle, GivesTheSameOrderForTheSameSeed) {
  EXPECT_EQ(shuffled(1), shuffled(1));
  EXPECT_NE(shuffled(1), shuffled(2));
}

TEST_F(ManualExecutorTest, DiscardsWhatIsPending) {
  auto held = std::make_shared<int>();
  executor.post([held] {});
  executor.post_after(milliseconds(1), [held] {});

  executor.discard();

  EXPECT_EQ(held.use_count(), 1);
  EXPECT_EQ(executor.ready() + executor.delayed(), 0u);
}

}  // namespace
}  // namespace caesura
