// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>

#include "base/result.h"
#include "engine/ports.h"
#include "engine/quality.h"

namespace caesura::engine {

/// A transform made for a running branch.
struct BridgeNode {
  NodeId id = 0;
  std::shared_ptr<TransformPort> transform{};
  ForeignPtr foreign{};                // the platform's topology node
  std::shared_ptr<NodeWatch> watch{};  // null: nobody watches it
};

/// Where it stands.
struct Insertion {
  BridgeNode node{};
  NodeId upstream = 0;
  std::size_t output = 0;  // of the upstream node
  NodeId downstream = 0;
};

/// Finds what makes samples of a new format fit. Thread-safe; called on the strands of branches.
class FormatBridge {
 public:
  virtual ~FormatBridge() = default;
  /// A transform that takes `format`, and to whose output `taker` has agreed.
  virtual Result<BridgeNode> find(const ForeignPtr& format, FormatTaker& taker) = 0;
};

}  // namespace caesura::engine
