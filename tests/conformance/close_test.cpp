// SPDX-License-Identifier: MIT
#include <algorithm>
#include <chrono>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/session_fixture.h"
#include "support/sound_file.h"

namespace caesura::test {
namespace {

class Closing : public SessionTest {
 protected:
  Hr shutdown_status() const {
    ComPtr<IMFShutdown> shutdown;
    MFSHUTDOWN_STATUS status{};
    if (FAILED(clock_.As(&shutdown))) return E_NOINTERFACE;
    const HRESULT hr = shutdown->GetShutdownStatus(&status);
    return SUCCEEDED(hr) && status != MFSHUTDOWN_COMPLETED ? E_PENDING : hr;
  }

  ComPtr<IMFPresentationClock> clock_ = session_.clock();
};

// session R33
TEST_F(Closing, NeedsNoTopology) {
  EXPECT_EQ(session_.close(), S_OK);

  EXPECT_EQ(session_.status_of("Closed"), S_OK);
}

// session R50
TEST_F(Closing, WhilePlayingNeedsNoStop) {
  endless();
  ASSERT_NO_FATAL_FAILURE(started());

  session_.close();

  EXPECT_EQ(session_.status_of("Closed"), S_OK);
  EXPECT_TRUE(log_->called("source.Stop"));
}

// session R48
TEST_F(Closing, LeavesTheClockTheCapabilitiesAndShutdown) {
  ASSERT_NO_FATAL_FAILURE(ready());
  ASSERT_NO_FATAL_FAILURE(closed());

  DWORD flags = 0;
  ComPtr<IMFTopology> topology;
  EXPECT_TRUE(session_.clock());
  EXPECT_EQ(Hr(session_->GetSessionCapabilities(&flags)), S_OK);
  EXPECT_NE(Hr(session_->GetFullTopology(MFSESSION_GETFULLTOPOLOGY_CURRENT, 0, &topology)), MF_E_SHUTDOWN);
  EXPECT_EQ(session_.shut_down(), S_OK);
}

// session R49
TEST_F(Closing, IsTheLastEvent) {
  ASSERT_NO_FATAL_FAILURE(started());
  ASSERT_NO_FATAL_FAILURE(closed());

  play().source->raise(MENewPresentation);
  play().source->Stop();
  session_->QueueEvent(MEExtendedType, GUID_NULL, S_OK, nullptr);  // comes behind whatever the session may still say

  ASSERT_TRUE(session_.await(std::to_string(MEExtendedType)));
  EXPECT_THAT(session_.events(), RaisesInOrder(Texts{"Closed", std::to_string(MEExtendedType)}));
  EXPECT_EQ(session_.events().end()[-2], "Closed");
}

// session R51
TEST_F(Closing, ComesAfterTheAnswersOfWhatWasAskedBefore) {
  endless();
  ASSERT_NO_FATAL_FAILURE(ready());

  session_.start();
  session_.pause();
  session_.clear_topologies();
  session_.stop();
  session_.close();

  ASSERT_EQ(session_.status_of("Closed"), S_OK);
  EXPECT_THAT(session_.events(), RaisesInOrder(Texts{"Started", "Paused", "TopologiesCleared", "Stopped", "Closed"}));
}

// session R52 R47
TEST_F(Closing, IsBoundedThoughTheSourceNeverAnswers) {
  source_script_.answers = false;
  ASSERT_NO_FATAL_FAILURE(ready());
  session_.start();
  session_.pause();

  session_.close();

  EXPECT_EQ(session_.status_of("Closed"), S_OK);
  EXPECT_THAT(session_.events(), RaisesInOrder(Texts{"Started c00d36b2", "Paused c00d36b2", "Closed"}));
}

// Wine's source says that it has stopped before it has, and breaks where it is shut down in that moment.
TEST_F(Closing, LeavesWinesSourceTheTimeToStop) {
  if (is_peer_tested()) GTEST_SKIP() << "it leaves none";
  endless();
  const SoundFile file;
  const ComPtr<IMFMediaSource> source = file.open();
  ComPtr<IMFPresentationDescriptor> descriptor;
  const Presentation other = make_presentation();
  const ComPtr<IMFTopology> topology =
      make_chain({make_source_node(source.Get(), 0, descriptor),
                  make_output_node(static_cast<IMFStreamSink*>(&other.sink->stream(0)))});
  ASSERT_EQ(session_.set_topology(topology.Get()), S_OK);

  using Clock = std::chrono::steady_clock;
  Clock::duration least = Clock::duration::max();
  for (std::size_t n = 1; n <= 10; ++n) {  // a busy machine alone would not make each of them long
    session_.start();
    ASSERT_EQ(session_.status_of("Started", n), S_OK);
    const Clock::time_point asked = Clock::now();
    session_.stop();
    ASSERT_EQ(session_.status_of("Stopped", n), S_OK);
    least = std::min(least, Clock::now() - asked);
  }

  EXPECT_GE(least, std::chrono::milliseconds(2));
  EXPECT_EQ(session_.shut_down(), S_OK);
  EXPECT_EQ(Hr(source->Shutdown()), S_OK);
}

// session R159
TEST_F(Closing, FinalizesTheSinkFirst) {
  sink_script_.finalizable = true;
  ASSERT_NO_FATAL_FAILURE(started());
  ASSERT_NO_FATAL_FAILURE(closed());

  EXPECT_TRUE(log_->in_order("sink.OnClockStop", "sink.BeginFinalize"));
  EXPECT_TRUE(log_->in_order("sink.BeginFinalize", "sink.EndFinalize"));
}

// session R159
TEST_F(Closing, TellsWhyTheSinkCouldNotBeFinalized) {
  sink_script_.finalizable = true;
  sink_script_.finalize = E_ACCESSDENIED;
  ASSERT_NO_FATAL_FAILURE(started());

  session_.close();

  EXPECT_EQ(session_.status_of("Closed"), E_ACCESSDENIED);
}

class ShuttingDown : public Closing {};

// session R53 R54
TEST_F(ShuttingDown, WhilePlayingIsSilent) {
  endless();
  ASSERT_NO_FATAL_FAILURE(started());
  const Texts before = session_.events();

  EXPECT_EQ(session_.shut_down(), S_OK);

  EXPECT_EQ(session_.events(), before);
}

// session R53
TEST_F(ShuttingDown, NeedsNoClose) {
  endless();
  ASSERT_NO_FATAL_FAILURE(paused());

  EXPECT_EQ(session_.shut_down(), S_OK);
  EXPECT_TRUE(log_->called("sink.Shutdown"));
}

// session R53
TEST_F(ShuttingDown, WithCommandsUnderWayDoesNotWaitForTheirEvents) {
  session_.set_topology(play().topology.Get());
  session_.start();
  session_.pause();

  EXPECT_EQ(session_.shut_down(), S_OK);
}

// session R55
TEST_F(ShuttingDown, EndsTheQueriesToo) {
  ASSERT_NO_FATAL_FAILURE(ready());
  ASSERT_EQ(session_.shut_down(), S_OK);

  DWORD flags = 0;
  ComPtr<IMFClock> clock;
  ComPtr<IMFTopology> topology;
  EXPECT_EQ(Hr(session_->GetClock(&clock)), MF_E_SHUTDOWN);
  EXPECT_EQ(Hr(session_->GetSessionCapabilities(&flags)), MF_E_SHUTDOWN);
  EXPECT_EQ(Hr(session_->GetFullTopology(MFSESSION_GETFULLTOPOLOGY_CURRENT, 0, &topology)), MF_E_SHUTDOWN);
  EXPECT_FALSE(clock);
  EXPECT_FALSE(topology);
}

// session R56 O4
TEST_F(ShuttingDown, HappensOnce) {
  ASSERT_EQ(session_.shut_down(), S_OK);

  EXPECT_EQ(session_.shut_down(), MF_E_SHUTDOWN);
}

// session O4
TEST_F(ShuttingDown, EndsTheClock) {
  EXPECT_EQ(shutdown_status(), MF_E_INVALIDREQUEST);

  ASSERT_EQ(session_.shut_down(), S_OK);

  EXPECT_EQ(shutdown_status(), S_OK);
}

// session O22 R139
TEST_F(ShuttingDown, EndsTheSinksOnceAndNeverTheSource) {
  endless();
  ASSERT_NO_FATAL_FAILURE(stopped());
  session_.set_topology(nullptr, MFSESSION_SETTOPOLOGY_CLEAR_CURRENT);
  ASSERT_EQ(session_.status_of("TopologySet", 2), S_OK);
  ASSERT_NO_FATAL_FAILURE(closed());
  EXPECT_FALSE(log_->called("sink.Shutdown"));

  ASSERT_EQ(session_.shut_down(), S_OK);

  EXPECT_EQ(log_->count("sink.Shutdown"), 1);
  EXPECT_FALSE(log_->called("source.Shutdown"));
}

// session O22
TEST_F(ShuttingDown, EndsTheSinksOfQueuedAndClearedTopologiesToo) {
  endless();
  ASSERT_NO_FATAL_FAILURE(started());
  sink_script_.name = "queued";
  const Presentation queued = make_presentation();
  session_.set_topology(queued.topology.Get());
  ASSERT_EQ(session_.status_of("TopologySet", 2), S_OK);
  session_.clear_topologies();
  ASSERT_EQ(session_.status_of("TopologiesCleared"), S_OK);
  EXPECT_FALSE(log_->called("queued.Shutdown"));

  ASSERT_EQ(session_.shut_down(), S_OK);

  EXPECT_EQ(log_->count("sink.Shutdown"), 1);
  EXPECT_EQ(log_->count("queued.Shutdown"), 1);
}

}  // namespace
}  // namespace caesura::test
