// SPDX-License-Identifier: MIT
#include "session_rig.h"

#include <atomic>
#include <thread>

#include "base/thread_pool.h"

namespace caesura::engine {
namespace {

constexpr milliseconds kStep{1};

Hns steady_now() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
             .count() /
         100;
}

std::shared_ptr<ManualExecutor> make_manual(Running running) {
  if (running.threads) return nullptr;
  auto executor = std::make_shared<ManualExecutor>();
  if (running.seed) executor->shuffle(*running.seed);
  return executor;
}

}  // namespace

std::string name_of(const testing::TestParamInfo<Running>& info) {
  if (info.param.threads) return "Threads";
  return info.param.seed ? "Shuffled" + std::to_string(*info.param.seed) : "InOrder";
}

void PrintTo(const Running& running, std::ostream* out) { *out << name_of({running, 0}); }

std::vector<Running> all_ways_of_running() {
  std::vector<Running> ways{kInOrder, {.threads = true}};
  for (std::uint64_t seed = 1; seed <= 20; ++seed) ways.push_back({.seed = seed});
  return ways;
}

SessionRig::SessionRig(Running running, FakeClock::Script clock_script, const MakeQuality& make_quality,
                       std::shared_ptr<Sabotage> sabotage, Patience patience)
    : manual(make_manual(running)),
      executor(manual ? std::shared_ptr<Executor>(manual) : std::make_shared<ThreadPool>(4)),
      events(std::make_shared<EventLog>([this] { return now(); })),
      world{executor, calls, std::move(sabotage)},
      clock(std::make_shared<FakeClock>(
          world, [this] { return now(); }, clock_script)),
      session(Session::create({.executor = executor,
                               .clock = clock,
                               .loader = std::make_shared<FakeLoader>(world),
                               .events = events,
                               .quality = make_quality ? make_quality(world) : nullptr,
                               .patience = patience})) {}

SessionRig::~SessionRig() {
  if (!shut_down_) (void)shut_down();
  if (!manual) return;
  manual->run_all();  // a task left on its strand would hold what holds the strand
  manual->discard();
}

std::shared_ptr<FakeSource> SessionRig::make_source(FakeSource::Script script, std::string name) {
  return std::make_shared<FakeSource>(world, std::move(name), script);
}
std::shared_ptr<FakeTransform> SessionRig::make_transform(FakeTransform::Script script) {
  return std::make_shared<FakeTransform>(world, "transform", script);
}
std::shared_ptr<FakeAsyncTransform> SessionRig::make_async_transform(FakeAsyncTransform::Script script) {
  return std::make_shared<FakeAsyncTransform>(world, "transform", script);
}
std::shared_ptr<FakeSink> SessionRig::make_sink(FakeStreamSink::Script stream, FakeSink::Script script,
                                                std::string name) {
  return std::make_shared<FakeSink>(world, std::move(name), script, std::vector{stream});
}

Status SessionRig::set(TopologyPtr topology, bool replace) {
  return session->set_topology(std::make_shared<Unloaded>(std::move(topology)), true, replace);
}
Status SessionRig::set(Status failure) {
  return session->set_topology(std::make_shared<Unloaded>(failure), true, false);
}

void SessionRig::set_and_wait(const TopologyPtr& topology) {
  const std::size_t before = events->count(EventKind::kTopologyStatus);
  ASSERT_EQ(set(topology), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kTopologyStatus, before + 1));
}

void SessionRig::play(const TopologyPtr& topology) {
  const std::size_t before = events->count(EventKind::kStarted);
  set_and_wait(topology);
  ASSERT_EQ(start(), status::kOk);
  ASSERT_TRUE(wait_for(EventKind::kStarted, before + 1));
}

bool SessionRig::wait_for(EventKind kind, std::size_t number, seconds limit) {
  if (!manual) return events->wait_for(kind, number, limit);
  return wait_until([&] { return events->count(kind) >= number; }, limit);
}

bool SessionRig::wait_until(const std::function<bool()>& condition, seconds limit) {
  const Hns end = now() + limit.count() * kHnsPerSecond;
  if (manual) manual->run_all();
  while (!condition()) {
    if (now() > end) return false;
    pass(kStep);
  }
  return true;
}

void SessionRig::pass(milliseconds duration) {
  if (manual) {
    manual->advance(duration);
  } else {
    std::this_thread::sleep_for(duration);
  }
}

/// shut_down waits for the tasks of the session, which somebody has to run.
Status SessionRig::shut_down(bool at_once) {
  shut_down_ = true;
  if (!manual) return session->shut_down();
  if (!at_once) manual->run_all();
  std::atomic<bool> over = false;
  Status status;
  std::thread caller([&] {
    status = session->shut_down();
    over = true;
  });
  while (!over && (session->usable().ok() || manual->ready() == 0)) std::this_thread::yield();  // no time passes before
  while (!over) {
    manual->advance(kStep);
    std::this_thread::sleep_for(std::chrono::microseconds(20));  // where it is over, the caller has to come to know
  }
  caller.join();
  return status;
}

Hns SessionRig::now() const { return manual ? manual->now().count() / 100 : steady_now(); }

}  // namespace caesura::engine
