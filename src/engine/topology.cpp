// SPDX-License-Identifier: MIT
#include "engine/topology.h"

namespace caesura::engine {
namespace {

template <typename Kind, typename Is>
bool any_of(const Topology& topology, Is is) {
  return std::any_of(topology.nodes.begin(), topology.nodes.end(), [&](const TopologyNode& node) {
    const Kind* kind = std::get_if<Kind>(&node.kind);
    return kind && is(*kind);
  });
}

}  // namespace

bool Topology::uses(const SourcePort& source) const {
  return any_of<SourceStream>(*this, [&](const SourceStream& own) { return own.source->is_same_source(source); });
}
bool Topology::uses(const TransformPort& transform) const {
  return any_of<Transform>(*this, [&](const Transform& own) { return own.port->is_same_transform(transform); });
}
bool Topology::uses(const StreamSinkPort& stream) const {
  return any_of<Output>(*this, [&](const Output& own) { return own.port.get() == &stream; });
}

bool Topology::shares_with(const Topology& other) const {
  return any_of<SourceStream>(other, [&](const SourceStream& its) { return uses(*its.source); }) ||
         any_of<Transform>(other, [&](const Transform& its) { return uses(*its.port); }) ||
         any_of<Output>(other, [&](const Output& its) { return uses(*its.port); });
}

void Topology::let_go() const {
  for (const TopologyNode& node : nodes) {
    if (const auto* transform = std::get_if<Transform>(&node.kind)) transform->port->let_go();
  }
}

}  // namespace caesura::engine
