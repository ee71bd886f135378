// SPDX-License-Identifier: MIT
#include "base/strand.h"

#include <atomic>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/countdown.h"
#include "base/thread_pool.h"
#include "support/manual_executor.h"

namespace caesura {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class StrandTest : public testing::Test {
 protected:
  ~StrandTest() override { executor->discard(); }

  Task note(int number) {
    return [this, number] { seen.push_back(number); };
  }
  void post_numbers(Strand& to, int from, int end) {
    for (int number = from; number < end; ++number) to.post(note(number));
  }

  const std::shared_ptr<ManualExecutor> executor = std::make_shared<ManualExecutor>();
  std::shared_ptr<Strand> strand = Strand::create(executor, "test");
  std::vector<int> seen;
};

TEST_F(StrandTest, RunsTasksInTheOrderTheyWerePosted) {
  std::vector<int> expected(100);
  std::iota(expected.begin(), expected.end(), 0);
  executor->shuffle(1);

  post_numbers(*strand, 0, 100);
  executor->run_all();

  EXPECT_EQ(seen, expected);
}

TEST_F(StrandTest, RunsNothingInsidePost) {
  strand->post([this] {
    strand->post(note(2));
    seen.push_back(1);
  });
  EXPECT_THAT(seen, IsEmpty());

  executor->run_all();
  EXPECT_THAT(seen, ElementsAre(1, 2));
}

TEST_F(StrandTest, GivesWayToOthersAfterOneTurn) {
  auto other = Strand::create(executor, "other");
  post_numbers(*strand, 0, 2 * Strand::kTurn);
  other->post(note(-1));

  executor->run_all();

  EXPECT_EQ(seen.size(), 2u * Strand::kTurn + 1);
  EXPECT_EQ(seen[Strand::kTurn], -1);
}

TEST_F(StrandTest, IsHereOnlyInsideItsOwnTasks) {
  auto other = Strand::create(executor, "other");
  std::vector<bool> here;
  strand->post([&] { here = {strand->runs_here(), other->runs_here()}; });

  executor->run_all();

  EXPECT_THAT(here, ElementsAre(true, false));
  EXPECT_FALSE(strand->runs_here());
}

TEST_F(StrandTest, IsHereAgainAfterATaskThatRanAnotherStrand) {
  auto other = Strand::create(executor, "other");
  other->post([] {});
  bool here = false;
  auto inner = std::make_shared<ManualExecutor>();
  auto nested = Strand::create(inner, "nested");
  nested->post([] {});
  strand->post([&] {
    inner->run_all();
    here = strand->runs_here();
  });

  executor->run_all();

  EXPECT_TRUE(here);
}

TEST_F(StrandTest, DestroysATaskBeforeTheNextOneStarts) {
  auto held = std::make_shared<int>();
  std::weak_ptr<int> watched = held;
  bool gone = false;
  strand->post([held = std::move(held)] {});
  strand->post([&] { gone = watched.expired(); });

  executor->run_all();

  EXPECT_TRUE(gone);
}

TEST_F(StrandTest, IsKeptAliveByPendingTasksAndByNothingElse) {
  std::weak_ptr<Strand> watched = strand;
  strand->post(note(1));
  strand->post_after(milliseconds(1), note(2));

  strand.reset();
  executor->run_all();
  EXPECT_FALSE(watched.expired());

  executor->advance(milliseconds(1));
  EXPECT_THAT(seen, ElementsAre(1, 2));
  EXPECT_TRUE(watched.expired());
}

TEST_F(StrandTest, MayLoseItsLastReferenceInATask) {
  auto dying = Strand::create(executor, "dying");
  Strand& alias = *dying;
  alias.post([this, dying = std::move(dying)]() mutable {
    dying.reset();
    seen.push_back(1);
  });
  alias.post(note(2));

  executor->run_all();

  EXPECT_THAT(seen, ElementsAre(1, 2));
}

TEST_F(StrandTest, PostsDelayedTasksWhenTheyAreDue) {
  strand->post_after(milliseconds(10), note(10));
  strand->post(note(0));

  executor->advance(milliseconds(9));
  EXPECT_THAT(seen, ElementsAre(0));

  executor->advance(milliseconds(1));
  EXPECT_THAT(seen, ElementsAre(0, 10));
}

TEST_F(StrandTest, LogsWhatATaskThrowsAndGoesOn) {
  strand->post([] { throw std::runtime_error("out of luck"); });
  strand->post([] { throw 7; });
  strand->post(note(3));

  testing::internal::CaptureStderr();
  executor->run_all();
  const auto text = testing::internal::GetCapturedStderr();

  EXPECT_THAT(text, HasSubstr("test: a task threw: out of luck"));
  EXPECT_THAT(text, HasSubstr("no std::exception"));
  EXPECT_THAT(seen, ElementsAre(3));
}

TEST(Strand, RunsOneTaskAtATimeAndInOrderHoweverManyThreadsPost) {
  constexpr int kPosters = 4;
  constexpr int kTasks = 5000;
  std::vector<int> last(kPosters, -1);  // by poster; not atomic, so that a race is one
  int out_of_order = 0;
  Countdown done(kPosters * kTasks);
  auto pool = std::make_shared<ThreadPool>(4);
  auto strand = Strand::create(pool, "test");

  std::vector<std::jthread> posters;
  for (int poster = 0; poster < kPosters; ++poster) {
    posters.emplace_back([&, poster] {
      for (int number = 0; number < kTasks; ++number) {
        strand->post([&, poster, number] {
          auto& previous = last[static_cast<std::size_t>(poster)];
          if (number != previous + 1 || !strand->runs_here()) ++out_of_order;
          previous = number;
          done.count_down();
        });
      }
    });
  }
  done.wait();

  EXPECT_EQ(out_of_order, 0);
  EXPECT_THAT(last, testing::Each(kTasks - 1));
}

TEST(Strand, PassesTasksToAndFroBetweenStrandsWithoutLosingAny) {
  constexpr int kHops = 2000;
  constexpr int kBalls = 8;
  auto pool = std::make_shared<ThreadPool>(3);
  struct Table {
    std::shared_ptr<Strand> left, right;
    Countdown done{kBalls};
    int left_hops = 0, right_hops = 0;

    void hop(int remaining) {
      const bool on_left = left->runs_here();
      ++(on_left ? left_hops : right_hops);
      if (remaining == 0) return done.count_down();
      (on_left ? right : left)->post([this, remaining] { hop(remaining - 1); });
    }
  } table{Strand::create(pool, "left"), Strand::create(pool, "right")};

  for (int i = 0; i < kBalls; ++i) table.left->post([&] { table.hop(kHops); });
  table.done.wait();

  EXPECT_EQ(table.left_hops + table.right_hops, kBalls * (kHops + 1));
}

TEST(Strand, MayBeTheLastToHoldItsThreadPool) {
  std::atomic<int> count = 0;
  Countdown done(1);
  auto pool = std::make_shared<ThreadPool>(2);
  auto strand = Strand::create(pool, "test");
  strand->post([&, strand] { ++count; });
  strand->post([&] { done.count_down(); });

  strand.reset();
  pool.reset();
  done.wait();

  EXPECT_EQ(count, 1);
}

}  // namespace
}  // namespace caesura
