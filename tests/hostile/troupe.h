// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "support/fake_topology.h"
#include "support/hostile_components.h"

namespace caesura::test {

/// Who plays: two sets of components, between them with every interface that a session calls.
enum class Cast {
  kSynchronous,   // a transform between them; a sink that prerolls and has a time source
  kAsynchronous,  // an asynchronous transform; a sink that is finalized
};

/// A source, a transform and a sink, of which `saboteur` lets one call go wrong, and the topology between them. Whoever
/// lets them go shuts them down first. Thread-bound.
class Troupe {
 public:
  /// With `mute`, the source does not answer.
  Troupe(Cast cast, const std::shared_ptr<Saboteur>& saboteur, bool mute = false);
  Troupe(const Troupe&) = delete;
  Troupe& operator=(const Troupe&) = delete;
  ~Troupe();

  IMFTopology* topology() const { return topology_.Get(); }
  void shut_source_down() { source_->FakeSource::Shutdown(); }
  void shut_sink_down() { sink_->FakeSink::Shutdown(); }

 private:
  ComPtr<HostileSource> source_;
  ComPtr<HostileSink> sink_;
  ComPtr<IMFTopology> topology_;
};

}  // namespace caesura::test
