// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <utility>

#include "engine/format_bridge.h"
#include "mf/quality_manager.h"
#include "mf/resolve_hints.h"
#include "mf/transform_port.h"

namespace caesura::mf {

/// Looks for a transform as the resolver does: a converter to the format that the taker has been going by, or to
/// another that it takes. Thread-safe.
class FormatBridge final : public engine::FormatBridge {
 public:
  /// `quality`, which may be null, watches what is found.
  FormatBridge(ResolveHints hints, std::shared_ptr<QualityManager> quality)
      : hints_(std::move(hints)), quality_(std::move(quality)) {}

  /// MF_E_FORMAT_CHANGE_NOT_SUPPORTED: there is none.
  Result<engine::BridgeNode> find(const engine::ForeignPtr& format, engine::FormatTaker& taker) override;

 private:
  Result<engine::BridgeNode> make_node(std::shared_ptr<TransformPort> converter) const;

  const ResolveHints hints_;
  const std::shared_ptr<QualityManager> quality_;
};

}  // namespace caesura::mf
