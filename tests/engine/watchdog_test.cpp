// SPDX-License-Identifier: MIT
//
// Components that do not answer: the session says who, what they were asked, and goes on.
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "session_rig.h"

namespace caesura::engine {
namespace {

using testing::IsEmpty;

/// Who was named last, and what he was asked.
std::string named(const EventLog& events) {
  const FaultPtr fault = events.last(EventKind::kNonFatalError).event.fault;
  return fault ? fault->component + " " + std::to_string(fault->node) + " " + fault->asked : "nobody";
}

class Watchdog : public SessionTest {
 protected:
  Status answer(EventKind kind, std::size_t number = 1) {
    EXPECT_TRUE(wait_for(kind, number, seconds(100)));
    return events->last(kind).event.status;
  }
  Status started(std::size_t number = 1) {
    EXPECT_EQ(start(), status::kOk);
    return answer(EventKind::kStarted, number);
  }
  Status closed() {
    EXPECT_EQ(session->close(), status::kOk);
    return answer(EventKind::kClosed);
  }
};

TEST_F(Watchdog, NamesTheSourceThatDoesNotStart) {
  set_and_wait(line(1, make_source({.start = Reply::never()}), make_sink()));

  EXPECT_EQ(started(), status::kTimeout);

  EXPECT_EQ(named(*events), "source 1 start");
  EXPECT_THAT(*events, RaisesInOrder("NonFatalError 800705B4", "Started 800705B4"));
  EXPECT_EQ(events->count(EventKind::kNonFatalError), 1u);
  EXPECT_EQ(events->count(EventKind::kError), 0u);
}

TEST_F(Watchdog, NamesTheSourceInTheAnswerAsWell) {
  set_and_wait(line(1, make_source({.start = Reply::never()}), make_sink()));
  ASSERT_EQ(started(), status::kTimeout);

  const FaultPtr fault = events->last(EventKind::kStarted).event.fault;
  ASSERT_NE(fault, nullptr);
  EXPECT_EQ(sentence_of(*fault), "source, node 0x1, was asked to start and does not answer");
}

TEST_F(Watchdog, NamesTheSinkRatherThanTheClockThatWaitsForIt) {
  set_and_wait(line(1, make_source(), make_sink({.start = Reply::never()})));

  EXPECT_EQ(started(), status::kTimeout);

  EXPECT_EQ(named(*events), "sink 2 start");
}

TEST_F(Watchdog, NamesTheSinkThatDoesNotPause) {
  play(line(1, make_source(), make_sink({.pace = milliseconds(5), .pause = Reply::never()})));

  ASSERT_EQ(session->pause(), status::kOk);

  EXPECT_EQ(answer(EventKind::kPaused), status::kTimeout);
  EXPECT_EQ(named(*events), "sink 2 pause");
}

TEST_F(Watchdog, NamesTheSourceThatDoesNotStop) {
  play(line(1, make_source({.samples = 1000, .stop = Reply::never()}), make_sink({.pace = milliseconds(50)})));

  ASSERT_EQ(session->stop(), status::kOk);

  EXPECT_EQ(answer(EventKind::kStopped), status::kTimeout);
  EXPECT_EQ(named(*events), "source 1 stop");
}

TEST_F(Watchdog, NamesTheSourceThatDoesNotTakeARate) {
  TopologyDraft draft(1);
  const std::size_t from = draft.source(make_source({.samples = 1000, .rate = Reply::never()}));
  play(draft.link(from, draft.output(make_sink({.pace = milliseconds(50)}))).rates(0.5f, 4).done());

  ASSERT_EQ(session->set_rate({.speed = 2}), status::kOk);

  EXPECT_EQ(answer(EventKind::kRateChanged), status::kTimeout);
  EXPECT_EQ(named(*events), "source 1 change its rate");
  EXPECT_EQ(session->rate().speed, 1);
}

TEST_F(Watchdog, LeavesASessionThatStopsAndCloses) {
  set_and_wait(line(1, make_source({.start = Reply::never()}), make_sink()));
  ASSERT_EQ(started(), status::kTimeout);

  ASSERT_EQ(session->stop(), status::kOk);
  EXPECT_EQ(answer(EventKind::kStopped), status::kOk);
  EXPECT_EQ(closed(), status::kOk);
  EXPECT_EQ(shut_down(), status::kOk);
}

TEST_F(Watchdog, IsForgottenOnceTheAnswerHasCome) {
  play(line(1, make_source({.start = Reply::after(seconds(9))}), make_sink()));

  pass(seconds(60));

  EXPECT_EQ(events->count(EventKind::kNonFatalError), 0u);
}

TEST_F(Watchdog, WaitsLongerForASinkThatFinalizes) {
  set_and_wait(
      line(1, make_source(), make_sink({}, {.traits = {.finalizable = true}, .finalize = Reply::after(seconds(50))})));

  EXPECT_EQ(closed(), status::kOk);
  EXPECT_EQ(events->count(EventKind::kNonFatalError), 0u);
}

TEST_F(Watchdog, NamesTheSinkThatDoesNotFinalize) {
  set_and_wait(line(1, make_source(), make_sink({}, {.traits = {.finalizable = true}, .finalize = Reply::never()})));

  EXPECT_EQ(closed(), status::kTimeout);
  EXPECT_EQ(named(*events), "sink 2 finalize");
}

TEST(WatchdogPatience, IsTheClients) {
  SessionRig rig(kInOrder, {}, {}, nullptr, {.answer = seconds(1)});
  rig.set_and_wait(line(1, rig.make_source({.start = Reply::never()}), rig.make_sink()));
  const Hns began = rig.now();

  ASSERT_EQ(rig.start(), status::kOk);
  ASSERT_TRUE(rig.wait_for(EventKind::kStarted));

  EXPECT_LE(rig.now() - began, 2 * kHnsPerSecond);
}

TEST_F(Watchdog, NamesTheNodeThatFailsByItself) {
  play(line(1, make_source(), make_transform({.failing_input = 2}), make_sink()));

  ASSERT_TRUE(wait_for(EventKind::kError));

  const FaultPtr fault = events->last(EventKind::kError).event.fault;
  ASSERT_NE(fault, nullptr);
  EXPECT_EQ(sentence_of(*fault), "transform, node 0x2, failed");
}

TEST_F(Watchdog, TakesWhatALoaderThrowsForAnAnswer) {
  const auto partial =
      std::make_shared<Unloaded>(status::kFail, []() -> void { throw std::runtime_error("of the test's"); });
  ASSERT_EQ(session->set_topology(partial, true, false), status::kOk);

  ASSERT_TRUE(wait_for(EventKind::kTopologySet, 1, seconds(1)));
  EXPECT_EQ(events->last(EventKind::kTopologySet).event.status, status::kUnexpected);
  set_and_wait(line(2, make_source(), make_sink()));
}

TEST_F(Watchdog, TakesNoAnswerToAnOlderStartForThatToThisOne) {
  set_and_wait(
      line(1, make_source({.start = Reply::after(seconds(25)), .stop = Reply::after(seconds(16))}), make_sink()));
  ASSERT_EQ(started(), status::kTimeout);

  EXPECT_EQ(started(2), status::kTimeout);  // the answer to the first comes meanwhile
}

/// Data that stops to flow while the session is started.
class WatchdogOfData : public Watchdog {
 protected:
  std::size_t named_so_far() const { return events->count(EventKind::kNonFatalError); }
};

TEST_F(WatchdogOfData, NamesTheSourceThatLeavesARequestUnansweredOnce) {
  play(line(1, make_source({.delivers = false}), make_sink()));

  pass(seconds(9));
  EXPECT_EQ(named_so_far(), 0u);
  pass(seconds(60));

  EXPECT_EQ(named_so_far(), 1u);
  EXPECT_EQ(named(*events), "source 1 give a sample");
  EXPECT_EQ(closed(), status::kOk);
}

TEST_F(WatchdogOfData, NamesItAgainOnceItHasDeliveredInBetween) {
  const auto source = make_source({.delivers = false});
  play(line(1, source, make_sink()));
  pass(seconds(15));
  ASSERT_EQ(named_so_far(), 1u);

  source->deliver_unasked(0, 0);
  pass(seconds(60));

  EXPECT_EQ(named_so_far(), 2u);
}

TEST_F(WatchdogOfData, TakesATickForASignOfLife) {
  const auto source = make_source({.delivers = false});
  play(line(1, source, make_sink()));

  for (int i = 0; i < 10; ++i) {
    pass(seconds(8));
    source->tick(0, i * 8 * kHnsPerSecond);
  }

  EXPECT_EQ(named_so_far(), 0u);
}

TEST_F(WatchdogOfData, DoesNotCountTheTimeOfAPause) {
  play(line(1, make_source({.delivers = false}), make_sink()));
  pass(seconds(8));
  ASSERT_EQ(session->pause(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kPaused));

  pass(seconds(60));

  EXPECT_EQ(named_so_far(), 0u);
}

TEST_F(WatchdogOfData, LetsALiveSourceTakeItsTime) {
  play(line(1,
            make_source({
                .traits = {.live = true, .can_pause = true},
                  .delivers = false
  }),
            make_sink()));

  pass(seconds(60));

  EXPECT_EQ(named_so_far(), 0u);
}

TEST_F(WatchdogOfData, LetsASourceBuffer) {
  const auto source = make_source({.delivers = false});
  play(line(1, source, make_sink()));
  source->buffer(true);

  pass(seconds(60));
  EXPECT_EQ(named_so_far(), 0u);

  source->buffer(false);
  pass(seconds(15));
  EXPECT_EQ(named_so_far(), 1u);
}

TEST_F(WatchdogOfData, IsStillAfterTheEndOfAStream) {
  play(line(1, make_source({.ends_presentation = false}), make_sink()));

  pass(seconds(60));

  EXPECT_EQ(events->count(EventKind::kEnded), 0u);
  EXPECT_EQ(named_so_far(), 0u);
}

TEST_F(WatchdogOfData, NamesTheTransformThatGivesNothing) {
  play(line(1, make_source({.samples = 50}), make_async_transform({.room = 0}), make_sink()));

  pass(seconds(60));

  EXPECT_EQ(named_so_far(), 1u);
  EXPECT_EQ(named(*events), "transform 2 give output");
}

TEST_F(WatchdogOfData, NamesTheTransformThatNeverDrains) {
  play(line(1, make_source(), make_async_transform({.drains = false}), make_sink()));

  pass(seconds(60));

  EXPECT_EQ(named_so_far(), 1u);
  EXPECT_EQ(named(*events), "transform 2 drain");
  EXPECT_EQ(closed(), status::kOk);
}

/// A loader that does not return, in real time.
class WatchdogLoader : public testing::Test, public SessionRig {
 protected:
  WatchdogLoader() : SessionRig({.threads = true}, {}, {}, nullptr, {.answer = milliseconds(50)}) {}
  ~WatchdogLoader() override { gate_->count_down(); }

