// SPDX-License-Identifier: MIT
//
// Components that never answer, and components that block inside a call: the session says whose fault it is, and goes
// on.
#include <chrono>
#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "caesura.h"
#include "support/com_wait.h"
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
  ~Watchdog() override { log_->unblock(); }
  // What was blocked, and is let go in the end, calls back into the DLL later than the session lives.
  static void SetUpTestSuite() { dll_ = std::make_unique<Dll>(); }
  static void TearDownTestSuite() {
    EXPECT_TRUE(is_peer_tested() || becomes_true([] { return dll_->can_unload_now() == S_OK; }));
    dll_.reset();
  }
  static inline std::unique_ptr<Dll> dll_;

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

/// Calls that do not return.
struct Blocked {
  const char* call;
  const char* kind;     // of the component, as it is named
  const char* request;  // that fails by it; null: none does
  bool transform;
};
void PrintTo(const Blocked& blocked, std::ostream* out) { *out << blocked.call; }

class BlockedCall : public Watchdog, public testing::WithParamInterface<Blocked> {
 protected:
  BlockedCall() {
    with_transform_ = GetParam().transform;
    sink_script_.finalizable = true;
    log_->block(GetParam().call);
  }
  bool is(const char* call) const { return GetParam().call == std::string(call); }
  /// Gives the commands that come to the call, one behind the other, without waiting for their answers. The calls that
  /// no command waits for come with the playback itself, which is left alone then.
  void ask() {
    session_.set_topology(play().topology.Get());
    session_.start();
    if (is("sink.Shutdown")) {
      ASSERT_EQ(session_.status_of("Started"), S_OK);
    } else if (!GetParam().request) {
      return;
    }
    session_.pause();
    session_.start();
    session_.stop();
  }
  bool comes_with_the_end() const { return is("sink.BeginFinalize") || is("sink.Shutdown"); }
  void expect_blocked() { EXPECT_TRUE(log_->wait_for(GetParam().call)); }
};

const Blocked kBlocked[] = {
    {"source.Start",                 "media source", "start",    false},
    {"source.Pause",                 "media source", "pause",    false},
    {"source.Stop",                  "media source", "stop",     false},
    {"source.stream1.RequestSample", "",             nullptr,    false},
    {"sink.SetPresentationClock",    "media sink",   "prepare",  false},
    {"sink.OnClockStart",            "stream sink",  "start",    false},
    {"sink.OnClockPause",            "stream sink",  "pause",    false},
    {"sink.OnClockStop",             "stream sink",  "stop",     false},
    {"sink.stream0.ProcessSample",   "",             nullptr,    false},
    {"sink.stream0.PlaceMarker",     "",             nullptr,    false},
    {"sink.BeginFinalize",           "media sink",   "finalize", false},
    {"sink.Shutdown",                "",             nullptr,    false},
    {"transform.StartOfStream",      "transform",    "start",    true },
    {"transform.ProcessInput",       "",             nullptr,    true },
    {"transform.ProcessOutput",      "",             nullptr,    true },
};
INSTANTIATE_TEST_SUITE_P(Each, BlockedCall, testing::ValuesIn(kBlocked));

TEST_P(BlockedCall, IsNamed) {
  if (!GetParam().request) GTEST_SKIP() << "nobody waits for it";
  ASSERT_NO_FATAL_FAILURE(ask());
  if (is("sink.BeginFinalize")) session_.close();

  const HeardEvent named = session_.await("NonFatalError");

  EXPECT_THAT(named.string(CAESURA_EVENT_COMPONENT), StartsWith(GetParam().kind));
  EXPECT_EQ(named.string(CAESURA_EVENT_REQUEST), GetParam().request);
  expect_blocked();
}

// session R52
TEST_P(BlockedCall, LetsTheSessionClose) {
  ASSERT_NO_FATAL_FAILURE(ask());
  if (!comes_with_the_end()) expect_blocked();
  const auto began = std::chrono::steady_clock::now();

  EXPECT_EQ(session_.close(), S_OK);
  EXPECT_TRUE(session_.await("Closed"));
  EXPECT_EQ(session_.shut_down(), S_OK);

  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(10));
  expect_blocked();
}

// session R53
TEST_P(BlockedCall, LetsTheSessionShutDown) {
  if (is("sink.BeginFinalize")) GTEST_SKIP() << "nobody calls it";
  ASSERT_NO_FATAL_FAILURE(ask());
  if (!comes_with_the_end()) expect_blocked();
  const auto began = std::chrono::steady_clock::now();

  EXPECT_EQ(session_.shut_down(), S_OK);

  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(7));
  expect_blocked();
}

}  // namespace
}  // namespace caesura::test
