// SPDX-License-Identifier: MIT
#include "mf/topology_loader.h"

#include "com/hresult.h"
#include "mf/foreign.h"
#include "mf/topology_reader.h"
#include "mf/topology_resolver.h"

namespace caesura::mf {

Result<engine::TopologyPtr> TopologyLoader::load(const engine::ForeignPtr& partial, bool resolve) {
  IMFTopology* const given = foreign_cast<IMFTopology>(partial);
  RETURN_HR_IF(E_INVALIDARG, !given);
  ActivatedSinks activated;
  const Result<ComPtr<IMFTopology>> full =
      resolve ? resolve_topology(given, &activated) : bind_topology(given, &activated);
  Result<engine::TopologyPtr> loaded =
      full.ok() ? read_topology(full->Get(), ports_) : Result<engine::TopologyPtr>(full.status());
  if (!loaded.ok()) {
    discard(activated);
    return loaded;
  }
  for (const ActivatedSink& made : activated) ports_.sink_port(made.sink)->set_activate(made.activate);
  return loaded;
}

}  // namespace caesura::mf
