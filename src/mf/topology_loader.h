// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <utility>

#include "engine/topology.h"
#include "mf/component_ports.h"
#include "mf/topology_binder.h"

namespace caesura::mf {

/// How a session's topologies are loaded. Immutable.
struct LoaderOptions {
  CLSID custom = GUID_NULL;  // MF_SESSION_TOPOLOADER: resolves in place of ours
  bool low_latency = false;  // MF_LOW_LATENCY: of every topology
};

/// The session's topology loader: completes what a client gave and reads it into the engine's terms. Strand-bound.
class TopologyLoader final : public engine::TopologyLoader {
 public:
  /// `quality` may be null.
  explicit TopologyLoader(LoaderOptions options, std::shared_ptr<QualityManager> quality = nullptr)
      : options_(std::move(options)), ports_(std::move(quality)) {}

  /// `topology`: a PartialTopology to resolve, or an IMFTopology to take as it is. What was made for a topology which
  /// then fails is shut down here; all else is the engine's to shut down.
  Result<engine::TopologyPtr> load(const engine::ForeignPtr& topology, bool resolve) override;
  Result<engine::TopologyPtr> insert(const engine::Topology& topology, const engine::Insertion& insertion) override;
  std::string describe() const override;

 private:
  Result<ComPtr<IMFTopology>> complete(const engine::ForeignPtr& topology, bool resolve, Resolution& made);
  void make_custom_loader();
  Result<ComPtr<IMFTopology>> ask_custom_loader(IMFTopology* partial, Resolution& made);

  const LoaderOptions options_;
  bool custom_made_ = false;      // or found not to exist
  ComPtr<IMFTopoLoader> custom_;  // null: ours resolves
  ComponentPorts ports_;
};

}  // namespace caesura::mf
