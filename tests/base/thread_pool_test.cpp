// SPDX-License-Identifier: MIT
#include "base/thread_pool.h"

#include <atomic>
#include <future>
#include <memory>

#include <gtest/gtest.h>

#include "base/countdown.h"

namespace caesura {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

TEST(ThreadPool, RunsTasksAtTheSameTime) {
  Countdown both_run(2);
  const auto meet = [&] {
    both_run.count_down();
    both_run.wait();
  };
  ThreadPool pool(2);

  pool.post(meet);
  pool.post(meet);

  both_run.wait();
}

TEST(ThreadPool, RunsEveryPostedTaskBeforeItIsDestroyed) {
  std::atomic<int> count = 0;
  {
    ThreadPool pool(2);
    for (int i = 0; i < 1000; ++i) pool.post([&] { ++count; });
  }
  EXPECT_EQ(count, 1000);
}

TEST(ThreadPool, RunsWhatATaskPostsWhileThePoolIsDestroyed) {
  std::atomic<int> count = 0;
  {
    ThreadPool pool(1);
    pool.post([&] { pool.post([&] { pool.post([&] { ++count; }); }); });
  }
  EXPECT_EQ(count, 1);
}

TEST(ThreadPool, RunsADelayedTaskNotBeforeItIsDue) {
  std::promise<steady_clock::time_point> run;
  ThreadPool pool(1);
  const auto posted = steady_clock::now();

  pool.post_after(milliseconds(5), [&] { run.set_value(steady_clock::now()); });

  EXPECT_GE(run.get_future().get() - posted, milliseconds(5));
}

TEST(ThreadPool, RunsTheDelayedTaskThatIsDueFirst) {
  std::promise<int> first;
  ThreadPool pool(1);

  pool.post_after(hours(1), [&] { first.set_value(2); });
  pool.post_after(milliseconds(1), [&] { first.set_value(1); });

  EXPECT_EQ(first.get_future().get(), 1);
}

TEST(ThreadPool, DestroysDelayedTasksThatAreNotDueWithoutRunningThem) {
  auto held = std::make_shared<int>();
  bool ran = false;
  {
    ThreadPool pool(1);
    pool.post_after(hours(1), [held, &ran] { ran = true; });
  }
  EXPECT_FALSE(ran);
  EXPECT_EQ(held.use_count(), 1);
}

TEST(ThreadPool, MayBeDestroyedByATaskOfItsOwn) {
  // Shared, because the pool's last thread may still be on its way out when the test ends.
  const auto only_reference = std::make_shared<Countdown>(1);
  const auto destroyed = std::make_shared<Countdown>(1);
  auto pool = std::make_shared<ThreadPool>(2);
  pool->post([only_reference, destroyed, held = pool]() mutable {
    only_reference->wait();
    held.reset();
    destroyed->count_down();
  });

  pool.reset();
  only_reference->count_down();

  destroyed->wait();
}

}  // namespace
}  // namespace caesura
