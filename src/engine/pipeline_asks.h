// SPDX-License-Identifier: MIT
//
// How a pipeline asks its components: for its own sources only.
#pragma once

#include "engine/attempt.h"
#include "engine/pipeline.h"

namespace caesura::engine {

/// Calls `call(port)`, which gives a Status, on the unit's strand; that is the answer, which the phase awaits.
template <typename Port, typename F>
void Pipeline::ask(Group group, std::size_t index, const Unit<Port>& unit, Answer answer, F call) {
  await(group, index, answer);
  unit.post(
      [weak = weak_from_this(), group, index, answer, phase = phase_, call = std::move(call)](Port& port) mutable {
        const Status status = attempt([&] { return call(port); });
        if (const auto self = weak.lock()) self->report(group, index, answer, status, phase);
      });
}

template <typename F>
void Pipeline::ask_clock(Answer answer, F call) {
  ask(Group::kClock, 0, clock_, answer, std::move(call));
}

/// Calls `call(branch)`, which gives a Status, on the strand of every branch.
template <typename F>
void Pipeline::ask_branches(Answer answer, F call) {
  for (std::size_t i = 0; i < branches_.size(); ++i) {
    await(Group::kBranch, i, answer);
    branches_[i]->post([weak = weak_from_this(), i, answer, phase = phase_, call](Branch& branch) {
      const Status status = attempt([&] { return call(branch); });
      if (const auto self = weak.lock()) self->report(Group::kBranch, i, answer, status, phase);
    });
  }
}

/// Calls `call(port)`, which gives a Status, on the source's strand; the phase awaits the answer. Only a failure is
/// one; after a success it comes from the source.
template <typename F>
void Pipeline::tell_source(std::size_t source, Answer answer, F call) {
  await(Group::kSource, source, answer);
  ++due(sources_[source], answer);
  sources_[source].unit.post(
      [weak = weak_from_this(), source, answer, phase = phase_, call = std::move(call)](SourcePort& port) {
        const Status status = attempt([&] { return call(port); });
        const auto self = weak.lock();
        if (!self || status.ok()) return;
        self->on_strand([source, answer, status, phase](Pipeline& pipeline) {
          pipeline.source_refused(source, answer, status, phase);
        });
      });
}

}  // namespace caesura::engine
