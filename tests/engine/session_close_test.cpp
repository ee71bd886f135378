// SPDX-License-Identifier: MIT
//
// Close and Shutdown, from wherever a session stands, and however little its components help.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "session_rig.h"

namespace caesura::engine {
namespace {

using testing::Contains;
using testing::ElementsAre;

constexpr Status kBroken{0x80070005};

class SessionClose : public SessionTest {
 protected:
  TopologyPtr long_line(FakeSource::Script source = {.samples = 1000}, FakeSink::Script sink = {}) {
    return line(1, make_source(source), make_transform(), make_sink({.pace = milliseconds(5)}, sink));
  }
  /// Closes, and says how long that took.
  Hns close_and_wait() {
    const Hns began = now();
    EXPECT_EQ(session->close(), status::kOk);
    EXPECT_TRUE(wait_for(EventKind::kClosed, 1, seconds(90)));
    EXPECT_EQ(events->words().back().substr(0, 6), "Closed");
    return now() - began;
  }
};

// session R47
TEST_F(SessionClose, RefusesEveryCommandAfterwards) {
  close_and_wait();

  EXPECT_EQ(start(), status::kInvalidRequest);
  EXPECT_EQ(session->pause(), status::kInvalidRequest);
  EXPECT_EQ(session->stop(), status::kInvalidRequest);
  EXPECT_EQ(set(status::kFail), status::kInvalidRequest);
  EXPECT_EQ(session->clear_current(std::nullopt), status::kInvalidRequest);
  EXPECT_EQ(session->clear_topologies(), status::kInvalidRequest);
  EXPECT_EQ(session->close(), status::kInvalidRequest);
}

// session R55, R56
TEST_F(SessionClose, RefusesEverythingAfterShutdown) {
  ASSERT_EQ(shut_down(), status::kOk);

  EXPECT_EQ(start(), status::kShutdown);
  EXPECT_EQ(session->close(), status::kShutdown);
  EXPECT_EQ(session->shut_down(), status::kShutdown);
}

TEST_F(SessionClose, IsDoneAtOnceWhileStopped) {
  set_and_wait(long_line());

  EXPECT_LE(close_and_wait(), kHnsPerMillisecond);
}

TEST_F(SessionClose, StopsWhatPlays) {
  play(long_line());

  EXPECT_LE(close_and_wait(), 10 * kHnsPerMillisecond);

  EXPECT_THAT(calls->only({"clock.stop", "source.stop"}), ElementsAre("clock.stop", "source.stop"));
}

TEST_F(SessionClose, StopsWhatIsPaused) {
  play(long_line());
  ASSERT_EQ(session->pause(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kPaused));

  EXPECT_LE(close_and_wait(), 10 * kHnsPerMillisecond);

  EXPECT_THAT(calls->only({"clock.stop", "source.stop"}), ElementsAre("clock.stop", "source.stop"));
}

TEST_F(SessionClose, IsDoneAtOnceAfterTheEnd) {
  play(line(1, make_source(), make_sink()));
  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_LE(close_and_wait(), kHnsPerMillisecond);
}

// session R51
TEST_F(SessionClose, ComesAfterEveryCommandBeforeIt) {
  ASSERT_EQ(set(long_line()), status::kOk);
  ASSERT_EQ(start(), status::kOk);
  ASSERT_EQ(seek(50), status::kOk);
  ASSERT_EQ(session->pause(), status::kOk);

  close_and_wait();

  EXPECT_THAT(*events, RaisesInOrder("TopologySet", "Started", "Started", "Paused", "Closed"));
}

// session R52
TEST_F(SessionClose, DoesNotWaitForASourceThatNeverAnswers) {
  set_and_wait(long_line({.start = Reply::never(), .stop = Reply::never()}));
  ASSERT_EQ(start(), status::kOk);
  ASSERT_EQ(session->stop(), status::kOk);

  EXPECT_LE(close_and_wait(), 5 * kHnsPerSecond);

  EXPECT_THAT(*events, RaisesInOrder("Started C00D36B2", "Stopped C00D36B2", "Closed"));
}

TEST_F(SessionClose, DoesNotWaitForASourceThatNeverStops) {
  play(long_line({.samples = 1000, .stop = Reply::never()}));

  EXPECT_LE(close_and_wait(), 3 * kHnsPerSecond);
}

TEST_F(SessionClose, DoesNotWaitForASinkThatNeverStops) {
  play(line(1, make_source({.samples = 1000}), make_sink({.pace = milliseconds(5), .stop = Reply::never()})));

  EXPECT_LE(close_and_wait(), 3 * kHnsPerSecond);
}

// session R159
TEST_F(SessionClose, CompletesFilesFirst) {
  play(long_line({.samples = 1000}, {.traits = {.finalizable = true}, .finalize = Reply::after(milliseconds(500))}));

  EXPECT_GE(close_and_wait(), 500 * kHnsPerMillisecond);

  EXPECT_EQ(calls->count("sink.finalize"), 1u);
}

TEST_F(SessionClose, HasTheStatusOfAFileThatCouldNotBeCompleted) {
  play(long_line({.samples = 1000}, {.traits = {.finalizable = true}, .finalize = Reply::fails(kBroken)}));

  close_and_wait();

  EXPECT_EQ(events->last(EventKind::kClosed).event.status, kBroken);
}

TEST_F(SessionClose, GivesUpOnAFileThatIsNeverCompleted) {
  play(long_line({.samples = 1000}, {.traits = {.finalizable = true}, .finalize = Reply::never()}));

  EXPECT_LE(close_and_wait(), 61 * kHnsPerSecond);

  EXPECT_EQ(events->last(EventKind::kClosed).event.status, status::kTimeout);
}

// session R49
TEST_F(SessionClose, IsTheLastEventEvenIfTheStoppedSourceAnswersLate) {
  const auto source = make_source({.start = Reply::after(seconds(6)), .stop = Reply::after(seconds(7))});
  set_and_wait(line(1, source, make_sink()));
  ASSERT_EQ(start(), status::kOk);

  close_and_wait();
  pass(seconds(20));
  source->raise(std::make_shared<Foreign>());
  pass(seconds(1));

  EXPECT_EQ(events->words().back(), "Closed");
}

TEST_F(SessionClose, LeavesTheTopologyConnectedUntilShutdown) {
  set_and_wait(long_line());

  close_and_wait();

  EXPECT_EQ(session->current_topology(), nullptr);
  EXPECT_NE(session->connected_topology(), nullptr);
  ASSERT_EQ(shut_down(), status::kOk);
  EXPECT_EQ(session->connected_topology(), nullptr);
}

// session R53
class SessionShutdown : public SessionClose {};

TEST_F(SessionShutdown, StopsSourcesThenTheClockThenTheSinks) {
  play(long_line());
  calls->clear();

  ASSERT_EQ(shut_down(), status::kOk);

  EXPECT_THAT(calls->only({"clock", "source.stop", "sink.detach", "sink.shut"}),
              ElementsAre("source.stop", "clock.stop", "clock.shut_down", "sink.detach_clock", "sink.shut_down"));
}

TEST_F(SessionShutdown, LetsTheSinksComeToRestBeforeTheClockStops) {
  play(long_line());
  calls->clear();

  ASSERT_EQ(shut_down(), status::kOk);

  EXPECT_THAT(calls->only({"clock.stop", "sink.settle"}), ElementsAre("sink.settle", "clock.stop"));
}

TEST_F(SessionShutdown, WorksWhilePaused) {
  play(long_line());
  ASSERT_EQ(session->pause(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kPaused));

  EXPECT_EQ(shut_down(), status::kOk);

  EXPECT_THAT(calls->all(), Contains("source.stop"));
}

// session O22
TEST_F(SessionShutdown, ReachesTheSinksOfATopologyThatWaitsForItsPlace) {
  play(line(1, make_source(), make_sink({.stop = Reply::never()})));
  ASSERT_EQ(set(line(2, make_source({}, "next"), make_async_transform(), make_sink({}, {}, "next sink")), true),
            status::kOk);
  ASSERT_TRUE(wait_until([&] { return calls->count("clock.stop") == 1; }));

  ASSERT_EQ(shut_down(), status::kOk);

  EXPECT_EQ(calls->count("next sink.shut_down"), 1u);
  EXPECT_EQ(calls->count("transform.shut_down"), 1u);
}

// session R159
TEST_F(SessionShutdown, AfterAnOverdueCloseReachesThemToo) {
  play(line(1, make_source(), make_sink({.stop = Reply::never()})));
  ASSERT_EQ(set(line(2, make_source({}, "next"), make_sink({}, {}, "next sink")), true), status::kOk);
  ASSERT_TRUE(wait_until([&] { return calls->count("clock.stop") == 1; }));
  ASSERT_EQ(session->close(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kClosed));

  ASSERT_EQ(shut_down(), status::kOk);

  EXPECT_EQ(calls->count("next sink.shut_down"), 1u);
}

TEST_F(SessionShutdown, WorksWhileStarting) {
  set_and_wait(long_line({.start = Reply::after(seconds(1))}));
  ASSERT_EQ(start(), status::kOk);
  pass(milliseconds(10));

  EXPECT_EQ(shut_down(), status::kOk);

  EXPECT_EQ(events->count(EventKind::kStarted), 0u);
}

TEST_F(SessionShutdown, WorksWhileClosing) {
  play(long_line({.samples = 1000, .stop = Reply::never()}));
  ASSERT_EQ(session->close(), status::kOk);
  pass(milliseconds(10));

  EXPECT_EQ(shut_down(), status::kOk);

  EXPECT_EQ(events->count(EventKind::kClosed), 0u);
}

TEST_F(SessionShutdown, DoesNotWaitForComponentsThatNeverAnswer) {
  play(line(1, make_source({.samples = 1000, .stop = Reply::never()}),
            make_sink({.pace = milliseconds(5), .stop = Reply::never()})));
  std::size_t shut_down_by_then = 0;
  executor->post_after(seconds(6), [&] { shut_down_by_then = calls->count("sink.shut_down"); });

  EXPECT_EQ(shut_down(), status::kOk);

  pass(seconds(6));
  EXPECT_EQ(shut_down_by_then, 1u);
}

}  // namespace
}  // namespace caesura::engine
