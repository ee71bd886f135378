// SPDX-License-Identifier: MIT
//
// What is left of sessions: nothing.
#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "com/async_callback.h"
#include "support/com_dll.h"
#include "support/com_wait.h"
#include "support/process_counters.h"
#include "support/session_fixture.h"

namespace caesura::test {
namespace {

/// Timers of sessions that are over keep the DLL for a moment. It goes before the program does, so that what is left of
/// it then is left for good (tests/heap).
class UntilTheDllHasGone : public testing::Environment {
  void TearDown() override {
    for (int waited = 0; waited < 30'000 && GetModuleHandleW(L"caesura.dll"); waited += 10) Sleep(10);
  }
};
[[maybe_unused]] const auto* const environment = testing::AddGlobalTestEnvironment(new UntilTheDllHasGone);

/// Sessions that come and go within a test.
class Lifetime : public PresentationTest {
 protected:
  /// Plays a presentation to its end and closes the session.
  void play_and_close(SessionClient& session, const Presentation& presentation) {
    session.set_topology(presentation.topology.Get());
    session.start();
    ASSERT_EQ(session.status_of("Ended"), S_OK) << testing::PrintToString(session.events());
    session.close();
    ASSERT_EQ(session.status_of("Closed"), S_OK);
  }
  void cycle() {
    const Presentation presentation = make_presentation();
    SessionClient session;
    play_and_close(session, presentation);
    presentation.source->Shutdown();
  }
  void cycles(int count) {
    for (int i = 0; i < count && !HasFatalFailure(); ++i) cycle();
  }
  struct Held {
    std::size_t handles = 0;
    std::size_t threads = 0;
    bool operator==(const Held&) const = default;
  };
  /// What the process holds once that does not change any more: the platform's pool lets a thread go that has had no
  /// work for five seconds.
  static Held held_at_rest() {
    Held held;
    for (int waited = 0, same = 0; same < 60 && waited < 300; ++waited) {
      Sleep(100);
      const Held now{open_handles(), running_threads()};
      same = now == held ? same + 1 : 0;
      held = now;
    }
    return held;
  }
  static bool dll_is_loaded() { return GetModuleHandleW(L"caesura.dll") != nullptr; }
  static bool dll_goes() {
    return becomes_true([] {
      CoFreeUnusedLibrariesEx(0, 0);
      return !dll_is_loaded();
    });
  }
};

/// What becomes of the DLL itself; the peer's is not ours to see.
class LifetimeOfTheDll : public Lifetime {
 protected:
  void SetUp() override {
    if (is_peer_tested()) GTEST_SKIP() << "about caesura.dll";
  }
};

// session R191
TEST_F(Lifetime, OfASessionLeavesNoReferencesOnItsComponents) {
  source_script_.streams[0].samples = 2;
  const Presentation presentation = make_presentation(true);
  const ULONG source = references_to(static_cast<IMFMediaSource*>(presentation.source.Get()));
  const ULONG sink = presentation.sink->references();
  const ULONG transform = references_to(static_cast<IMFTransform*>(presentation.transform.Get()));
  const ULONG topology = references_to(presentation.topology.Get());

  {
    SessionClient session;
    ASSERT_NO_FATAL_FAILURE(play_and_close(session, presentation));
  }

  EXPECT_TRUE(becomes_true([&] {
    return references_to(static_cast<IMFMediaSource*>(presentation.source.Get())) == source;
  })) << references_to(static_cast<IMFMediaSource*>(presentation.source.Get()))
      << " in place of " << source;
  EXPECT_TRUE(becomes_true([&] { return presentation.sink->references() == sink; }))
      << presentation.sink->references() << " in place of " << sink;
  EXPECT_TRUE(becomes_true([&] {
    return references_to(static_cast<IMFTransform*>(presentation.transform.Get())) == transform;
  })) << references_to(static_cast<IMFTransform*>(presentation.transform.Get()))
      << " in place of " << transform;
  EXPECT_TRUE(becomes_true([&] { return references_to(presentation.topology.Get()) == topology; }))
      << references_to(presentation.topology.Get()) << " in place of " << topology;
}

// session R193
TEST_F(Lifetime, MayEndAfterItsSource) {
  const Presentation presentation = make_presentation();
  SessionClient session;
  ASSERT_NO_FATAL_FAILURE(play_and_close(session, presentation));

  EXPECT_EQ(Hr(presentation.source->Shutdown()), S_OK);
  EXPECT_EQ(session.shut_down(), S_OK);
}

// session R193
TEST_F(Lifetime, MayEndBeforeItsSource) {
  const Presentation presentation = make_presentation();
  SessionClient session;
  ASSERT_NO_FATAL_FAILURE(play_and_close(session, presentation));

  EXPECT_EQ(session.shut_down(), S_OK);
  EXPECT_EQ(Hr(presentation.source->Shutdown()), S_OK);
}

// session R194
TEST_F(LifetimeOfTheDll, EndsWithASessionThatWasNeverShutDown) {
  endless();
  const Presentation presentation = make_presentation();
  SessionClient session(SessionClient::Events::kLeave);
  session.set_topology(presentation.topology.Get());
  session.start();
  ASSERT_TRUE(log_->wait_for("sink.OnClockStart"));

  session.release();

  presentation.source->Shutdown();  // until then it keeps the request for its next event, and so the DLL
  const Dll dll;
  EXPECT_TRUE(becomes_true([&] { return dll.can_unload_now() == S_OK; }));
}

// session R188
TEST_F(Lifetime, AllowsCallsFromManyThreads) {
  endless();
  const Presentation presentation = make_presentation();
  SessionClient session;
  session.set_topology(presentation.topology.Get());

  const auto work = [&] {
    for (int i = 0; i < 20; ++i) {
      session.start();
      session.pause();
      session.clear_topologies();
      session.stop();
    }
  };
  std::thread first(work);
  std::thread second(work);
  first.join();
  second.join();

  session.events_until_closed();
  EXPECT_EQ(session.log()->count("Started"), 40u);
  EXPECT_EQ(session.log()->count("Paused"), 40u);
  EXPECT_EQ(session.log()->count("TopologiesCleared"), 40u);
  EXPECT_EQ(session.log()->count("Stopped"), 40u);
}

// session R188
TEST_F(Lifetime, MayBeEndedInsideACallback) {
  SessionClient session(SessionClient::Events::kLeave);
  Signal done;
  std::atomic<HRESULT> returned{E_PENDING};
  session->BeginGetEvent(com::make_callback([&](IMFAsyncResult* result) {
                           ComPtr<IMFMediaEvent> event;
                           session->EndGetEvent(result, &event);
                           returned = session->Shutdown();
                           done.raise();
                         }).Get(),
                         nullptr);

  session.clear_topologies();

  EXPECT_TRUE(done.wait(20'000));
  EXPECT_EQ(Hr(returned), S_OK);
}

// session R192
TEST_F(Lifetime, OfManySessionsLeavesNoHandleNoThreadAndNoObject) {
  source_script_.streams[0].samples = 2;
  source_script_.streams[0].sample_duration = 10'000;
  cycles(20);  // after these the platform has what it keeps
  const Held before = held_at_rest();
  ASSERT_GT(before.handles, 0u);
  ASSERT_GT(before.threads, 0u);

  cycles(200);

  const Held after = held_at_rest();
  EXPECT_LE(after.handles, before.handles + 2);  // the system's own come and go
  EXPECT_LE(after.threads, before.threads);
  {
    const Dll dll;
    EXPECT_TRUE(becomes_true([&] { return dll.can_unload_now() == S_OK; }));
  }
  EXPECT_TRUE(dll_goes());
}

// session R192
TEST_F(LifetimeOfTheDll, EndsAfterTheLastSession) {
  source_script_.streams[0].samples = 2;
  cycles(2);
  EXPECT_TRUE(dll_is_loaded());

  EXPECT_TRUE(dll_goes());
}

}  // namespace
}  // namespace caesura::test
