// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "engine/topology.h"
#include "mf/component_ports.h"

namespace caesura::mf {

/// The session's topology loader: completes what a client gave and reads it into the engine's terms. Strand-bound.
class TopologyLoader final : public engine::TopologyLoader {
 public:
  /// A sink that was made for a topology which then fails is shut down here; all others are the engine's to shut down.
  Result<engine::TopologyPtr> load(const engine::ForeignPtr& partial, bool resolve) override;

 private:
  ComponentPorts ports_;
};

}  // namespace caesura::mf
