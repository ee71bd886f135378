// SPDX-License-Identifier: MIT
#include <atomic>
#include <memory>
#include <thread>

#include <gtest/gtest.h>

#include "support/com_event_fixture.h"
#include "support/com_rules.h"

namespace caesura::test {
namespace {

using EventShutdown = EventGeneratorTest;

// session R97
TEST_F(EventShutdown, ReleasesAThreadThatWaits) {
  Signal about_to_wait;
  HRESULT hr = S_OK;
  std::jthread waiting([&] {
    about_to_wait.raise();
    hr = get(0);
  });
  about_to_wait.wait();

  generator_->shut_down();
  waiting.join();

  EXPECT_EQ(hr, MF_E_SHUTDOWN);
}

// session R107
TEST_F(EventShutdown, EndsEveryMethod) {
  raise(MESessionStarted);
  ComPtr<IMFAsyncResult> result;
  MFCreateAsyncResult(nullptr, make_ending_callback().Get(), nullptr, &result);

  generator_->shut_down();

  EXPECT_EQ(get(), MF_E_SHUTDOWN);
  EXPECT_EQ(get(0), MF_E_SHUTDOWN);
  EXPECT_EQ(begin(make_ending_callback()), MF_E_SHUTDOWN);
  EXPECT_EQ(end(result.Get()), MF_E_SHUTDOWN);
  EXPECT_EQ(raise(MESessionStarted), MF_E_SHUTDOWN);
}

// session O6
TEST_F(EventShutdown, LetsGoOfAWaitingCallbackAndItsState) {
  const auto callback = make_ending_callback();
  ComPtr<IMFAttributes> state;
  MFCreateAttributes(&state, 0);
  begin(callback, state.Get());

  generator_->shut_down();

  EXPECT_EQ(references(callback.Get()), 1u);
  EXPECT_EQ(references(state.Get()), 1u);
}

TEST_F(EventShutdown, LetsGoOfACallbackThatHasEnded) {
  const auto callback = make_ending_callback();
  begin(callback);
  raise(MESessionStarted);
  ASSERT_TRUE(invoked_.wait());

  EXPECT_TRUE(becomes_true([&] { return references(callback.Get()) == 1; }));
}

TEST_F(EventShutdown, MayComeFromInsideACallback) {
  begin(com::make_callback([&](IMFAsyncResult* result) {
    generator_->shut_down();
    ended_ = end(result);
    invoked_.raise();
  }));

  raise(MESessionStarted);

  ASSERT_TRUE(invoked_.wait());
  EXPECT_EQ(ended_, MF_E_SHUTDOWN);
}

TEST_F(EventShutdown, DoesNotWaitForeverForACallbackThatBlocks) {
  Signal may_return;
  Signal returned;
  begin(com::make_callback([&](IMFAsyncResult*) {
    invoked_.raise();
    may_return.wait();
    returned.raise();
  }));
  raise(MESessionStarted);
  ASSERT_TRUE(invoked_.wait());

  generator_->shut_down();

  EXPECT_FALSE(returned.wait(0));
  may_return.raise();
  EXPECT_TRUE(returned.wait());
}

// session R57
TEST_F(EventShutdown, LetsNoCallbackStartAfterwards) {
  for (int round = 0; round < 500; ++round) {
    const auto generator = make_generator();
    auto is_over = std::make_shared<std::atomic<bool>>(false);
    auto late = std::make_shared<std::atomic<bool>>(false);
    const auto callback = com::make_callback([is_over, late](IMFAsyncResult*) { *late = late->load() || *is_over; });
    generator->BeginGetEvent(callback.Get(), nullptr);

    std::jthread other([&] { generator->QueueEvent(MESessionStarted, GUID_NULL, S_OK, nullptr); });
    for (volatile int spin = 0; spin < round % 97 * 100;) spin = spin + 1;
    generator->shut_down();
    *is_over = true;

    other.join();
    ASSERT_EQ(references(callback.Get()), 1u) << "round " << round;
    ASSERT_FALSE(*late) << "round " << round;
  }
}

// session R194
TEST_F(EventShutdown, HappensWithTheLastReference) {
  const auto callback = make_ending_callback();
  begin(callback);

  generator_ = nullptr;

  EXPECT_EQ(references(callback.Get()), 1u);
}

}  // namespace
}  // namespace caesura::test
