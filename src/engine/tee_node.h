// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "engine/node.h"

namespace caesura::engine {

/// Hands the same sample to every output. The primary output leads: nothing is asked of upstream before it has asked.
/// An output that has not asked yet keeps one sample; until it takes that, the others wait. Strand-bound: the branch's.
class TeeNode final : public Node {
 public:
  TeeNode(Branch& branch, NodeId id, std::size_t primary_output);

  void pull(std::size_t output) override;
  void push(Sample sample) override;
  void push_tick(Hns time) override;
  void push_end() override;
  void reset() override;

 private:
  struct Outlet {
    int wanted = 0;
    Sample kept;
    bool told_end = false;
  };

  void ask();
  void offer(std::size_t output, Sample sample);
  void tell_end(std::size_t output);

  const std::size_t primary_output_;
  std::vector<Outlet> outlets_;
  bool asked_ = false;
  bool ended_ = false;
  bool pushing_ = false;
};

}  // namespace caesura::engine
