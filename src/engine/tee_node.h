// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "engine/arrivals.h"
#include "engine/node.h"
#include "engine/topology.h"

namespace caesura::engine {

/// Hands the same sample to every output. One output leads: nothing is asked of upstream before it has asked. That is
/// the primary one, or, when that is closed or has finished, the first that is neither. An output that has not asked
/// yet keeps one sample, and until it takes that, the others wait; but one that is closed keeps what comes meanwhile,
/// and one that is discardable misses it. At rate 0 a closed one takes no part, and misses all. Strand-bound: the
/// branch's.
class TeeNode final : public Node {
 public:
  TeeNode(Branch& branch, NodeId id, Tee tee);

  void pull(std::size_t output) override;
  void push(Sample sample) override;
  void push_tick(Hns time) override;
  void push_format(ForeignPtr format) override;
  void push_event(ForeignPtr event) override;
  void push_end() override;
  void push_mark_out() override;
  void finish(std::size_t output) override;
  bool is_open() const override;
  void opened() override;
  void reset() override;

 private:
  struct Outlet {
    int wanted = 0;
    Arrivals kept;
    bool serving = false;  // serve() is on the stack
    bool told_end = false;
    bool finished = false;
  };

  void ask();
  bool leader_wants() const;
  bool waits_for(std::size_t output) const;
  void offer(std::size_t output, Sample sample);
  void serve(std::size_t output);
  void tell_end(std::size_t output);

  const Tee tee_;
  std::vector<Outlet> outlets_;
  bool asked_ = false;
  bool ended_ = false;
  bool marked_out_ = false;  // it ended where the presentation stops
  bool pushing_ = false;
};

}  // namespace caesura::engine
