// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "engine/node.h"

namespace caesura::engine {

/// Trims what passes to the presentation: drops what lies before its start, cuts what straddles its start or stop, and
/// ends it at its stop. What comes without a time passes. Strand-bound: the branch's.
class TrimNode final : public Node {
 public:
  /// `cutter` null: what straddles stays whole, as pictures do.
  TrimNode(Branch& branch, NodeId id, std::shared_ptr<SampleCutter> cutter);

  void pull(std::size_t output) override;
  void push(Sample sample) override;
  void push_tick(Hns time) override;
  void push_format(ForeignPtr format) override;
  void push_event(ForeignPtr event) override;
  void push_end() override;
  void stop_moved() override;
  void reset() override;

 private:
  void push_backwards(Sample sample);
  void mark_out();

  const std::shared_ptr<SampleCutter> cutter_;
  bool ended_ = false;
  Hns passed_ = kNoTime;  // where the last sample that has passed ends
  ForeignPtr format_;     // came when it had ended
};

}  // namespace caesura::engine
