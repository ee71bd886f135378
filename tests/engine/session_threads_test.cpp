// SPDX-License-Identifier: MIT
//
// What only threads can show: commands from everywhere at once, and components that block.
#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/countdown.h"
#include "session_rig.h"

namespace caesura::engine {
namespace {

using testing::SizeIs;

class SessionThreads : public testing::Test, public SessionRig {
 protected:
  SessionThreads() : SessionRig({.threads = true}) {}

  TopologyPtr long_line(NodeId id, const std::shared_ptr<FakeSource>& source) {
    return line(id, source, make_transform(), make_sink({.requests = 2, .pace = milliseconds(1)}));
  }
  /// Calls `call` from `count` threads at once, and waits for them.
  template <typename F>
  void at_once(int count, F call) {
    Countdown together(count);
    std::vector<std::jthread> threads;
    for (int i = 0; i < count; ++i) {
      threads.emplace_back([&, i] {
        together.count_down();
        together.wait();
        call(i);
      });
    }
  }
};

/// A transform that does not return from a call before it is let go.
class BlockedTransform final : public TransformPort {
 public:
  explicit BlockedTransform(std::shared_ptr<Countdown> gate) : gate_(std::move(gate)) {}
  Status begin_streaming() override { return status::kOk; }
  Status start_of_stream() override { return status::kOk; }
  Status process_input(const Sample&) override { return status::kOk; }
  Result<Sample> process_output() override {
    gate_->wait();
    return status::kNeedMoreInput;
  }
  std::vector<TransformNews> take_news() override { return {}; }
  bool takes_format_at_once() const override { return true; }
  Status empty() override { return status::kOk; }
  bool passes_tick(Hns) override { return true; }
  bool passes_event(const ForeignPtr&) override { return true; }
  Status drain() override { return status::kOk; }
  Status flush() override { return status::kOk; }
  ForeignPtr format() const override { return nullptr; }
  Status accept_format(const ForeignPtr&) override { return status::kOk; }
  std::string describe() const override { return "blocked"; }

