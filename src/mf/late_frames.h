// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "mf/quality_manager.h"

namespace caesura::mf {

/// The quality manager of a session that was not given one: where a video sink says that it is late, the decoder, then
/// the sink, then the source are asked to drop frames (IMFQualityAdvise); where none of them helps, the output node
/// leaves frames out, until the sink has caught up. Sound is never touched, and without a word from a sink nothing is.
/// All of them are asked on the strand of the branch, as what they answer decides on its next frame.
/// Reference: IMFQualityAdvise2 (what the platform's own does).
class LateFrames final : public QualityManager {
 public:
  std::shared_ptr<engine::NodeWatch> watch(IMFTopologyNode* node) override;

  void topology_starts(const engine::ForeignPtr&) override {}
  void topology_leaves(const engine::ForeignPtr&) override {}
  void shut_down() override {}
};

}  // namespace caesura::mf
