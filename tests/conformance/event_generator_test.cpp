// SPDX-License-Identifier: MIT
//
// IMFMediaEventGenerator on the session.
#include <atomic>
#include <future>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "com/async_callback.h"
#include "support/com_wait.h"
#include "support/session_fixture.h"

namespace caesura::test {
namespace {

using testing::ElementsAre;

constexpr GUID kExtendedType{
    0x5ee2b2c4, 0x3c52, 0x4a7e, {0x9b, 0x1f, 0x6d, 0x2f, 0x51, 0x6e, 0x8a, 0x13}
};
constexpr DWORD kPatience = 20'000;  // milliseconds

/// A session whose events nobody reads yet.
class SessionGenerator : public testing::Test {
 protected:
  Hr get(DWORD flags = MF_EVENT_FLAG_NO_WAIT) {
    ComPtr<IMFMediaEvent> event;
    const HRESULT hr = session_->GetEvent(flags, &event);
    last_ = HeardEvent(event);
    return hr;
  }
  Hr raise(MediaEventType type) { return session_->QueueEvent(type, GUID_NULL, S_OK, nullptr); }
  Hr begin(const ComPtr<IMFAsyncCallback>& callback, IUnknown* state = nullptr) {
    return session_->BeginGetEvent(callback.Get(), state);
  }
  /// A callback that ends the request and keeps what it got.
  ComPtr<IMFAsyncCallback> make_callback(std::optional<com::CallbackParameters> parameters = std::nullopt) {
    return com::make_callback(
        [this](IMFAsyncResult* result) {
          ComPtr<IMFMediaEvent> event;
          ComPtr<IUnknown> state;
          thread_ = GetCurrentThreadId();
          ended_ = session_->EndGetEvent(result, &event);
          result->GetState(&state);
          state_ = state.Get();
          ++invoked_;
          heard_ = HeardEvent(event);
          done_.raise();
        },
        parameters);
  }

