// SPDX-License-Identifier: MIT
#include "mf/topology_loader.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "base/log.h"
#include "com/guid_text.h"
#include "com/hresult.h"
#include "engine/pipeline.h"
#include "mf/device_manager.h"
#include "mf/foreign.h"
#include "mf/low_latency.h"
#include "mf/topology_reader.h"
#include "mf/topology_resolver.h"

namespace caesura::mf {

Result<engine::TopologyPtr> TopologyLoader::load(const engine::ForeignPtr& topology, bool resolve) {
  Resolution made;
  const Result<ComPtr<IMFTopology>> full = complete(topology, resolve, made);
  if (full.ok() && (options_.low_latency || MFGetAttributeUINT32(full->Get(), MF_LOW_LATENCY, FALSE) != FALSE))
    ask_for_low_latency(full->Get());
  Result<engine::TopologyPtr> loaded =
      full.ok() ? read_topology(full->Get(), ports_, made) : Result<engine::TopologyPtr>(full.status());
  if (loaded.ok()) {
    if (const Status status = engine::check_topology(*loaded.value()); status.failed()) loaded = status;
  }
  if (!loaded.ok()) {
    // The ports of what failed are gone: who is in use plays in another topology, which got it from the same activate.
    std::erase_if(made.transforms, [&](const MadeTransform& one) { return ports_.is_in_use(one.transform.Get()); });
    discard(made);
    for (const ComPtr<IMFTransform>& transform : made.equipped)
      if (*ports_.device_loan(transform.Get()) == 0) take_device_manager(transform.Get());
    return loaded;
  }
  for (const ActivatedSink& sink : made.sinks) ports_.sink_port(sink.sink)->set_activate(sink.activate);
  return loaded;
}

Result<ComPtr<IMFTopology>> TopologyLoader::complete(const engine::ForeignPtr& topology, bool resolve,
                                                     Resolution& made) {
  if (!resolve) {
    IMFTopology* const full = foreign_cast<IMFTopology>(topology);
    RETURN_HR_IF(E_INVALIDARG, !full);
    return bind_topology(full, made);
  }
  const auto* partial = dynamic_cast<const PartialTopology*>(topology.get());
  RETURN_HR_IF(E_INVALIDARG, !partial);
  make_custom_loader();
  if (custom_) return ask_custom_loader(partial->copy(), made);
  return resolve_topology(partial->copy(), made, partial->client(),
                          {.sink = [this](IMFStreamSink* sink) { return ports_.is_in_use(sink); },
                           .equipped = [this](IMFTransform* transform) { return *ports_.device_loan(transform) > 0; }});
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
Result<ComPtr<IMFTopology>> TopologyLoader::ask_custom_loader(IMFTopology* partial, Resolution& made) {
  RETURN_IF_FAILED(bind_topology(partial, made).status());
  ComPtr<IMFTopology> full;
  const HRESULT hr = custom_->Load(partial, &full, nullptr);
  if (FAILED(hr)) {
    LOG_WARN(loader, "the custom topology loader fails: {:#010x}", static_cast<UINT32>(hr));
    return com::to_status(hr);
  }
  RETURN_HR_IF(E_UNEXPECTED, !full);
  return bind_topology(full.Get(), made);
}

std::string TopologyLoader::describe() const {
  const bool ours = InlineIsEqualGUID(options_.custom, GUID_NULL);
  return ours ? "topology loader" : "topology loader " + com::guid_text(options_.custom);
}

/// The topology that clients have seen stays as it was; another one, with its ids, has the new node.
Result<engine::TopologyPtr> TopologyLoader::insert(const engine::Topology& topology,
                                                   const engine::Insertion& insertion) {
  IMFTopology* const before = foreign_cast<IMFTopology>(topology.foreign);
  IMFTopologyNode* const node = foreign_cast<IMFTopologyNode>(insertion.node.foreign);
  RETURN_HR_IF(E_INVALIDARG, !before || !node);
  ComPtr<IMFTopology> full;
  ComPtr<IMFTopologyNode> upstream;
  ComPtr<IMFTopologyNode> downstream;
  const auto output = static_cast<DWORD>(insertion.output);
  RETURN_IF_FAILED(MFCreateTopology(&full));
  RETURN_IF_FAILED(full->CloneFrom(before));
  RETURN_IF_FAILED(full->GetNodeByID(insertion.upstream, &upstream));
  RETURN_IF_FAILED(full->GetNodeByID(insertion.downstream, &downstream));
  RETURN_IF_FAILED(full->AddNode(node));
  RETURN_IF_FAILED(upstream->DisconnectOutput(output));
  RETURN_IF_FAILED(upstream->ConnectOutput(output, node, 0));
  RETURN_IF_FAILED(node->ConnectOutput(0, downstream.Get(), 0));

  auto changed = std::make_shared<engine::Topology>(topology);
  changed->foreign = make_foreign(std::move(full));
  const auto with_id = [&](engine::NodeId id) {
    return std::find_if(changed->nodes.begin(), changed->nodes.end(), [id](const auto& n) { return n.id == id; });
  };
  const auto from = with_id(insertion.upstream);
  RETURN_HR_IF(E_UNEXPECTED, from == changed->nodes.end() || insertion.output >= from->outputs.size());
  const engine::Link link = std::exchange(from->outputs[insertion.output], {changed->nodes.size(), 0});
  changed->nodes.push_back(
      {insertion.node.id, engine::Transform{.port = insertion.node.transform}, {link}, insertion.node.watch});
  return engine::TopologyPtr(std::move(changed));
}

}  // namespace caesura::mf
