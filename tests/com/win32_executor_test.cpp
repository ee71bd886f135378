// SPDX-License-Identifier: MIT
#include "com/win32_executor.h"

#include <atomic>
#include <chrono>

#include <gtest/gtest.h>

#include "support/com_wait.h"

namespace caesura::test {
namespace {

using namespace std::chrono_literals;

TEST(Win32Executor, RunsATaskOnAnotherThread) {
  const auto executor = com::Win32Executor::create();
  Signal done;
  DWORD thread = 0;

  executor->post([&] {
    thread = GetCurrentThreadId();
    done.raise();
  });

  ASSERT_TRUE(done.wait());
  EXPECT_NE(thread, GetCurrentThreadId());
}

TEST(Win32Executor, RunsEveryTask) {
  const auto executor = com::Win32Executor::create();
  std::atomic<int> ran{0};

  for (int i = 0; i < 1000; ++i) executor->post([&] { ++ran; });

  EXPECT_TRUE(becomes_true([&] { return ran == 1000; }));
}

TEST(Win32Executor, RunsADelayedTaskNotBeforeItsTime) {
  const auto executor = com::Win32Executor::create();
  Signal done;
  const auto before = std::chrono::steady_clock::now();
  auto after = before;

  executor->post_after(30ms, [&] {
    after = std::chrono::steady_clock::now();
    done.raise();
  });

  ASSERT_TRUE(done.wait());
  EXPECT_GE(after - before, 29ms);  // the pool's clock and this one tick apart
}

TEST(Win32Executor, GivesItsThreadsAMultithreadedApartment) {
  const auto executor = com::Win32Executor::create();
  Signal done;
  APTTYPE type = APTTYPE_CURRENT;
  APTTYPEQUALIFIER qualifier = APTTYPEQUALIFIER_NONE;
  HRESULT hr = E_FAIL;

  executor->post([&] {
    hr = CoGetApartmentType(&type, &qualifier);
    done.raise();
  });

  ASSERT_TRUE(done.wait());
  EXPECT_EQ(hr, S_OK);
  EXPECT_EQ(type, APTTYPE_MTA);
}

TEST(Win32Executor, LivesUntilItsLastTaskIsOver) {
  auto executor = com::Win32Executor::create();
  const std::weak_ptr<com::Win32Executor> watched = executor;
  Signal may_end;

  executor->post([&] { may_end.wait(); });
  executor = nullptr;
  EXPECT_FALSE(watched.expired());

  may_end.raise();
  EXPECT_TRUE(becomes_true([&] { return watched.expired(); }));
}

TEST(Win32Executor, GoesOnAfterATaskThatThrew) {
  const auto executor = com::Win32Executor::create();
  Signal done;

  executor->post([] { throw std::bad_alloc(); });
  executor->post([&] { done.raise(); });

  EXPECT_TRUE(done.wait());
}

TEST(Win32Executor, FreesTheTaskBeforeItself) {
  auto executor = com::Win32Executor::create();
  auto held = std::make_shared<int>(0);
  const std::weak_ptr<int> watched = held;

  executor->post_after(1ms, [held = std::move(held), executor] {});
  executor = nullptr;

  EXPECT_TRUE(becomes_true([&] { return watched.expired(); }));
}

}  // namespace
}  // namespace caesura::test
