// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "engine/format_bridge.h"
#include "engine/ports.h"
#include "engine/quality.h"
#include "engine/rate.h"

namespace caesura::engine {

/// One stream of a media source. Several of them may share a source.
struct SourceStream {
  std::shared_ptr<SourcePort> source;
  SourceTraits traits;  // of the source, when the topology was loaded
  StreamId stream = 0;
  Hns media_start = 0;            // MF_TOPONODE_MEDIASTART
  std::optional<Hns> media_stop;  // MF_TOPONODE_MEDIASTOP
  ForeignPtr queue{};             // the work queue that the client has named for the branch; null: none
};

struct Transform {
  std::shared_ptr<TransformPort> port;
  std::shared_ptr<AsyncTransformPort> async{};  // the same transform's other half; null: it is synchronous
  bool shut_down_on_remove = false;             // an asynchronous one
  bool knows_rates = false;                     // it has a rate support of its own, and so knows what to do in reverse
};

struct Tee {
  std::size_t primary_output = 0;          // MF_TOPONODE_PRIMARYOUTPUT: the output that leads
  std::vector<std::size_t> discardable{};  // MF_TOPONODE_DISCARDABLE: outputs that may miss samples
};

/// One stream of a media sink. Several of them may share a sink.
struct Output {
  std::shared_ptr<SinkPort> sink;
  std::shared_ptr<StreamSinkPort> port;
  SinkTraits traits;                 // of the sink, when the topology was loaded
  bool rateless = false;             // MF_TOPONODE_RATELESS
  bool disable_preroll = false;      // MF_TOPONODE_DISABLE_PREROLL
  bool shut_down_on_remove = false;  // MF_TOPONODE_NOSHUTDOWN_ON_REMOVE is FALSE
  bool locked = false;               // MF_TOPONODE_LOCKED: its media type stays
  ForeignPtr type{};  // what is delivered to the port; the same object for the same type. Null: not known
};

/// Where an output of a node leads.
struct Link {
  std::size_t node = 0;   // index in Topology::nodes
  std::size_t input = 0;  // index of that node's input
};

struct TopologyNode {
  NodeId id = 0;
  std::variant<SourceStream, Transform, Tee, Output> kind;
  std::vector<Link> outputs;           // in the order of the node's outputs
  std::shared_ptr<NodeWatch> watch{};  // null: nobody watches it
  bool direct = false;                 // MF_CONNECT_DIRECT: nothing may be put before it
  /// MF_TOPONODE_MARKIN_HERE, MF_TOPONODE_MARKOUT_HERE: what leaves this node is trimmed to the presentation. Where no
  /// node of a branch says so, what reaches its outputs is.
  bool marks_here = false;
  std::shared_ptr<SampleCutter> cutter{};  // of what is trimmed at this node; null: its samples stay whole
};

/// A full topology as plain data: what a topology loader hands to the engine. Immutable once handed over.
struct Topology {
  NodeId id = 0;       // TOPOID
  ForeignPtr foreign;  // the platform's full topology, for events
  std::vector<TopologyNode> nodes;
  std::optional<Hns> duration;  // MF_PD_DURATION of the presentation, 100 ns
  /// MF_TOPOLOGY_START_TIME_ON_PRESENTATION_SWITCH: where it begins when it follows another one by itself, 100 ns.
  Hns start_on_switch = 0;
  /// MF_TOPOLOGY_PROJECTSTART: the presentation time of its beginning, where times are those of a project, 100 ns.
  std::optional<Hns> project_start{};
  std::shared_ptr<RateSupport> rates{};  // null: its own speed only
  bool goes_faster = false;              // some rate above 1 is supported, thinned or not
  bool goes_backwards = false;
  std::shared_ptr<FormatBridge> bridge{};  // null: MF_TOPOLOGY_DYNAMIC_CHANGE_NOT_ALLOWED
  bool trims = true;                       // false: MF_TOPOLOGY_NO_MARKIN_MARKOUT

  /// Whether it uses that component.
  bool uses(const SourcePort& source) const;
  bool uses(const TransformPort& transform) const;
  bool uses(const StreamSinkPort& stream) const;
  /// Whether both use one component, which can work for one of them at a time.
  bool shares_with(const Topology& other) const;
  /// No pipeline has had it, and none will: its transforms give back what they were lent. Calls components.
  void let_go() const;

  bool has(NodeId node) const {
    return std::any_of(nodes.begin(), nodes.end(), [&](const TopologyNode& n) { return n.id == node; });
  }
};
using TopologyPtr = std::shared_ptr<const Topology>;

/// Turns what a client gave into a full topology. Strand-bound: it calls components and may take long.
class TopologyLoader {
 public:
  virtual ~TopologyLoader() = default;
  /// With `resolve`, adds the decoders and converters that are missing; without, takes the topology as it is.
  virtual Result<TopologyPtr> load(const ForeignPtr& partial, bool resolve) = 0;
  /// `topology` with one node more.
  virtual Result<TopologyPtr> insert(const Topology& topology, const Insertion& insertion) = 0;
  /// For messages to people. Thread-safe.
  virtual std::string describe() const { return "topology loader"; }
};

}  // namespace caesura::engine
