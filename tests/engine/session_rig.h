// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/session.h"
#include "support/engine_event_log.h"
#include "support/engine_fakes.h"
#include "support/engine_topologies.h"
#include "support/manual_executor.h"

namespace caesura::engine {

using std::chrono::milliseconds;
using std::chrono::seconds;

inline constexpr Hns kMs = kHnsPerMillisecond;

/// The times of so many samples of the fake source.
inline std::vector<Hns> every_ten_ms(int count, Hns from = 0) {
  std::vector<Hns> times;
  for (int i = 0; i < count; ++i) times.push_back(from + i * 10 * kMs);
  return times;
}

/// How the tasks of a test are run: by hand in the order in which they were posted, by hand in one of many other
/// orders, or by threads in real time.
struct Running {
  bool threads = false;
  std::optional<std::uint64_t> seed{};
};
void PrintTo(const Running& running, std::ostream* out);
std::string name_of(const testing::TestParamInfo<Running>& info);
inline constexpr Running kInOrder{};
std::vector<Running> all_ways_of_running();

/// A session and what it needs, and the verbs of the stories told with them.
class SessionRig {
 public:
  using MakeQuality = std::function<std::shared_ptr<QualityPort>(const FakeWorld&)>;
  explicit SessionRig(Running running, FakeClock::Script clock_script = {}, const MakeQuality& make_quality = {},
                      std::shared_ptr<Sabotage> sabotage = nullptr, Patience patience = {});
  ~SessionRig();

  std::shared_ptr<FakeSource> make_source(FakeSource::Script script = {}, std::string name = "source");
  std::shared_ptr<FakeTransform> make_transform(FakeTransform::Script script = {});
  std::shared_ptr<FakeAsyncTransform> make_async_transform(FakeAsyncTransform::Script script = {});
  std::shared_ptr<FakeSink> make_sink(FakeStreamSink::Script stream = {}, FakeSink::Script script = {},
                                      std::string name = "sink");

  Status set(TopologyPtr topology, bool replace = false);
  Status set(Status failure);
  Status start() { return session->start({}); }
  Status seek(int to_ms) { return session->start({.time = to_ms * kHnsPerMillisecond, .foreign = {}}); }
  /// Sets source → sink, and waits until it is ready.
  void set_and_wait(const TopologyPtr& topology);
  /// … and starts it, and waits until it plays.
  void play(const TopologyPtr& topology);

  /// Waits for the `number`th event of that kind; with tasks run by hand, lets time pass until it comes.
  [[nodiscard]] bool wait_for(EventKind kind, std::size_t number = 1, seconds limit = seconds(30));
  /// Waits until `condition` holds.
  [[nodiscard]] bool wait_until(const std::function<bool()>& condition, seconds limit = seconds(30));
  /// Lets time pass.
  void pass(milliseconds duration);
  /// `at_once`: before what is ready has run.
  Status shut_down(bool at_once = false);
  Hns now() const;

  const std::shared_ptr<ManualExecutor> manual;  // null with threads
  const std::shared_ptr<Executor> executor;
  const std::shared_ptr<CallLog> calls = std::make_shared<CallLog>();
  const std::shared_ptr<EventLog> events;
  const FakeWorld world;
  const std::shared_ptr<FakeClock> clock;
  const std::shared_ptr<Session> session;

 private:
  bool shut_down_ = false;
};

/// Stories that must hold however the tasks are run.
class SessionStory : public testing::TestWithParam<Running>, public SessionRig {
 protected:
  SessionStory() : SessionRig(GetParam()) {}
};

/// Stories in which time matters: it is the test's.
class SessionTest : public testing::Test, public SessionRig {
 protected:
  SessionTest() : SessionRig(kInOrder) {}
};

}  // namespace caesura::engine
