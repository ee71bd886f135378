// SPDX-License-Identifier: MIT
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "../targets.h"
#include "engine/session_rig.h"
#include "support/choices.h"

namespace caesura::fuzz {
namespace {

using namespace engine;  // NOLINT(google-build-using-namespace)

class Player {
 public:
  explicit Player(Choices choices) : choices_(choices) {}

  void play() {
    const TopologyPtr first = topology();
    const Status fits = check_topology(*first);
    command(EventKind::kTopologySet, rig_.set(first));
    require(rig_.events->last(EventKind::kTopologySet).event.status == fits, "a topology is set that does not fit");
    if (choices_.one_in(2)) command(EventKind::kTopologySet, rig_.set(topology()));
    for (std::uint32_t i = 1 + choices_.below(8); i > 0; --i) act();
    command(EventKind::kClosed, rig_.session->close());
    require(rig_.shut_down().ok(), "Shutdown fails");
  }

 private:
  void command(EventKind kind, Status given) {
    require(given.ok(), "a command is refused");
    ++owed_;
    require(rig_.wait_until([&] { return answers() >= owed_; }, seconds(120)),
            describe({.kind = kind}) + " was not answered");
    rig_.pass(milliseconds(choices_.below(100)));
  }
  std::size_t answers() const {
    std::size_t sum = 0;
    for (const EventKind kind :
         {EventKind::kTopologySet, EventKind::kStarted, EventKind::kPaused, EventKind::kStopped, EventKind::kClosed})
      sum += rig_.events->count(kind);
    return sum;
  }

  void act() {
    Session& session = *rig_.session;
    switch (choices_.below(7)) {
      case 0:
      case 1:
        return command(EventKind::kStarted, session.start({.time = optional_time(), .foreign = {}}));
      case 2:
        return command(EventKind::kPaused, session.pause());
      case 3:
        return command(EventKind::kStopped, session.stop());
      case 4: {
        constexpr float kSpeeds[]{0, 1, 1e30F, -1, 1e-30F, -1e30F, 2};
        (void)session.set_rate({.speed = choices_.one_of(kSpeeds)});
        return rig_.pass(milliseconds(choices_.below(100)));
      }
      case 5:
        return session.set_media_stop(choices_.below(8), time());
      default:
        return rig_.pass(seconds(1));
    }
  }

  Hns time() {
    constexpr Hns kTimes[]{0, 1, -1, 20 * kHnsPerMillisecond, kEndless, kEndless - 1, kNoTime, kFurthest};
    return choices_.one_in(2) ? choices_.one_of(kTimes) : choices_.below(256) * kHnsPerMillisecond;
  }
  std::optional<Hns> optional_time() { return choices_.one_in(2) ? std::optional(time()) : std::nullopt; }

  TopologyPtr topology() {
    auto topology = std::make_shared<Topology>();
    topology->id = choices_.below(4);
    topology->foreign = std::make_shared<Foreign>();
    topology->duration = optional_time();
    topology->start_on_switch = choices_.one_in(4) ? time() : 0;
    if (choices_.one_in(4)) topology->project_start = time();
    topology->trims = !choices_.one_in(4);
    if (choices_.one_in(2)) topology->rates = std::make_shared<FakeRates>(-1e30F, 1e30F);
    if (choices_.one_in(2)) topology->bridge = std::make_shared<FakeBridge>(rig_.world, FakeTransform::Script{});
    const std::uint32_t nodes = choices_.below(10);
    for (std::uint32_t i = 0; i < nodes; ++i) topology->nodes.push_back(node(nodes));
    if (choices_.one_in(2)) mend(*topology);
    return topology;
  }
  TopologyNode node(std::uint32_t nodes) {
    TopologyNode node{.id = choices_.below(8), .kind = make(choices_.below(kOutput + 1)), .outputs = {}};
    for (std::uint32_t i = choices_.below(4); i > 0; --i)
      node.outputs.push_back({.node = choices_.below(nodes + 1), .input = choices_.below(3)});
    node.direct = choices_.one_in(4);
    node.marks_here = choices_.one_in(4);
    return node;
  }
  enum Kind : std::uint32_t { kSource, kTransform, kAsyncTransform, kTee, kOutput };
  std::variant<SourceStream, Transform, Tee, Output> make(std::uint32_t kind) {
    switch (kind) {
      case kSource: {
        const auto& source = sources_[choices_.below(3)];
        return SourceStream{.source = source,
                            .traits = source->script().traits,
                            .stream = choices_.below(2),
                            .media_start = choices_.one_in(2) ? time() : 0,
                            .media_stop = optional_time()};
      }
      case kTransform:
        return Transform{.port = rig_.make_transform({.held = choices_.below(3)})};
      case kAsyncTransform: {
        const auto port = rig_.make_async_transform({.held = choices_.below(3)});
        return Transform{.port = port, .async = port, .shut_down_on_remove = choices_.one_in(2)};
      }
      case kTee:
        return Tee{
            .primary_output = choices_.below(4), .discardable = {choices_.below(4), choices_.below(4)}
        };
      default: {
        const auto& sink = sinks_[choices_.below(3)];
        return Output{.sink = sink,
                      .port = sink->stream(choices_.below(2)),
                      .traits = sink->script().traits,
                      .rateless = choices_.one_in(4),
                      .disable_preroll = choices_.one_in(4),
                      .shut_down_on_remove = choices_.one_in(4)};
      }
    }
  }
  /// Most graphs make no sense: this one is made a line, with a tee at its end or not.
  void mend(Topology& topology) {
    const std::size_t count = topology.nodes.size();
    if (count < 2) return;
    const bool tee = count > 3 && choices_.one_in(3);
    const std::size_t ends = tee ? count - 2 : count - 1;
    for (std::size_t i = 0; i < count; ++i) {
      TopologyNode& node = topology.nodes[i];
      const std::uint32_t kind = i == 0 ? kSource : i >= ends ? kOutput : tee && i + 1 == ends ? kTee : kTransform;
      node.kind = make(kind);
      node.outputs.clear();
      if (i < ends) node.outputs.push_back({.node = i + 1});
      if (tee && i + 1 == ends) node.outputs.push_back({.node = i + 2});
      if (auto* const made = std::get_if<Tee>(&node.kind)) made->primary_output %= node.outputs.size();
    }
  }

  std::shared_ptr<FakeSink> sink(SinkTraits traits, const char* name) {
    return std::make_shared<FakeSink>(rig_.world, name, FakeSink::Script{.traits = traits},
                                      std::vector<FakeStreamSink::Script>(2));
  }

  Choices choices_;
  SessionRig rig_{kInOrder};
  const std::shared_ptr<FakeSource> sources_[3]{
      rig_.make_source({.streams = 2, .samples = 20}), rig_.make_source({.streams = 2, .samples = 3, .segments = true}),
      rig_.make_source({.streams = 2, .samples = 0, .position = 5 * kHnsPerSecond})};
  const std::shared_ptr<FakeSink> sinks_[3]{sink({}, "sink"), sink({.can_preroll = true}, "preroller"),
                                            sink({.rateless = true, .finalizable = true}, "file")};
  std::size_t owed_ = 0;
};

}  // namespace

void topology(const std::uint8_t* bytes, std::size_t size) { Player(Choices(bytes, size)).play(); }

}  // namespace caesura::fuzz
