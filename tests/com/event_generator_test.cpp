// SPDX-License-Identifier: MIT
#include "com/event_generator.h"

#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "support/com_event_fixture.h"
#include "support/com_rules.h"

namespace caesura::test {
namespace {

ComPtr<IMFAsyncCallback> make_idle_callback() {
  return com::make_callback([](IMFAsyncResult*) {});
}
ComPtr<IUnknown> make_state() {
  ComPtr<IMFAttributes> state;
  MFCreateAttributes(&state, 0);
  return state;
}

// session R95
TEST_F(EventGeneratorTest, HasNothingAtFirst) { EXPECT_EQ(get(), MF_E_NO_EVENTS_AVAILABLE); }

// session R96
TEST_F(EventGeneratorTest, WaitsForAnEvent) {
  std::jthread other([&] { raise(MESessionStarted); });

  EXPECT_EQ(get(0), S_OK);
  EXPECT_EQ(last_type(), MESessionStarted);
}

// session R98, O2
TEST_F(EventGeneratorTest, RefusesNullOutPointersInEveryState) {
  EXPECT_EQ(generator_->GetEvent(0, nullptr), E_INVALIDARG);
  EXPECT_EQ(generator_->EndGetEvent(nullptr, nullptr), E_INVALIDARG);

  generator_->shut_down();

  EXPECT_EQ(generator_->GetEvent(0, nullptr), E_INVALIDARG);
  EXPECT_EQ(generator_->EndGetEvent(nullptr, nullptr), E_INVALIDARG);
}

// session R99
TEST_F(EventGeneratorTest, LetsNobodyPullWhileACallbackWaits) {
  ASSERT_EQ(begin(make_idle_callback()), S_OK);

  EXPECT_EQ(get(), MF_E_MULTIPLE_SUBSCRIBERS);
  EXPECT_EQ(get(0), MF_E_MULTIPLE_SUBSCRIBERS);
}

// session R100
TEST_F(EventGeneratorTest, TakesTheSameRequestTwiceAsOne) {
  const auto callback = make_idle_callback();
  const auto state = make_state();
  ASSERT_EQ(begin(callback, state.Get()), S_OK);

  EXPECT_EQ(begin(callback, state.Get()), MF_S_MULTIPLE_BEGIN);
}

// session R101
TEST_F(EventGeneratorTest, RefusesTheSameCallbackWithAnotherState) {
  const auto callback = make_idle_callback();
  ASSERT_EQ(begin(callback), S_OK);

  EXPECT_EQ(begin(callback, make_state().Get()), MF_E_MULTIPLE_BEGIN);
}

// session R102
TEST_F(EventGeneratorTest, RefusesASecondCallback) {
  ASSERT_EQ(begin(make_idle_callback()), S_OK);

  EXPECT_EQ(begin(make_idle_callback()), MF_E_MULTIPLE_SUBSCRIBERS);
}

// session R103
TEST_F(EventGeneratorTest, RefusesANullCallback) { EXPECT_EQ(begin(nullptr), E_INVALIDARG); }

// session R104
TEST_F(EventGeneratorTest, HandsTheStateToTheCallback) {
  const auto state = make_state();
  ComPtr<IUnknown> seen;
  const auto callback = com::make_callback([&](IMFAsyncResult* result) {
    result->GetState(seen.ReleaseAndGetAddressOf());
    invoked_.raise();
  });
  begin(callback, state.Get());

  raise(MESessionStarted);

  ASSERT_TRUE(invoked_.wait());
  EXPECT_EQ(seen.Get(), state.Get());
}

// session R104
TEST_F(EventGeneratorTest, DeliversEveryEventToACallbackThatAsksAgain) {
  std::vector<MediaEventType> seen;
  ComPtr<IMFAsyncCallback> callback = com::make_callback([&](IMFAsyncResult* result) {
    end(result);
    seen.push_back(last_type());
    if (seen.size() == 3) return invoked_.raise();
    ComPtr<IUnknown> state;
    result->GetState(&state);
    ComPtr<IMFAsyncCallback> again;
    state.As(&again);
    begin(again, again.Get());
  });
  begin(callback, callback.Get());

  raise(MESessionStarted);
  raise(MESessionPaused);
  raise(MESessionStopped);

  ASSERT_TRUE(invoked_.wait());
  EXPECT_EQ(seen, (std::vector<MediaEventType>{MESessionStarted, MESessionPaused, MESessionStopped}));
}

// session R105
TEST_F(EventGeneratorTest, CallsBackOnAnotherThread) {
  DWORD thread = 0;
  const auto callback = com::make_callback([&](IMFAsyncResult*) {
    thread = GetCurrentThreadId();
    invoked_.raise();
  });
  raise(MESessionStarted);

  begin(callback);

  ASSERT_TRUE(invoked_.wait());
  EXPECT_NE(thread, GetCurrentThreadId());
}

// session R106
TEST_F(EventGeneratorTest, KeepsAnEventAsItWasQueued) {
  const GUID extended{
      1, 2, 3, {4, 5, 6, 7, 8, 9, 10, 11}
  };
  PROPVARIANT value{};
  value.vt = VT_I8;
  value.hVal.QuadPart = 42;
  generator_->QueueEvent(MEExtendedType, extended, MF_E_NOT_FOUND, &value);
  ASSERT_EQ(get(), S_OK);

  GUID read_extended{};
  HRESULT read_status = S_OK;
  PROPVARIANT read{};
  event_->GetExtendedType(&read_extended);
  event_->GetStatus(&read_status);
  event_->GetValue(&read);

  EXPECT_EQ(last_type(), MEExtendedType);
  EXPECT_TRUE(IsEqualGUID(read_extended, extended));
  EXPECT_EQ(read_status, MF_E_NOT_FOUND);
  EXPECT_EQ(read.vt, VT_I8);
  EXPECT_EQ(read.hVal.QuadPart, 42);
}

// session R106
TEST_F(EventGeneratorTest, TakesANullValueAsEmpty) {
  raise(MESessionStarted);
  ASSERT_EQ(get(), S_OK);
  PROPVARIANT value{};
  value.vt = VT_I8;

  EXPECT_EQ(event_->GetValue(&value), S_OK);

  EXPECT_EQ(value.vt, VT_EMPTY);
}

// session R106
TEST_F(EventGeneratorTest, KeepsTheOrder) {
  raise(MESessionStarted);
  raise(MESessionStopped);

  get();
  EXPECT_EQ(last_type(), MESessionStarted);
  get();
  EXPECT_EQ(last_type(), MESessionStopped);
}

TEST_F(EventGeneratorTest, EndsARequestOnce) {
  ComPtr<IMFAsyncResult> result;
  begin(com::make_callback([&](IMFAsyncResult* of_request) {
    result = of_request;
    invoked_.raise();
  }));
  raise(MESessionStarted);
  ASSERT_TRUE(invoked_.wait());

  EXPECT_EQ(end(result.Get()), S_OK);
  EXPECT_EQ(end(result.Get()), E_INVALIDARG);
  EXPECT_EQ(get(), MF_E_NO_EVENTS_AVAILABLE);
}

// session R109
TEST_F(EventGeneratorTest, CallsBackOnTheQueueThatTheCallbackNames) {
  DWORD queue = 0;
  ASSERT_EQ(MFAllocateWorkQueue(&queue), S_OK);
  DWORD thread_of_queue = 0;
  Signal asked;
  const auto ask = com::make_callback([&](IMFAsyncResult*) {
    thread_of_queue = GetCurrentThreadId();
    asked.raise();
  });
  MFPutWorkItem(queue, ask.Get(), nullptr);
  ASSERT_TRUE(asked.wait());

  DWORD thread = 0;
  begin(com::make_callback(
      [&](IMFAsyncResult*) {
        thread = GetCurrentThreadId();
        invoked_.raise();
      },
      com::CallbackParameters{0, queue}));
  raise(MESessionStarted);

  ASSERT_TRUE(invoked_.wait());
  EXPECT_EQ(thread, thread_of_queue);
  MFUnlockWorkQueue(queue);
}

TEST_F(EventGeneratorTest, StillCallsBackWhereTheNamedQueueIsGone) {
  DWORD queue = 0;
  ASSERT_EQ(MFAllocateWorkQueue(&queue), S_OK);
  MFUnlockWorkQueue(queue);
  begin(com::make_callback([&](IMFAsyncResult*) { invoked_.raise(); }, com::CallbackParameters{0, queue}));

  raise(MESessionStarted);

  EXPECT_TRUE(invoked_.wait());
}

TEST_F(EventGeneratorTest, DeliversWhileTheCallbackOfAnotherBlocks) {
  Signal entered;
  Signal may_return;
  const auto blocked = make_generator();
  const auto blocking = com::make_callback([&](IMFAsyncResult*) {
    entered.raise();
    may_return.wait();
  });
  blocked->BeginGetEvent(blocking.Get(), nullptr);
  blocked->QueueEvent(MESessionStarted, GUID_NULL, S_OK, nullptr);
  ASSERT_TRUE(entered.wait());

  begin(make_ending_callback());
  raise(MESessionStarted);

  EXPECT_TRUE(invoked_.wait());
  may_return.raise();
}

TEST_F(EventGeneratorTest, LosesNothingBetweenManyThreads) {
  constexpr int kThreads = 4;
  constexpr int kEach = 250;
  std::atomic<int> seen{0};
  ComPtr<IMFAsyncCallback> callback = com::make_callback([&](IMFAsyncResult* result) {
    ComPtr<IMFMediaEvent> event;
    if (FAILED(generator_->EndGetEvent(result, &event))) return;
    if (++seen == kThreads * kEach) return invoked_.raise();
    ComPtr<IMFAsyncCallback> again;
    static_cast<IUnknown*>(result->GetStateNoAddRef())->QueryInterface(IID_PPV_ARGS(&again));
    begin(again, again.Get());
  });
  begin(callback, callback.Get());

  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i)
      threads.emplace_back([&] {
        for (int n = 0; n < kEach; ++n) raise(MESessionStarted);
      });
  }

  EXPECT_TRUE(invoked_.wait());
  EXPECT_EQ(seen, kThreads * kEach);
}

}  // namespace
}  // namespace caesura::test
