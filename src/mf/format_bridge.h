// SPDX-License-Identifier: MIT
#pragma once

#include <utility>

#include "engine/format_bridge.h"
#include "mf/resolve_hints.h"

namespace caesura::mf {

/// Looks for a transform as the resolver does: a converter to the format that the taker has been going by, or to
/// another that it takes. Thread-safe.
class FormatBridge final : public engine::FormatBridge {
 public:
  explicit FormatBridge(ResolveHints hints) : hints_(std::move(hints)) {}

  /// MF_E_FORMAT_CHANGE_NOT_SUPPORTED: there is none.
  Result<engine::BridgeNode> find(const engine::ForeignPtr& format, engine::FormatTaker& taker) override;

 private:
  const ResolveHints hints_;
};

}  // namespace caesura::mf
