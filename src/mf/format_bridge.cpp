// SPDX-License-Identifier: MIT
#include "mf/format_bridge.h"

#include <algorithm>
#include <memory>

#include "base/log.h"
#include "com/hresult.h"
#include "mf/foreign.h"
#include "mf/media_type_text.h"
#include "mf/resolve_types.h"
#include "mf/transform_finder.h"
#include "mf/transform_port.h"

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

Result<engine::BridgeNode> make_node(ComPtr<IMFTransform> converter) {
  ComPtr<IMFTopologyNode> node;
  engine::BridgeNode made;
  TOPOID id = 0;
  RETURN_IF_FAILED(MFCreateTopologyNode(MF_TOPOLOGY_TRANSFORM_NODE, &node));
  RETURN_IF_FAILED(node->SetObject(converter.Get()));
  RETURN_IF_FAILED(node->GetTopoNodeID(&id));
  Result<std::shared_ptr<TransformPort>> port = TransformPort::create(std::move(converter), {});
  RETURN_IF_FAILED(port.status());
  return engine::BridgeNode{id, std::move(port).value(), make_foreign(std::move(node))};
}

}  // namespace

Result<engine::BridgeNode> FormatBridge::find(const engine::ForeignPtr& format, engine::FormatTaker& taker) {
  IMFMediaType* const type = foreign_cast<IMFMediaType>(format);
  RETURN_HR_IF(E_INVALIDARG, !type);
  for (const TransformCandidate& candidate : find_converters(type, hints_)) {
    Result<ComPtr<IMFTransform>> converter = candidate.create();
    if (!converter.ok() || !agree(converter->Get(), type, taker)) continue;
    LOG_DEBUG(loader, "{} is there for {}", candidate.name, mf::describe(type));
    return make_node(std::move(converter).value());
  }
  return status::kFormatChangeNotSupported;
}

}  // namespace caesura::mf
