// SPDX-License-Identifier: MIT
//
// Components that never answer: the session says whose fault it is, and goes on.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "caesura.h"
#include "support/session_fixture.h"

namespace caesura::test {
namespace {

using testing::StartsWith;

constexpr UINT32 kPatience = 300;  // milliseconds
const Hr kTimeout = HRESULT_FROM_WIN32(ERROR_TIMEOUT);

TOPOID id_of(IMFTopologyNode* node) {
  TOPOID id = 0;
  node->GetTopoNodeID(&id);
  return id;
}

class Watchdog : public SessionTest {
 protected:
  Watchdog() : SessionTest(kPatience) {}

  /// Who was named, and what he was asked.
  static void expect_fault(const HeardEvent& event, IMFTopologyNode* node, const char* kind, const char* request) {
    ASSERT_TRUE(event);
    EXPECT_EQ(static_cast<TOPOID>(event.int64(CAESURA_EVENT_NODE)), id_of(node));
    EXPECT_THAT(event.string(CAESURA_EVENT_COMPONENT), StartsWith(std::string(kind) + " of caesura_conformance_tests"));
    EXPECT_EQ(event.string(CAESURA_EVENT_REQUEST), request);
  }
};

class WatchdogPatience : public PresentationTest {
 protected:
  Hr create(const mf::PropVariant& patience) {
    ComPtr<IMFAttributes> store;
    MFCreateAttributes(&store, 1);
    store->SetItem(CAESURA_SESSION_PATIENCE, patience.get());
    ComPtr<IMFMediaSession> session;
    const Hr hr = dll_.create_media_session(store.Get(), &session);
    if (session) session->Shutdown();
    return hr;
  }
  Dll dll_;
};

TEST_F(WatchdogPatience, IsANumberOfMilliseconds) {
  EXPECT_EQ(create(mf::PropVariant::of_uint32(1)), S_OK);
  EXPECT_EQ(create(mf::PropVariant::of_uint32(UINT32_MAX)), S_OK);
  EXPECT_EQ(create(mf::PropVariant::of_uint32(0)), E_INVALIDARG);
  EXPECT_EQ(create(mf::PropVariant::of_uint64(1000)), MF_E_INVALIDTYPE);
}

TEST_F(Watchdog, NamesTheSourceThatNeverStarts) {
  source_script_.answers = false;
  ASSERT_NO_FATAL_FAILURE(ready());

  session_.start();

  const HeardEvent named = session_.await("NonFatalError");
  EXPECT_EQ(named.status(), kTimeout);
  EXPECT_EQ(named.value().type(), VT_UI4);
  expect_fault(named, play().source_node.Get(), "media source", "start");
  EXPECT_EQ(session_.status_of("Started"), kTimeout);
  expect_fault(session_.await("Started"), play().source_node.Get(), "media source", "start");
  EXPECT_EQ(session_.log()->count("Error"), 0u);
}

TEST_F(Watchdog, NamesTheSinkThatNeverStarts) {
  sink_script_.streams[0].answers = false;
  ASSERT_NO_FATAL_FAILURE(ready());

  session_.start();

  EXPECT_EQ(session_.status_of("Started"), kTimeout);
  expect_fault(session_.await("NonFatalError"), play().output_node.Get(), "stream sink", "start");
}

TEST_F(Watchdog, LeavesASessionThatCanBeStoppedAndClosed) {
  sink_script_.streams[0].answers = false;
  ASSERT_NO_FATAL_FAILURE(ready());
  session_.start();
  ASSERT_EQ(session_.status_of("Started"), kTimeout);

  session_.stop();

  EXPECT_EQ(session_.status_of("Stopped"), S_OK);
  EXPECT_EQ(session_.close(), S_OK);
  EXPECT_EQ(session_.status_of("Closed"), S_OK);
  EXPECT_EQ(session_.shut_down(), S_OK);
}

TEST_F(Watchdog, NamesTheSinkThatNeverFinalizes) {
  sink_script_.finalizable = true;
  sink_script_.finalizes = false;
  ASSERT_NO_FATAL_FAILURE(started());

  session_.close();

  EXPECT_EQ(session_.status_of("Closed"), kTimeout);
  expect_fault(session_.await("NonFatalError"), play().output_node.Get(), "media sink", "finalize");
}

}  // namespace
}  // namespace caesura::test