  SessionPlatform platform_;
  HeardEvent last_;
  std::atomic<DWORD> thread_{0};
  std::atomic<HRESULT> ended_{E_PENDING};
  std::atomic<IUnknown*> state_{nullptr};
  std::atomic<int> invoked_{0};
  HeardEvent heard_;
  Signal done_;
  SessionClient session_{SessionClient::Events::kLeave};
};

// session R95
TEST_F(SessionGenerator, HasNothingToGiveAtFirst) { EXPECT_EQ(get(), MF_E_NO_EVENTS_AVAILABLE); }

// session R96
TEST_F(SessionGenerator, WaitsForAnEvent) {
  auto waiting = std::async(std::launch::async, [&] { return get(0); });
  raise(MEExtendedType);

  EXPECT_EQ(waiting.get(), S_OK);
  EXPECT_EQ(last_.type(), DWORD{MEExtendedType});
}

// session R97
TEST_F(SessionGenerator, EndsAWaitWithShutdown) {
  auto waiting = std::async(std::launch::async, [&] { return get(0); });
  session_.shut_down();

  EXPECT_EQ(waiting.get(), MF_E_SHUTDOWN);
}

// session R98
TEST_F(SessionGenerator, WantsAPointer) {
  EXPECT_EQ(Hr(session_->GetEvent(MF_EVENT_FLAG_NO_WAIT, nullptr)), E_INVALIDARG);
}

// session R99
TEST_F(SessionGenerator, GivesNothingPastAWaitingCallback) {
  ASSERT_EQ(begin(make_callback()), S_OK);

  EXPECT_EQ(get(), MF_E_MULTIPLE_SUBSCRIBERS);
}

// session R100
TEST_F(SessionGenerator, TakesTheSameRequestTwiceAsOne) {
  const auto callback = make_callback();
  ASSERT_EQ(begin(callback), S_OK);

  EXPECT_EQ(begin(callback), MF_S_MULTIPLE_BEGIN);
  raise(MEExtendedType);
  ASSERT_TRUE(done_.wait(kPatience));
  session_.shut_down();

  EXPECT_EQ(invoked_, 1);
}

// session R101
TEST_F(SessionGenerator, RefusesTheSameCallbackWithAnotherState) {
  const auto callback = make_callback();
  ASSERT_EQ(begin(callback), S_OK);

  EXPECT_EQ(begin(callback, callback.Get()), MF_E_MULTIPLE_BEGIN);
}

// session R102
TEST_F(SessionGenerator, RefusesASecondCallback) {
  ASSERT_EQ(begin(make_callback()), S_OK);

  EXPECT_EQ(begin(make_callback()), MF_E_MULTIPLE_SUBSCRIBERS);
}

// session R103
TEST_F(SessionGenerator, RefusesANullCallback) { EXPECT_EQ(begin(nullptr), E_INVALIDARG); }

// session R104
TEST_F(SessionGenerator, HandsTheStateToTheCallback) {
  const auto state = com::make_callback([](IMFAsyncResult*) {});
  ASSERT_EQ(begin(make_callback(), state.Get()), S_OK);

  raise(MEExtendedType);

  ASSERT_TRUE(done_.wait(kPatience));
  EXPECT_EQ(ended_, S_OK);
  EXPECT_EQ(heard_.type(), DWORD{MEExtendedType});
  EXPECT_EQ(state_, static_cast<IUnknown*>(state.Get()));
}

// session R104
TEST_F(SessionGenerator, MayBeAskedAgainInsideTheCallback) {
  const auto log = std::make_shared<SessionEventLog>();
  listen(session_.get(), log);

  for (int i = 0; i < 3; ++i) raise(MEExtendedType);

  EXPECT_TRUE(log->await(std::to_string(MEExtendedType), 3));
}

// session R105
TEST_F(SessionGenerator, CallsBackOnAnotherThread) {
  ASSERT_EQ(begin(make_callback()), S_OK);

  session_.clear_topologies();

  ASSERT_TRUE(done_.wait(kPatience));
  EXPECT_NE(thread_, GetCurrentThreadId());
}

// session R106
TEST_F(SessionGenerator, GivesTheClientsOwnEventsBackUnchanged) {
  const mf::PropVariant value = mf::PropVariant::of_int64(42);
  ASSERT_EQ(Hr(session_->QueueEvent(MEExtendedType, kExtendedType, E_ACCESSDENIED, &value.get())), S_OK);
  ASSERT_EQ(raise(MENonFatalError), S_OK);

  ASSERT_EQ(get(), S_OK);
  EXPECT_EQ(last_.type(), DWORD{MEExtendedType});
  EXPECT_TRUE(last_.extended_type() == kExtendedType);
  EXPECT_EQ(last_.status(), E_ACCESSDENIED);
  EXPECT_EQ(last_.value().int64(), 42);
  ASSERT_EQ(get(), S_OK);
  EXPECT_EQ(last_.type(), DWORD{MENonFatalError});
  EXPECT_EQ(last_.value().type(), VT_EMPTY);
}

// session R107
TEST_F(SessionGenerator, EndsWithShutdown) {
  const auto callback = make_callback();
  ComPtr<IMFAsyncResult> result;
  ComPtr<IMFMediaEvent> event;
  MFCreateAsyncResult(nullptr, callback.Get(), nullptr, &result);
  ASSERT_EQ(session_.shut_down(), S_OK);

  EXPECT_EQ(get(), MF_E_SHUTDOWN);
  EXPECT_EQ(begin(callback), MF_E_SHUTDOWN);
  EXPECT_EQ(Hr(session_->EndGetEvent(result.Get(), &event)), MF_E_SHUTDOWN);
  EXPECT_EQ(raise(MEExtendedType), MF_E_SHUTDOWN);
}

// session R108
TEST_F(SessionGenerator, StillWorksAfterClose) {
  ASSERT_EQ(session_.close(), S_OK);

  EXPECT_EQ(get(0), S_OK);
  EXPECT_EQ(last_.name(), "Closed");
}

// session R109
TEST_F(SessionGenerator, CallsBackOnTheQueueOfTheCallbacksChoice) {
  ASSERT_EQ(begin(make_callback(com::CallbackParameters{0, MFASYNC_CALLBACK_QUEUE_MULTITHREADED})), S_OK);

  raise(MEExtendedType);

  ASSERT_TRUE(done_.wait(kPatience));
  EXPECT_EQ(ended_, S_OK);
}

// session O6 R57
TEST_F(SessionGenerator, LetsGoOfAWaitingCallbackInShutdown) {
  const auto callback = make_callback();
  ASSERT_EQ(begin(callback), S_OK);

  session_.shut_down();

  EXPECT_EQ(references_to(callback.Get()), 1u);
  EXPECT_EQ(invoked_, 0);
}

TEST_F(SessionGenerator, TellsTheSameToAClientThatWaitsInGetEvent) {
  const auto log = std::make_shared<SessionEventLog>();
  const EventReader reader(session_.get(), log);

  session_.pause();
  session_.close();

  EXPECT_TRUE(log->await("Closed"));
  EXPECT_THAT(log->texts(), ElementsAre("Paused c00d36b2", "Closed"));
  session_.shut_down();
}

}  // namespace
}  // namespace caesura::test
