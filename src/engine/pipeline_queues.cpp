// SPDX-License-Identifier: MIT
//
// The work queues that a client has named for branches: nothing of ours runs on them, components may.
#include <algorithm>
#include <utility>
#include <vector>

#include "engine/pipeline.h"

namespace caesura::engine {

bool Pipeline::has_queue(std::size_t sink) const {
  return std::any_of(outputs_.begin(), outputs_.end(),
                     [&](const OutputState& output) { return output.sink == sink && output.branch->queue(); });
}

void Pipeline::use_queues(bool registered, std::function<void()> done) {
  // Held by every task below; the last one that is through calls `done`.
  const std::shared_ptr<void> all(nullptr, [done = std::move(done)](void*) {
    if (done) done();
  });
  for (const SourceState& source : sources_) {
    if (!source.queue) continue;
    source.unit.post([all, queue = registered ? source.queue : nullptr](SourcePort& port) { port.use_queue(queue); });
  }
  for (const auto& branch : branches_) {
    if (!branch->queue()) continue;
    branch->post([all, queue = registered ? branch->queue() : nullptr](Branch& b) { b.use_queue(queue); });
  }
  std::vector<std::size_t> told;  // sinks
  for (const OutputState& output : outputs_) {
    const ForeignPtr& queue = output.branch->queue();
    if (!queue || std::find(told.begin(), told.end(), output.sink) != told.end()) continue;
    told.push_back(output.sink);
    sinks_[output.sink].unit.post(
        [all, queue = registered ? queue : nullptr](SinkPort& port) { port.use_queue(queue); });
  }
}

}  // namespace caesura::engine
