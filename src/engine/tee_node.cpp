// SPDX-License-Identifier: MIT
#include "engine/tee_node.h"

#include <algorithm>
#include <utility>

namespace caesura::engine {

TeeNode::TeeNode(Branch& branch, NodeId id, Tee tee) : Node(branch, id), tee_(std::move(tee)) {}

void TeeNode::reset() {
  outlets_.assign(output_count(), Outlet());
  asked_ = ended_ = marked_out_ = pushing_ = false;
}

bool TeeNode::is_open() const {
  for (std::size_t output = 0; output < output_count(); ++output) {
    if (downstream(output).is_open()) return true;
  }
  return false;
}

void TeeNode::pull(std::size_t output) {
  Outlet& outlet = outlets_[output];
  ++outlet.wanted;
  if (!outlet.kept.empty()) {
    Sample sample = std::get<Sample>(std::move(outlet.kept.front()));
    outlet.kept.pop_front();
    offer(output, std::move(sample));
    pass_formats(output);
  }
  if (ended_) return tell_end(output);
  ask();
}

bool TeeNode::leader_wants() const {
  const auto leads = [&](std::size_t output) { return !outlets_[output].finished && downstream(output).is_open(); };
  if (leads(tee_.primary_output)) return outlets_[tee_.primary_output].wanted > 0;
  for (std::size_t output = 0; output < outlets_.size(); ++output) {
    if (leads(output)) return outlets_[output].wanted > 0;
  }
  return false;
}

bool TeeNode::waits_for(std::size_t output) const {
  return !outlets_[output].kept.empty() && downstream(output).is_open();
}

void TeeNode::ask() {
  if (asked_ || ended_ || pushing_ || !leader_wants()) return;
  for (std::size_t output = 0; output < outlets_.size(); ++output) {
    if (waits_for(output)) return;
  }
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
  if (outlet.finished) return;
  if (outlet.wanted > 0) {
    --outlet.wanted;
    return downstream(output).push(std::move(sample));
  }
  const bool may_miss = std::find(tee_.discardable.begin(), tee_.discardable.end(), output) != tee_.discardable.end();
  if (!may_miss) outlet.kept.emplace_back(std::move(sample));
}

void TeeNode::push_tick(Hns time) {
  for (std::size_t output = 0; output < output_count(); ++output) downstream(output).push_tick(time);
}

void TeeNode::push_format(ForeignPtr format) {
  for (std::size_t output = 0; output < outlets_.size(); ++output) {
    outlets_[output].kept.emplace_back(format);
    if (outlets_[output].kept.size() == 1) pass_formats(output);
  }
}

/// Those that no kept sample is before.
void TeeNode::pass_formats(std::size_t output) {
  std::deque<std::variant<Sample, ForeignPtr>>& kept = outlets_[output].kept;
  while (!kept.empty() && std::holds_alternative<ForeignPtr>(kept.front())) {
    const ForeignPtr format = std::get<ForeignPtr>(std::move(kept.front()));
    kept.pop_front();
    downstream(output).push_format(format);
  }
}

void TeeNode::push_event(ForeignPtr event) {
  for (std::size_t output = 0; output < output_count(); ++output) downstream(output).push_event(event);
}

void TeeNode::push_end() {
  asked_ = false;
  ended_ = true;
  for (std::size_t output = 0; output < outlets_.size(); ++output) tell_end(output);
}

void TeeNode::push_mark_out() {
  marked_out_ = true;
  push_end();
}

void TeeNode::tell_end(std::size_t output) {
  Outlet& outlet = outlets_[output];
  if (!outlet.kept.empty() || outlet.finished || std::exchange(outlet.told_end, true)) return;
  if (marked_out_) {
    downstream(output).push_mark_out();
  } else {
    downstream(output).push_end();
  }
}

void TeeNode::finish(std::size_t output) {
  outlets_[output] = {.wanted = 0, .kept = {}, .told_end = true, .finished = true};
  const bool all = std::all_of(outlets_.begin(), outlets_.end(), [](const Outlet& outlet) { return outlet.finished; });
  if (!all) return ask();
  ended_ = true;
  finish_upstream();
}

}  // namespace caesura::engine
