// SPDX-License-Identifier: MIT
//
// Whom of a pipeline a failure is put down to, and who keeps a phase waiting.
#include <algorithm>
#include <utility>

#include "engine/output_node.h"
#include "engine/pipeline.h"

namespace caesura::engine {
namespace {

const char* request_of(Answer answer) {
  switch (answer) {
    using enum Answer;
    case kReady:
      return "prepare";
    case kStarted:
      return "start";
    case kPaused:
      return "pause";
    case kStopped:
      return "stop";
    case kRated:
      return "change its rate";
    case kHeld:
      return "take its sample";
    case kPrerolled:
      return "preroll";
    case kFlushed:
      return "flush";
    case kReleased:
      return "let go";
  }
  return "answer";
}

std::string component_of(const TopologyNode& node) {
  if (const auto* source = std::get_if<SourceStream>(&node.kind)) return source->source->describe();
  if (const auto* transform = std::get_if<Transform>(&node.kind)) return transform->port->describe();
  if (const auto* output = std::get_if<Output>(&node.kind)) return output->port->describe();
  return "tee";
}

}  // namespace

Fault Pipeline::fault_of(NodeId node) const {
  for (const TopologyNode& each : topology_->nodes) {
    if (each.id == node) return {.node = node, .component = component_of(each)};
  }
  return {.node = node, .component = "component"};
}

Fault Pipeline::fault_of(const SourcePort& source) const {
  for (const StreamState& stream : streams_) {
    if (sources_[stream.source].unit.port.get() == &source) return fault_of(stream.node);
  }
  return {.component = source.describe()};
}

/// The clock calls the sinks, so one that blocks keeps the clock waiting, too: they come before it.
Fault Pipeline::silent() const {
  const auto is_clock = [](const Awaited& awaited) { return awaited.group == Group::kClock; };
  const auto other = std::find_if_not(awaited_.begin(), awaited_.end(), is_clock);
  const auto found = other == awaited_.end() ? awaited_.begin() : other;
  if (found == awaited_.end()) return {.component = "a component", .asked = "answer"};
  Fault fault{.component = "presentation clock"};
  switch (found->group) {
    case Group::kClock:
      break;
    case Group::kSource:
      fault = fault_of(*sources_[found->index].unit.port);
      break;
    case Group::kSink: {
      const auto output = std::find_if(outputs_.begin(), outputs_.end(),
                                       [&](const OutputState& each) { return each.sink == found->index; });
      fault.node = output == outputs_.end() ? 0 : output->node->id();
      fault.component = sinks_[found->index].unit.port->describe();
      break;
    }
    case Group::kBranch:
      fault = fault_of(branches_[found->index]->visited());
      break;
    case Group::kOutput:
      fault = fault_of(outputs_[found->index].node->id());
      break;
    case Group::kQuality:
      fault.component = "quality manager";
      break;
  }
  fault.asked = request_of(found->answer);
  return fault;
}

}  // namespace caesura::engine