  void set_blocking() {
    const auto partial = std::make_shared<Unloaded>(Result<TopologyPtr>(line(1, make_source(), make_sink())),
                                                    [gate = gate_] { gate->wait(); });
    ASSERT_EQ(session->set_topology(partial, true, false), status::kOk);
    ASSERT_TRUE(wait_for(EventKind::kTopologySet));
  }

  const std::shared_ptr<Countdown> gate_ = std::make_shared<Countdown>(1);
};

TEST_F(WatchdogLoader, IsNamed) {
  set_blocking();

  EXPECT_EQ(events->last(EventKind::kTopologySet).event.status, status::kTimeout);
  EXPECT_EQ(named(*events), "topology loader 0 resolve a topology");
}

TEST_F(WatchdogLoader, ComesTooLate) {
  set_blocking();

  gate_->count_down();
  ASSERT_EQ(set(line(2, make_source(), make_sink())), status::kOk);

  ASSERT_TRUE(wait_for(EventKind::kTopologySet, 2));
  EXPECT_EQ(events->last(EventKind::kTopologySet).event.status, status::kOk);
  ASSERT_TRUE(wait_until([&] { return session->current_topology() != nullptr; }));
  EXPECT_EQ(session->current_topology()->id, 2u);
}

TEST_F(WatchdogLoader, DoesNotHoldUpClose) {
  set_blocking();

  ASSERT_EQ(session->close(), status::kOk);

  EXPECT_TRUE(wait_for(EventKind::kClosed, 1, seconds(5)));
}

}  // namespace
}  // namespace caesura::engine
