// SPDX-License-Identifier: MIT
//
// Who watches over the quality of playback: one port for a session, and one watch for each node that it cares about.
#pragma once

#include <cstddef>
#include <optional>

#include "engine/ports.h"

namespace caesura::engine {

/// Sees what passes one node. Strand-bound: the branch's.
class NodeWatch {
 public:
  virtual ~NodeWatch() = default;
  /// The node's component is about to get `sample`.
  virtual void before_input(std::size_t input, const Sample& sample) = 0;
  /// The node's component has given `sample`.
  virtual void after_output(std::size_t output, const Sample& sample) = 0;
  /// What the node's component says of its quality. By how much it lags behind, where the node shall make up for that
  /// by leaving samples out: 100 ns, 0 when it has caught up; nothing where the node is not to care.
  virtual std::optional<Hns> heard(const ForeignPtr& event) = 0;
};

/// Strand-bound: a strand of its own.
class QualityPort {
 public:
  virtual ~QualityPort() = default;
  /// `topology`, in the platform's form, is about to play.
  virtual void topology_starts(const ForeignPtr& topology) = 0;
  /// It does not play any more; another one may have started already.
  virtual void topology_leaves(const ForeignPtr& topology) = 0;
  /// The last call. Watches may still be called, and do nothing then.
  virtual void shut_down() = 0;
};

}  // namespace caesura::engine
