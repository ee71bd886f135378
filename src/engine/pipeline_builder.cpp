// SPDX-License-Identifier: MIT
//
// Topology → pipeline: which nodes hang together, and whether they can be run at all.
#include <algorithm>
#include <cstddef>
#include <map>
#include <numeric>
#include <utility>
#include <vector>

#include "base/log.h"
#include "engine/output_node.h"
#include "engine/pipeline.h"
#include "engine/pipeline_ears.h"
#include "engine/source_node.h"

namespace caesura::engine {
namespace {

using Indexes = std::vector<std::size_t>;

/// What a renderer that can't lead the clock may have between the clock and the ear.
constexpr Hns kRenderLatency = 30 * kHnsPerMillisecond;

/// How many links lead into each node; nothing where a link leads nowhere.
Result<Indexes> count_inputs(const Topology& topology) {
  Indexes inputs(topology.nodes.size(), 0);
  for (const TopologyNode& node : topology.nodes) {
    for (const Link& link : node.outputs) {
      if (link.node >= inputs.size()) return status::kTopologyUnsupported;
      ++inputs[link.node];
    }
  }
  return inputs;
}

/// Sources have no input and one output, transforms one and one, tees one and some, outputs one and none.
bool has_right_shape(const TopologyNode& node, std::size_t inputs) {
  const std::size_t outputs = node.outputs.size();
  if (std::holds_alternative<SourceStream>(node.kind)) return inputs == 0 && outputs == 1;
  if (std::holds_alternative<Transform>(node.kind)) return inputs == 1 && outputs == 1;
  if (const Tee* tee = std::get_if<Tee>(&node.kind)) return inputs == 1 && tee->primary_output < outputs;
  return inputs == 1 && outputs == 0;
}

bool has_cycle(const Topology& topology, Indexes inputs) {
  Indexes ready;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (inputs[i] == 0) ready.push_back(i);
  }
  std::size_t visited = 0;
  while (!ready.empty()) {
    const std::size_t node = ready.back();
    ready.pop_back();
    ++visited;
    for (const Link& link : topology.nodes[node].outputs) {
      if (--inputs[link.node] == 0) ready.push_back(link.node);
    }
  }
  return visited < inputs.size();
}

}  // namespace

Status check_topology(const Topology& topology) {
  const Result<Indexes> inputs = count_inputs(topology);
  if (!inputs.ok()) return inputs.status();
  if (has_cycle(topology, inputs.value())) return status::kTopologyLoops;
  bool any_output = false;
  for (std::size_t i = 0; i < topology.nodes.size(); ++i) {
    if (!has_right_shape(topology.nodes[i], inputs.value()[i])) {
      LOG_WARN(loader, "node {:#x} has {} inputs and {} outputs, which its kind can't have", topology.nodes[i].id,
               inputs.value()[i], topology.nodes[i].outputs.size());
      return status::kTopologyUnsupported;
    }
    any_output = any_output || std::holds_alternative<Output>(topology.nodes[i].kind);
  }
  return any_output ? status::kOk : status::kTopologyUnsupported;
}

namespace {

/// For each node the lowest index among those it hangs together with.
Indexes components(const Topology& topology) {
  Indexes root(topology.nodes.size());
  std::iota(root.begin(), root.end(), std::size_t{0});
  const auto find = [&](std::size_t node) {
    while (root[node] != node) node = root[node] = root[root[node]];
    return node;
  };
  for (std::size_t i = 0; i < root.size(); ++i) {
    for (const Link& link : topology.nodes[i].outputs) {
      const std::size_t a = find(i), b = find(link.node);
      root[std::max(a, b)] = std::min(a, b);
    }
  }
  for (std::size_t i = 0; i < root.size(); ++i) root[i] = find(i);
  return root;
}

bool feeds_itself(const TopologyNode& node) {
  return std::holds_alternative<SourceStream>(node.kind) || std::holds_alternative<Transform>(node.kind);
}

/// Where a topology's samples are trimmed.
class TrimPlan {
 public:
  TrimPlan(const Topology& topology, Indexes roots)
      : topology_(topology), roots_(std::move(roots)), marked_(roots_.size()) {
    for (std::size_t i = 0; i < roots_.size(); ++i) {
      if (topology.nodes[i].marks_here) marked_[roots_[i]] = true;
    }
  }

  /// The node at which what flows from `from` to `to` is trimmed; null: not there.
  const TopologyNode* between(std::size_t from, std::size_t to) const {
    const TopologyNode& upstream = topology_.nodes[from];
    const TopologyNode& downstream = topology_.nodes[to];
    if (!topology_.trims) return nullptr;
    if (!marked_[roots_[to]]) return std::holds_alternative<Output>(downstream.kind) ? &downstream : nullptr;
    if (upstream.marks_here && feeds_itself(upstream)) return &upstream;
    return downstream.marks_here && !feeds_itself(downstream) ? &downstream : nullptr;
  }

 private:
  const Topology& topology_;
  const Indexes roots_;
  std::vector<bool> marked_;  // by root: whether a node of the branch says where
};

}  // namespace

