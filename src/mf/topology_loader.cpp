// SPDX-License-Identifier: MIT
#include "mf/topology_loader.h"

#include <utility>

#include "base/log.h"
#include "com/hresult.h"
#include "mf/foreign.h"
#include "mf/topology_reader.h"
#include "mf/topology_resolver.h"

namespace caesura::mf {

Result<engine::TopologyPtr> TopologyLoader::load(const engine::ForeignPtr& topology, bool resolve) {
  ActivatedSinks activated;
  const Result<ComPtr<IMFTopology>> full = complete(topology, resolve, activated);
  Result<engine::TopologyPtr> loaded =
      full.ok() ? read_topology(full->Get(), ports_) : Result<engine::TopologyPtr>(full.status());
  if (!loaded.ok()) {
    discard(activated);
    return loaded;
  }
  for (const ActivatedSink& made : activated) ports_.sink_port(made.sink)->set_activate(made.activate);
  return loaded;
}

Result<ComPtr<IMFTopology>> TopologyLoader::complete(const engine::ForeignPtr& topology, bool resolve,
                                                     ActivatedSinks& activated) {
  if (!resolve) {
    IMFTopology* const full = foreign_cast<IMFTopology>(topology);
    RETURN_HR_IF(E_INVALIDARG, !full);
    return bind_topology(full, &activated);
  }
  const auto* partial = dynamic_cast<const PartialTopology*>(topology.get());
  RETURN_HR_IF(E_INVALIDARG, !partial);
  make_custom_loader();
  if (custom_) return ask_custom_loader(partial->copy(), activated);
  return resolve_topology(partial->copy(), &activated, partial->client());
}

/// Not before the first topology wants it: a class that can't be made is no error of the session's creation (O5), and
/// our own loader does its work then.
void TopologyLoader::make_custom_loader() {
  if (std::exchange(custom_made_, true) || InlineIsEqualGUID(options_.custom, GUID_NULL)) return;
  const HRESULT hr = CoCreateInstance(options_.custom, nullptr, CLSCTX_INPROC_SERVER, IID_PPV_ARGS(&custom_));
  if (FAILED(hr))
    LOG_WARN(loader, "there is no custom topology loader ({:#010x}); our own is used", static_cast<UINT32>(hr));
}

/// The outputs are bound before, as IMFTopoLoader::Load wants it; what the loader put in is, after. Reference: Custom
/// Topology Loaders.
Result<ComPtr<IMFTopology>> TopologyLoader::ask_custom_loader(IMFTopology* partial, ActivatedSinks& activated) {
  RETURN_IF_FAILED(bind_topology(partial, &activated).status());
  ComPtr<IMFTopology> full;
  const HRESULT hr = custom_->Load(partial, &full, nullptr);
  if (FAILED(hr)) {
    LOG_WARN(loader, "the custom topology loader fails: {:#010x}", static_cast<UINT32>(hr));
    return com::to_status(hr);
  }
  RETURN_HR_IF(E_UNEXPECTED, !full);
  return bind_topology(full.Get(), &activated);
}

}  // namespace caesura::mf
