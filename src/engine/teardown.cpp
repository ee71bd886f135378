// SPDX-License-Identifier: MIT
#include "engine/teardown.h"

#include <utility>

#include "base/log.h"
#include "engine/attempt.h"

namespace caesura::engine {
void Teardown::run(Parts parts, std::function<void()> done) {
  std::make_shared<Teardown>(std::move(parts), std::move(done))->stop_sources();
}

Teardown::Teardown(Parts parts, std::function<void()> done) : parts_(std::move(parts)), done_(std::move(done)) {
  for (const auto& pipeline : parts_.pipelines) {
    for (auto& strand : pipeline->strands()) strands_.push_back(std::move(strand));
  }
  for (const Unit<SinkPort>& sink : parts_.sinks) strands_.push_back(sink.strand);
  for (const Unit<AsyncTransformPort>& transform : parts_.transforms) strands_.push_back(transform.strand);
  strands_.push_back(parts_.clock.strand);
  if (parts_.quality.port) strands_.push_back(parts_.quality.strand);
}

/// Starts a step that is over after `waits_for` arrivals, or after its time.
void Teardown::begin(Step next, int waits_for) {
  next_ = next;
  waits_for_ = waits_for;
  const std::uint64_t step = ++step_;
  parts_.deadlines->clear();
  parts_.deadlines->set(parts_.step_limit, [self = shared_from_this(), step] {
    if (step != self->step_) return;
    LOG_WARN(session, "shutting down: step {} does not end; going on without it", step);
    self->waits_for_ = 1;
    self->arrive(step);
  });
}

std::function<void()> Teardown::arrival() {
  return
      [self = shared_from_this(), step = step_] { self->parts_.session->post([self, step] { self->arrive(step); }); };
}

void Teardown::arrive(std::uint64_t step) {
  if (step != step_ || --waits_for_ > 0) return;
  ++step_;
  (this->*next_)();
}

void Teardown::stop_sources() {
  if (parts_.pipelines.empty()) return shut_down_clock();
  // W1: a source that is shut down with a request outstanding may hang or crash; the application does that next.
  begin(&Teardown::shut_down_clock, 2 * static_cast<int>(parts_.pipelines.size()));
  const auto pipelines = parts_.pipelines;
  for (const auto& pipeline : pipelines) pipeline->hold(arrival());  // the clock is stopped next
  for (const auto& pipeline : pipelines) pipeline->stop_sources([done = arrival()](Status) { done(); });
}

void Teardown::shut_down_clock() {
  begin(&Teardown::release_pipelines, 1);
  parts_.clock.post([done = arrival()](ClockPort& clock) {
    (void)attempt([&] { return clock.stop(); });
    (void)attempt([&] { return clock.shut_down(); });
    done();
  });
}

/// One after the other: they may use the same components.
void Teardown::release_pipelines() {
  if (released_ == parts_.pipelines.size()) return shut_down_sinks();
  begin(&Teardown::release_pipelines, 1);
  parts_.pipelines[released_++]->release(nullptr, [done = arrival()](Status) { done(); });
}

void Teardown::shut_down_sinks() {
  const std::size_t components = parts_.sinks.size() + parts_.transforms.size() + (parts_.quality.port ? 1 : 0);
  begin(&Teardown::dispose, static_cast<int>(components) + 1);
  const std::function<void()> done = arrival();
  if (parts_.quality.port) {
    parts_.quality.post([done](QualityPort& quality) {
      (void)attempt([&] {
        quality.shut_down();
        return status::kOk;
      });
      done();
    });
  }
  for (const Unit<AsyncTransformPort>& unit : parts_.transforms) {
    unit.post([done](AsyncTransformPort& transform) {
      const Status status = attempt([&] { return transform.shut_down(); });
      if (status.failed() && status != status::kShutdown) {
        LOG_WARN(transform, "{} can't be shut down: {:#010x}", transform.describe(), status.code());
      }
      done();
    });
  }
  for (const Unit<SinkPort>& unit : parts_.sinks) {
    unit.post([done](SinkPort& sink) {
      const Status status = attempt([&] { return sink.shut_down(); });
      if (status.failed() && status != status::kShutdown) {
        LOG_WARN(sink, "{} can't be shut down: {:#010x}", sink.describe(), status.code());
      }
      done();
    });
  }
  done();
}

void Teardown::dispose() {
  begin(&Teardown::drain_strands, 1);
  auto pipelines = std::move(parts_.pipelines);
  auto sinks = std::move(parts_.sinks);
  auto transforms = std::move(parts_.transforms);
  auto topologies = std::move(parts_.topologies);
  parts_.disposal->post([done = arrival(), pipelines = std::move(pipelines), sinks = std::move(sinks),
                         transforms = std::move(transforms), topologies = std::move(topologies)]() mutable {
    pipelines.clear();
    sinks.clear();
    transforms.clear();
    topologies.clear();
    done();
  });
}

/// What a strand was running when its last report came is over once it gets to this.
void Teardown::drain_strands() {
  begin(&Teardown::finish, static_cast<int>(strands_.size()) + 1);
  const std::function<void()> done = arrival();
  for (const auto& strand : strands_) strand->post(done);
  done();
}

void Teardown::finish() {
  parts_.deadlines->clear();
  strands_.clear();
  std::exchange(done_, nullptr)();
}

}  // namespace caesura::engine
