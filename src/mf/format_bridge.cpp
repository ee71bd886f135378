// SPDX-License-Identifier: MIT
#include "mf/format_bridge.h"

#include <algorithm>
#include <memory>

#include "base/log.h"
#include "com/hresult.h"
#include "mf/async_unlock.h"
#include "mf/foreign.h"
#include "mf/media_type_text.h"
#include "mf/resolution.h"
#include "mf/resolve_types.h"
#include "mf/transform_finder.h"

namespace caesura::mf {
namespace {

/// What to ask of a converter from `format`: what the taker had, then what the converter offers, the faithful first.
MediaTypes outputs_of(IMFTransform* converter, IMFMediaType* format, IMFMediaType* had) {
  MediaTypes outputs;
  if (had) outputs.emplace_back(had);
  MediaTypes offered = output_types_of(converter);
  sort_by_loss(offered, format);
  for (const auto& type : offered)
    if (ComPtr<IMFMediaType> whole = complete(type.Get(), format)) outputs.push_back(std::move(whole));
  return outputs;
}

bool agree(IMFTransform* converter, IMFMediaType* format, engine::FormatTaker& taker) {
  if (FAILED(converter->SetInputType(0, format, 0))) return false;
  const engine::ForeignPtr had = taker.format();
  const MediaTypes outputs = outputs_of(converter, format, foreign_cast<IMFMediaType>(had));
  return std::any_of(outputs.begin(), outputs.end(), [&](const ComPtr<IMFMediaType>& output) {
    return SUCCEEDED(converter->SetOutputType(0, output.Get(), 0)) && taker.accept_format(make_foreign(output)).ok();
  });
}

}  // namespace

Result<engine::BridgeNode> FormatBridge::find(const engine::ForeignPtr& format, engine::FormatTaker& taker) {
  IMFMediaType* const type = foreign_cast<IMFMediaType>(format);
  RETURN_HR_IF(E_INVALIDARG, !type);
  for (const TransformCandidate& candidate : find_converters(type, hints_)) {
    const Result<ComPtr<IMFTransform>> converter = candidate.create();
    if (!converter.ok()) continue;
    // One that can't be used here is none, whatever it agrees to.
    Result<std::shared_ptr<TransformPort>> port = TransformPort::create(converter.value(), {});
    if (port.ok() && agree(converter->Get(), type, taker)) {
      LOG_DEBUG(loader, "{} is there for {}", candidate.name, mf::describe(type));
      return make_node(std::move(port).value());
    }
    if (is_asynchronous(converter->Get())) shut_down({converter.value(), candidate.activate});
  }
  return status::kFormatChangeNotSupported;
}

Result<engine::BridgeNode> FormatBridge::make_node(std::shared_ptr<TransformPort> converter) const {
  ComPtr<IMFTopologyNode> node;
  TOPOID id = 0;
  RETURN_IF_FAILED(MFCreateTopologyNode(MF_TOPOLOGY_TRANSFORM_NODE, &node));
  RETURN_IF_FAILED(node->SetObject(converter->transform()));
  RETURN_IF_FAILED(node->GetTopoNodeID(&id));
  std::shared_ptr<engine::NodeWatch> watch = quality_ ? quality_->watch(node.Get()) : nullptr;
  return engine::BridgeNode{id, std::move(converter), make_foreign(std::move(node)), std::move(watch)};
}

}  // namespace caesura::mf
