// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "engine/deadlines.h"
#include "engine/pipeline.h"
#include "engine/units.h"

namespace caesura::engine {

/// Takes the components of a session down, in order and in bounded time: sources are stopped, the clock, the sinks
/// and the asynchronous transforms shut down, everything released. A step that takes too long is left behind.
/// Strand-bound: the session's.
class Teardown final : public std::enable_shared_from_this<Teardown> {
 public:
  struct Parts {
    std::shared_ptr<Strand> session;
    std::shared_ptr<Deadlines> deadlines;
    std::shared_ptr<Strand> disposal;
    std::chrono::milliseconds step_limit;
    Unit<ClockPort> clock;
    std::vector<Unit<SinkPort>> sinks;
    std::vector<Unit<AsyncTransformPort>> transforms;
    Unit<QualityPort> quality{};  // no port: there is none
    std::vector<std::shared_ptr<Pipeline>> pipelines{};
    std::vector<TopologyPtr> topologies{};
  };
  /// Calls `done` once, when all is over.
  static void run(Parts parts, std::function<void()> done);

  Teardown(Parts parts, std::function<void()> done);

 private:
  using Step = void (Teardown::*)();

  void begin(Step next, int waits_for);
  void arrive(std::uint64_t step);
  /// A callable that counts as one arrival at the present step. Thread-safe.
  std::function<void()> arrival();

  void stop_sources();
  void shut_down_clock();
  void release_pipelines();
  void shut_down_sinks();  // and who watches over quality
  void dispose();
  void drain_strands();
  void finish();

  Parts parts_;
  std::function<void()> done_;
  std::vector<std::shared_ptr<Strand>> strands_;
  std::uint64_t step_ = 0;
  int waits_for_ = 0;
  std::size_t released_ = 0;  // pipelines
  Step next_ = nullptr;
};

}  // namespace caesura::engine
