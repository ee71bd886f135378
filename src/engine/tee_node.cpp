// SPDX-License-Identifier: MIT
#include "engine/tee_node.h"

#include <algorithm>
#include <utility>

namespace caesura::engine {

TeeNode::TeeNode(Branch& branch, NodeId id, std::size_t primary_output)
    : Node(branch, id), primary_output_(primary_output) {}

void TeeNode::reset() {
  outlets_.assign(output_count(), Outlet());
  asked_ = ended_ = pushing_ = false;
}

void TeeNode::pull(std::size_t output) {
  outlets_.resize(output_count());
  ++outlets_[output].wanted;
  if (outlets_[output].kept) offer(output, std::exchange(outlets_[output].kept, Sample()));
  if (ended_) return tell_end(output);
  ask();
}

void TeeNode::ask() {
  const bool room = std::none_of(outlets_.begin(), outlets_.end(), [](const Outlet& outlet) { return !!outlet.kept; });
  if (asked_ || ended_ || pushing_ || !room || outlets_[primary_output_].wanted == 0) return;
  asked_ = true;
  pull_upstream();
}

void TeeNode::push(Sample sample) {
  asked_ = false;
  pushing_ = true;  // an output that asks again at once must wait until every other one has this sample
  for (std::size_t output = 0; output + 1 < outlets_.size(); ++output) offer(output, sample);
  offer(outlets_.size() - 1, std::move(sample));
  pushing_ = false;
  ask();
}

void TeeNode::offer(std::size_t output, Sample sample) {
  Outlet& outlet = outlets_[output];
  if (outlet.wanted == 0) {
    outlet.kept = std::move(sample);
    return;
  }
  --outlet.wanted;
  downstream(output).push(std::move(sample));
}

void TeeNode::push_tick(Hns time) {
  for (std::size_t output = 0; output < output_count(); ++output) downstream(output).push_tick(time);
}

void TeeNode::push_end() {
  outlets_.resize(output_count());
  asked_ = false;
  ended_ = true;
  for (std::size_t output = 0; output < outlets_.size(); ++output) tell_end(output);
}

void TeeNode::tell_end(std::size_t output) {
  Outlet& outlet = outlets_[output];
  if (outlet.kept || outlet.told_end) return;
  outlet.told_end = true;
  downstream(output).push_end();
}

}  // namespace caesura::engine
