// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "engine/pipeline.h"
#include "engine/topology.h"
#include "support/engine_fakes.h"

namespace caesura::engine {

/// Supports the rates from `slowest` to `fastest`, and 0.
class FakeRates final : public RateSupport {
 public:
  FakeRates(float slowest, float fastest) : slowest_(slowest), fastest_(fastest) {}

  Status check(Rate rate) override {
    if (rate.thin) return status::kThinningUnsupported;
    const bool supported = rate.speed == 0 || (rate.speed >= slowest_ && rate.speed <= fastest_);
    return supported ? status::kOk : status::kUnsupportedRate;
  }
  Result<float> slowest(Question) override { return slowest_; }
  Result<float> fastest(Question) override { return fastest_; }

 private:
  const float slowest_, fastest_;
};

/// A topology in the making. The functions that add a node give its index.
class TopologyDraft {
 public:
  explicit TopologyDraft(NodeId id) { topology_.id = id; }

  std::size_t source(const std::shared_ptr<FakeSource>& source, StreamId stream = 0, Hns media_start = 0,
                     std::optional<Hns> media_stop = std::nullopt) {
    return add(SourceStream{.source = source,
                            .traits = source->script().traits,
                            .stream = stream,
                            .media_start = media_start,
                            .media_stop = media_stop});
  }
  std::size_t source(const std::shared_ptr<SourcePort>& port, SourceTraits traits) {
    return add(SourceStream{.source = port, .traits = traits, .media_stop = std::nullopt});
  }
  std::size_t transform(const std::shared_ptr<TransformPort>& port, bool knows_rates = false) {
    return add(Transform{.port = port, .knows_rates = knows_rates});
  }
  std::size_t transform(const std::shared_ptr<FakeAsyncTransform>& port, bool shut_down_on_remove = false) {
    return add(Transform{.port = port, .async = port, .shut_down_on_remove = shut_down_on_remove});
  }
  std::size_t tee(std::size_t primary_output = 0, std::vector<std::size_t> discardable = {}) {
    return add(Tee{.primary_output = primary_output, .discardable = std::move(discardable)});
  }
  std::size_t output(const std::shared_ptr<FakeSink>& sink, std::size_t stream = 0, bool disable_preroll = false) {
    return add(Output{.sink = sink,
                      .port = sink->stream(stream),
                      .traits = sink->script().traits,
                      .disable_preroll = disable_preroll});
  }
  /// Links `from` to `to` by the next free output of `from`.
  TopologyDraft& link(std::size_t from, std::size_t to) {
    topology_.nodes[from].outputs.push_back({.node = to});
    return *this;
  }
  /// Gives a source node's branch a work queue.
  TopologyDraft& queue(std::size_t source, ForeignPtr queue) {
    std::get<SourceStream>(topology_.nodes[source].kind).queue = std::move(queue);
    return *this;
  }
  TopologyDraft& watch(std::size_t node, std::shared_ptr<NodeWatch> watch) {
    topology_.nodes[node].watch = std::move(watch);
    return *this;
  }
  TopologyDraft& rates(float slowest, float fastest) { return rates(std::make_shared<FakeRates>(slowest, fastest)); }
  TopologyDraft& rates(std::shared_ptr<RateSupport> rates) {
    topology_.rates = std::move(rates);
    return *this;
  }
  /// Nothing may be put before `node`.
  TopologyDraft& direct(std::size_t node) {
    topology_.nodes[node].direct = true;
    return *this;
  }
  /// What `node` gives is trimmed there, and cut by `cutter`.
  TopologyDraft& trim_at(std::size_t node, std::shared_ptr<SampleCutter> cutter = nullptr) {
    topology_.nodes[node].marks_here = true;
    topology_.nodes[node].cutter = std::move(cutter);
    return *this;
  }
  TopologyDraft& bridge(std::shared_ptr<FormatBridge> bridge) {
    topology_.bridge = std::move(bridge);
    return *this;
  }
  TopologyDraft& duration(Hns duration) {
    topology_.duration = duration;
    return *this;
  }
  TopologyPtr done() {
    topology_.foreign = std::make_shared<Foreign>();
    return std::make_shared<const Topology>(topology_);
  }

 private:
  template <typename Kind>
  std::size_t add(Kind kind) {
    topology_.nodes.push_back({.id = topology_.nodes.size() + 1, .kind = std::move(kind), .outputs = {}});
    return topology_.nodes.size() - 1;
  }

  Topology topology_;
};

/// source → sink.
inline TopologyPtr line(NodeId id, const std::shared_ptr<FakeSource>& source, const std::shared_ptr<FakeSink>& sink) {
  TopologyDraft draft(id);
  const std::size_t from = draft.source(source);
  return draft.link(from, draft.output(sink)).done();
}

/// source → transform → sink.
template <typename Transform>
TopologyPtr line(NodeId id, const std::shared_ptr<FakeSource>& source, const std::shared_ptr<Transform>& transform,
                 const std::shared_ptr<FakeSink>& sink) {
  TopologyDraft draft(id);
  const std::size_t from = draft.source(source);
  const std::size_t between = draft.transform(transform);
  return draft.link(from, between).link(between, draft.output(sink)).done();
}

/// What a test gives a session as the client's topology: it knows what the FakeLoader will make of it.
class Unloaded final : public Foreign {
 public:
  explicit Unloaded(Result<TopologyPtr> result, std::function<void()> before = {})
      : result_(std::move(result)), before_(std::move(before)) {}

  Result<TopologyPtr> load() const {
    if (before_) before_();  // may block
    return result_;
  }

 private:
  const Result<TopologyPtr> result_;
  const std::function<void()> before_;
};

class FakeLoader final : public TopologyLoader {
 public:
  explicit FakeLoader(FakeWorld world) : world_(std::move(world)) {}

  Result<TopologyPtr> load(const ForeignPtr& partial, bool) override {
    if (const Status status = world_.enter("loader.load"); status.failed()) return status;
    const Result<TopologyPtr> loaded = static_cast<const Unloaded&>(*partial).load();
    if (!loaded.ok()) return loaded;
    if (const Status status = check_topology(*loaded.value()); status.failed()) return status;
    return loaded;
  }
  Result<TopologyPtr> insert(const Topology& topology, const Insertion& insertion) override {
    if (const Status status = world_.enter("loader.insert"); status.failed()) return status;
    auto changed = std::make_shared<Topology>(topology);
    changed->nodes.push_back({insertion.node.id, Transform{.port = insertion.node.transform}, {}});
    changed->foreign = insertion.node.foreign;
    return TopologyPtr(std::move(changed));
  }

 private:
  const FakeWorld world_;
};

}  // namespace caesura::engine