Result<std::shared_ptr<Pipeline>> Pipeline::build(TopologyPtr topology, PipelineParts parts,
                                                  std::weak_ptr<PipelineOwner> owner) {
  if (const Status status = check_topology(*topology); status.failed()) return status;
  auto pipeline = std::make_shared<Pipeline>(std::move(topology), parts, std::move(owner));
  pipeline->build_graph(parts);
  return pipeline;
}

void Pipeline::build_graph(PipelineParts& parts) {
  const Topology& topology = *topology_;
  const Indexes roots = components(topology);
  std::map<std::size_t, std::shared_ptr<Branch>> branches;
  const TrimPlan plan(topology, roots);
  std::vector<Node*> nodes;
  for (std::size_t i = 0; i < topology.nodes.size(); ++i) {
    const TopologyNode& description = topology.nodes[i];
    std::shared_ptr<Branch>& branch = branches[roots[i]];
    if (!branch) {
      branch = std::make_shared<Branch>(Strand::create(executor_, "branch"), weak_from_this());
      branch->set_bridge(topology.bridge);
      branches_.push_back(branch);
    }
    if (const auto* source = std::get_if<SourceStream>(&description.kind)) {
      nodes.push_back(&add_source(description.id, *source, branch, parts));
    } else if (const auto* output = std::get_if<Output>(&description.kind)) {
      nodes.push_back(&add_output(*branch, description.id, *output, parts));
    } else if (const auto* transform = std::get_if<Transform>(&description.kind)) {
      nodes.push_back(&branch->add(description.id, *transform));
    } else {
      nodes.push_back(&branch->add(description.id, std::get<Tee>(description.kind)));
    }
    if (const Pulse* pulse = nodes.back()->pulse()) {
      const bool source = std::holds_alternative<SourceStream>(description.kind);
      watched_.push_back({.node = description.id,
                          .branch = branch,
                          .pulse = pulse,
                          .source = source ? streams_.back().source : kNoSource});
    }
    nodes.back()->set_watch(description.watch);
    nodes.back()->set_direct(description.direct);
  }
  for (const auto& branch : branches_) watched_.push_back({.branch = branch});
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const std::vector<Link>& links = topology.nodes[i].outputs;
    for (std::size_t o = 0; o < links.size(); ++o) {
      Node* from = nodes[i];
      std::size_t output = o;
      if (const TopologyNode* place = plan.between(i, links[o].node)) {
        Node& trim = branches[roots[i]]->add_trim(place->id, place->cutter);
        from->connect(std::exchange(output, 0), trim, 0);
        from = &trim;
      }
      from->connect(output, *nodes[links[o].node], links[o].input);
    }
  }
}

Node& Pipeline::add_source(NodeId id, SourceStream stream, const std::shared_ptr<Branch>& branch,
                           PipelineParts& parts) {
  stream.media_start = bounded(stream.media_start);
  if (stream.media_stop) stream.media_stop = bounded(*stream.media_stop);
  SourceNode& node = branch->add(id, stream);
  auto source = std::find_if(sources_.begin(), sources_.end(),
                             [&](const SourceState& state) { return state.unit.port == stream.source; });
  if (source == sources_.end()) {
    SourceState state{.unit = parts.sources->unit(stream.source), .traits = stream.traits};
    state.media_start = stream.media_start;
    state.ear = std::make_shared<SourceEar>(weak_from_this(), sources_.size());
    state.unit.port->listen(std::weak_ptr(state.ear));
    source = sources_.insert(sources_.end(), std::move(state));
  }
  if (!source->queue) source->queue = stream.queue;
  source->unit.port->listen(stream.stream, std::shared_ptr<StreamListener>(branch, &node));
  source->ends = ++source->streams_used >= stream.traits.selected_streams && !stream.traits.live;
  streams_.push_back({.node = id,
                      .source = static_cast<std::size_t>(source - sources_.begin()),
                      .branch = branch.get(),
                      .media_start = stream.media_start,
                      .media_stop = topology_->trims ? stream.media_stop : std::nullopt});
  return node;
}

Node& Pipeline::add_output(Branch& branch, NodeId id, const Output& output, PipelineParts& parts) {
  auto sink = std::find_if(sinks_.begin(), sinks_.end(),
                           [&](const SinkState& state) { return state.unit.port == output.sink; });
  if (sink == sinks_.end()) {
    SinkState state{.unit = parts.sinks->unit(output.sink), .traits = output.traits};
    sink = sinks_.insert(sinks_.end(), std::move(state));
  }
  const bool prerolls = output.traits.can_preroll && !output.disable_preroll;
  sink->prerolls = sink->prerolls || prerolls;
  OutputNode& node = branch.add(id, output, outputs_.size());
  outputs_.push_back({.branch = &branch,
                      .sink = static_cast<std::size_t>(sink - sinks_.begin()),
                      .rateless = output.rateless || output.traits.rateless,
                      .prerolls = prerolls,
                      .latency = output.traits.has_time_source ? 0 : kRenderLatency,
                      .port = output.port.get(),
                      .type = output.type,
                      .node = &node});
  return node;
}

}  // namespace caesura::engine