 private:
  const std::shared_ptr<Countdown> gate_;
};

TEST_F(SessionThreads, AnswerEveryCommandGivenFromEverywhereAtOnce) {
  ASSERT_EQ(set(long_line(1, make_source({.samples = 100000}))), status::kOk);

  at_once(4, [&](int i) {
    for (int n = 0; n < 5; ++n) {
      EXPECT_EQ(seek(i * 100 + n), status::kOk);
      EXPECT_EQ(session->pause(), status::kOk);
      EXPECT_EQ(session->stop(), status::kOk);
    }
  });

  EXPECT_TRUE(wait_for(EventKind::kStarted, 20));
  EXPECT_TRUE(wait_for(EventKind::kPaused, 20));
  EXPECT_TRUE(wait_for(EventKind::kStopped, 20));
}

// Each of the two lets go of it, and never both at once, which the thread sanitizer would tell.
TEST_F(SessionThreads, ShutDownWhileOneTransformPlaysForTwoTopologies) {
  for (int round = 0; round < 10; ++round) {
    SessionRig rig({.threads = true});
    const auto transform = rig.make_transform();
    const auto sink = rig.make_sink({.requests = 2, .pace = milliseconds(1)});
    ASSERT_EQ(rig.set(line(1, rig.make_source({.samples = 4}), transform, sink)), status::kOk);
    ASSERT_EQ(rig.set(line(2, rig.make_source({.samples = 1000}), transform, sink)), status::kOk);
    ASSERT_EQ(rig.start(), status::kOk);
    ASSERT_TRUE(rig.wait_until([&] { return rig.calls->count("source.start") == 2; }));

    EXPECT_EQ(rig.shut_down(), status::kOk);

    EXPECT_GE(rig.calls->count("transform.let_go"), 1u);
  }
}

// session R49
TEST_F(SessionThreads, CloseOnceWhateverElseIsAskedMeanwhile) {
  play(long_line(1, make_source({.samples = 100000})));
  std::atomic<int> closed = 0;

  at_once(4, [&](int) {
    (void)seek(100);
    (void)session->pause();
    if (session->close().ok()) ++closed;
    (void)start();
  });

  EXPECT_EQ(closed, 1);
  EXPECT_TRUE(wait_for(EventKind::kClosed));
  pass(milliseconds(5));
  EXPECT_EQ(events->count(EventKind::kClosed), 1u);
  EXPECT_EQ(events->words().back(), "Closed");
}

TEST_F(SessionThreads, ShutDownOnceWhateverElseIsAskedMeanwhile) {
  play(long_line(1, make_source({.samples = 100000})));
  std::atomic<int> shut = 0;

  at_once(4, [&](int) {
    (void)seek(100);
    if (session->shut_down().ok()) ++shut;
    (void)session->stop();
  });

  EXPECT_EQ(shut, 1);
  EXPECT_EQ(calls->count("sink.shut_down"), 1u);
}

TEST_F(SessionThreads, ReadWhatIsPublishedWhileItChanges) {
  std::atomic<bool> over = false;
  std::jthread reader([&] {
    while (!over) {
      (void)session->capabilities();
      (void)session->current_topology();
      (void)session->find_topology(2);
    }
  });

  ASSERT_EQ(set(long_line(1, make_source())), status::kOk);
  ASSERT_EQ(set(long_line(2, make_source())), status::kOk);
  ASSERT_EQ(start(), status::kOk);
  EXPECT_TRUE(wait_for(EventKind::kEnded));
  over = true;
}

TEST_F(SessionThreads, PlayTwoTopologiesThatShareTheirComponents) {
  const auto source = make_source();
  const auto sink = make_sink();
  ASSERT_EQ(set(line(1, source, sink)), status::kOk);
  ASSERT_EQ(set(line(2, source, sink)), status::kOk);
  ASSERT_EQ(start(), status::kOk);

  ASSERT_TRUE(wait_for(EventKind::kEnded));

  EXPECT_THAT(sink->stream()->times(), SizeIs(10));
  ASSERT_EQ(shut_down(), status::kOk);
  EXPECT_EQ(calls->count("sink.shut_down"), 1u);
}

// session R52
TEST_F(SessionThreads, CloseAlthoughATransformDoesNotReturn) {
  const auto gate = std::make_shared<Countdown>(1);
  play(line(1, make_source(), std::make_shared<BlockedTransform>(gate), make_sink()));

  ASSERT_EQ(session->close(), status::kOk);
  EXPECT_TRUE(wait_for(EventKind::kClosed, 1, seconds(5)));

  gate->count_down();
}

// session R52
TEST_F(SessionThreads, CloseAlthoughTheLoaderDoesNotReturn) {
  const auto gate = std::make_shared<Countdown>(1);
  ASSERT_EQ(session->set_topology(std::make_shared<Unloaded>(status::kFail, [gate] { gate->wait(); }), true, false),
            status::kOk);

  ASSERT_EQ(session->close(), status::kOk);
  EXPECT_TRUE(wait_for(EventKind::kClosed, 1, seconds(5)));

  EXPECT_THAT(*events, RaisesInOrder("TopologySet C00D36B2", "Closed"));
  gate->count_down();
}

TEST_F(SessionThreads, ShutDownAlthoughATransformDoesNotReturn) {
  const auto gate = std::make_shared<Countdown>(1);
  play(line(1, make_source(), std::make_shared<BlockedTransform>(gate), make_sink()));
  const Hns began = now();

  EXPECT_EQ(shut_down(), status::kOk);

  EXPECT_LE(now() - began, 7 * kHnsPerSecond);
  gate->count_down();
}

TEST_F(SessionThreads, LeaveNothingAliveAfterManyRounds) {
  const int before = live_samples();

  for (int round = 0; round < 20; ++round) {
    SessionRig rig({.threads = true});
    rig.play(
        line(1, rig.make_source({.samples = 1000}), rig.make_transform({.held = 2}), rig.make_sink({.requests = 3})));
    ASSERT_EQ(rig.seek(round * 10), status::kOk);
    ASSERT_EQ(rig.session->close(), status::kOk);
    ASSERT_TRUE(rig.wait_for(EventKind::kClosed));
    ASSERT_EQ(rig.shut_down(), status::kOk);
  }

  EXPECT_TRUE(wait_until([&] { return live_samples() == before; }));
}

}  // namespace
}  // namespace caesura::engine
