// SPDX-License-Identifier: MIT
#include "engine/tee_node.h"

#include <algorithm>
#include <utility>

#include "engine/branch.h"

namespace caesura::engine {

TeeNode::TeeNode(Branch& branch, NodeId id, Tee tee) : Node(branch, id), tee_(std::move(tee)) {}

void TeeNode::reset() {
  outlets_.resize(output_count());
  for (Outlet& outlet : outlets_) {
    Arrivals kept = std::move(outlet.kept);
    keep_last_format(kept);
    outlet = {.wanted = 0, .kept = std::move(kept)};
  }
  asked_ = ended_ = marked_out_ = pushing_ = false;
}

bool TeeNode::is_open() const {
  for (std::size_t output = 0; output < output_count(); ++output) {
    if (downstream(output).is_open()) return true;
  }
  return false;
}

void TeeNode::pull(std::size_t output) {
  ++outlets_[output].wanted;
  serve(output);
  if (ended_) return tell_end(output);
  ask();
}

void TeeNode::opened() {
  for (std::size_t output = 0; output < outlets_.size(); ++output) serve(output);
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
  const bool may_miss = std::find(tee_.discardable.begin(), tee_.discardable.end(), output) != tee_.discardable.end() ||
                        (branch().rate().speed == 0 && !downstream(output).is_open());
  if (outlet.wanted == 0 && may_miss) return;
  outlet.kept.emplace_back(std::move(sample));
  serve(output);
}

/// Hands over what is kept, as far as that was asked for. What gets a sample may ask again at once.
void TeeNode::serve(std::size_t output) {
  Outlet& outlet = outlets_[output];
  if (std::exchange(outlet.serving, true)) return;
  while (!outlet.kept.empty()) {
    const bool is_sample = std::holds_alternative<Sample>(outlet.kept.front());
    if (is_sample && outlet.wanted == 0) break;
    Arrival next = std::move(outlet.kept.front());
    outlet.kept.pop_front();
    if (is_sample) {
      --outlet.wanted;
      downstream(output).push(std::get<Sample>(std::move(next)));
    } else {
      downstream(output).push_format(std::get<ForeignPtr>(std::move(next)));
    }
  }
  outlet.serving = false;
}

void TeeNode::push_tick(Hns time) {
  for (std::size_t output = 0; output < output_count(); ++output) downstream(output).push_tick(time);
}

void TeeNode::push_format(ForeignPtr format) {
  for (std::size_t output = 0; output < outlets_.size(); ++output) {
    outlets_[output].kept.emplace_back(format);
    serve(output);
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
  serve(output);
  Outlet& outlet = outlets_[output];
  if (!outlet.kept.empty() || outlet.finished || std::exchange(outlet.told_end, true)) return;
  if (marked_out_) {
    downstream(output).push_mark_out();
  } else {
    downstream(output).push_end();
  }
}

void TeeNode::finish(std::size_t output) {
  Arrivals kept = std::move(outlets_[output].kept);
  keep_last_format(kept);
  outlets_[output] = {.wanted = 0, .kept = std::move(kept), .told_end = true, .finished = true};
  serve(output);
  const bool all = std::all_of(outlets_.begin(), outlets_.end(), [](const Outlet& outlet) { return outlet.finished; });
  if (!all) return ask();
  ended_ = true;
  finish_upstream();
}

}  // namespace caesura::engine
