// SPDX-License-Identifier: MIT
#include "com/async_callback.h"

#include <memory>

#include <gtest/gtest.h>

namespace caesura::test {
namespace {

TEST(AsyncCallback, CallsAgainAndAgain) {
  int calls = 0;
  const auto callback = com::make_callback([&](IMFAsyncResult*) { ++calls; });

  callback->Invoke(nullptr);
  callback->Invoke(nullptr);

  EXPECT_EQ(calls, 2);
}

TEST(AsyncCallback, PromisesNothingUnlessAskedTo) {
  const auto callback = com::make_callback([](IMFAsyncResult*) {});
  DWORD flags = 0;
  DWORD queue = 0;

  EXPECT_EQ(callback->GetParameters(&flags, &queue), E_NOTIMPL);
  EXPECT_EQ(callback->GetParameters(nullptr, &queue), E_POINTER);
}

TEST(AsyncCallback, NamesTheQueueItWasGiven) {
  const com::CallbackParameters parameters{MFASYNC_FAST_IO_PROCESSING_CALLBACK, MFASYNC_CALLBACK_QUEUE_MULTITHREADED};
  const auto callback = com::make_callback([](IMFAsyncResult*) {}, parameters);
  DWORD flags = 0;
  DWORD queue = 0;

  EXPECT_EQ(callback->GetParameters(&flags, &queue), S_OK);

  EXPECT_EQ(flags, parameters.flags);
  EXPECT_EQ(queue, parameters.queue);
}

TEST(AsyncCallback, KeepsExceptionsInside) {
  const auto callback = com::make_callback([](IMFAsyncResult*) { throw std::bad_alloc(); });

  EXPECT_EQ(callback->Invoke(nullptr), E_OUTOFMEMORY);
}

TEST(OneShotCallback, IsCalledOnce) {
  int calls = 0;
  const auto callback = com::make_one_shot_callback([&](IMFAsyncResult*) { ++calls; });

  EXPECT_EQ(callback->Invoke(nullptr), S_OK);
  EXPECT_EQ(callback->Invoke(nullptr), E_UNEXPECTED);

  EXPECT_EQ(calls, 1);
}

TEST(OneShotCallback, LetsGoOfWhatItHoldsAfterTheCall) {
  auto held = std::make_shared<int>(0);
  const std::weak_ptr<int> watched = held;
  const auto callback = com::make_one_shot_callback([held = std::move(held)](IMFAsyncResult*) {});

  callback->Invoke(nullptr);

  EXPECT_TRUE(watched.expired());
}

}  // namespace
}  // namespace caesura::test
