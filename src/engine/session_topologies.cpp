// SPDX-License-Identifier: MIT
//
// How topologies come to a session, follow one another in it, change and leave.
#include <algorithm>
#include <utility>

#include "base/log.h"
#include "engine/attempt.h"
#include "engine/session.h"
#include "engine/session_machine.h"

namespace caesura::engine {

void Session::resolve() {
  const std::uint64_t phase = watch_phase(parts_.patience.resolution(), Input::kResolveFailed);
  asked_loader_ = "resolve a topology";
  loader_strand_->post([self = shared_from_this(), phase, topology = running_->topology, resolve = running_->resolve] {
    auto loaded =
        std::make_shared<Result<TopologyPtr>>(attempt([&] { return self->parts_.loader->load(topology, resolve); }));
    self->strand_->post([self, phase, loaded] { self->resolved(phase, std::move(*loaded)); });
  });
}

void Session::resolved(std::uint64_t phase, Result<TopologyPtr> topology) {
  if (phase != phase_) return forsake(std::move(topology));  // closed, or given up, meanwhile
  next_phase();
  if (!topology.ok()) return feed(Input::kResolveFailed, topology.status());
  loaded_ = std::move(topology).value();
  // From here on it is shut down with the session, wherever it stands by then.
  sinks_->accept(*loaded_);
  enlist(*loaded_);
  const bool replace = running_ && running_->kind == Command::Kind::kReplaceTopology;
  feed(replace ? Input::kResolvedReplacement : Input::kResolved, status::kOk);
}

/// A topology that came too late. Its sinks were made or accepted for it, so they are shut down with the others.
void Session::forsake(Result<TopologyPtr> topology) {
  if (!topology.ok()) return;
  sinks_->accept(*topology.value());
  enlist(*topology.value());
  if (state_ == State::kShutDown) {
    for (const Unit<SinkPort>& sink : sinks_->take()) sink.post([](SinkPort& port) { (void)port.shut_down(); });
    for (const Unit<AsyncTransformPort>& transform : transforms_.units()) {
      transform.post([](AsyncTransformPort& port) { (void)port.shut_down(); });
    }
    transforms_.clear();
  }
  unload(topology.value());
  dispose(std::move(topology));
}

/// Notes the asynchronous transforms of a topology that has been accepted: they are shut down with the session.
void Session::enlist(const Topology& topology) {
  for (const TopologyNode& node : topology.nodes) {
    const auto* transform = std::get_if<Transform>(&node.kind);
    if (transform && transform->async) (void)transforms_.unit(transform->async);
  }
}

/// Shuts down the transforms of a topology that has been removed, as far as it says so itself and no other has them.
void Session::end_transforms(const Topology& topology) {
  const std::vector<TopologyPtr> others = remaining();
  for (const TopologyNode& node : topology.nodes) {
    const auto* transform = std::get_if<Transform>(&node.kind);
    if (!transform || !transform->async || !transform->shut_down_on_remove) continue;
    const auto has_it = [&](const TopologyPtr& other) { return other && other->uses(*transform->port); };
    if (std::any_of(others.begin(), others.end(), has_it)) continue;
    transforms_.unit(transform->async).post([](AsyncTransformPort& port) { (void)port.shut_down(); });
    transforms_.remove(transform->async);
  }
}

void Session::install(TopologyPtr topology) {
  const TopologyPtr left = current_ ? current_->topology() : nullptr;
  retire(std::move(current_));
  sinks_->accept(*topology);
  enlist(*topology);
  Roster<SourcePort> sources(parts_.executor, "source");
  // What can't be built has been refused when it was loaded.
  current_ = Pipeline::build(std::move(topology),
                             {parts_.executor, strand_, clock_, &sources, &sinks_->roster(), quality_, parts_.patience},
                             weak_from_this())
                 .value();
  for (const auto& [node, stop] : std::exchange(media_stops_, {})) edit(node, stop);
  switch_owed_ = !first_topology_;
  source_started_told_ = false;
  leave(left);
  publish();
}

/// What is not in the current topology is in one that will be, or in none any more.
void Session::edit(NodeId node, Hns stop) {
  if (current_ && current_->topology()->has(node)) return current_->set_media_stop(node, stop);
  const bool comes = (loaded_ && loaded_->has(node)) ||
                     std::any_of(queue_.begin(), queue_.end(), [&](const auto& queued) { return queued->has(node); });
  if (comes) media_stops_.emplace_back(node, stop);
}

/// The one before stays until it has been rendered, or until the next one has its clock.
void Session::install_next() {
  ending_ = std::move(current_);
  TopologyPtr next = std::move(queue_.front());
  queue_.pop_front();
  install(std::move(next));
  current_->follow(ending_);
  if (ending_->is_rendered()) feed(Input::kPredecessorOver, status::kOk);
}

void Session::end_predecessor() {
  if (!ending_) return;
  const TopologyPtr topology = ending_->topology();
  raise({.kind = EventKind::kTopologyStatus, .object = topology->foreign, .topology_status = TopologyStatus::kEnded});
  retire(std::move(ending_), current_ ? current_->topology() : nullptr);
  leave(topology);
}

void Session::ready() {
  ready_done_ = begin_phase();
  make_ready_once_free();
}

/// What was current lets go of its components before the next one takes hold of them: they may be the same.
void Session::make_ready_once_free() {
  const auto holds = [&](const TopologyPtr& topology) { return topology->shares_with(*current_->topology()); };
  if (!ready_done_ || std::any_of(leaving_.begin(), leaving_.end(), holds)) return;
  if (queues_registered_) current_->use_queues(true, {});
  current_->make_ready(std::exchange(ready_done_, nullptr));
}

void Session::drop_current() {
  dispose(std::exchange(loaded_, nullptr));  // the answer to a clear names no topology
  if (!queue_.empty()) {
    TopologyPtr next = std::move(queue_.front());
    queue_.pop_front();
    install(std::move(next));
    return feed(Input::kNextReady, status::kOk);
  }
  const TopologyPtr left = current_ ? current_->topology() : nullptr;
  retire(std::move(current_));
  leave(left);
  feed(Input::kNothingNext, status::kOk);
}

void Session::clear_queue() {
  const std::deque<TopologyPtr> cleared = std::exchange(queue_, {});
  for (const TopologyPtr& topology : cleared) {
    leave(topology);
    end_transforms(*topology);
    unload(topology);
  }
  dispose(cleared);
}

/// The topologies that play or are to play; some may be null.
std::vector<TopologyPtr> Session::remaining() const {
  std::vector<TopologyPtr> topologies(queue_.begin(), queue_.end());
  topologies.push_back(loaded_);
  for (const auto& pipeline : {current_, ending_}) {
    if (pipeline) topologies.push_back(pipeline->topology());
  }
  return topologies;
}

/// `topology` has gone; some of its sinks go with it.
void Session::leave(const TopologyPtr& topology) {
  if (topology) sinks_->leave(*topology, remaining());
}

/// `topology` has been loaded, and will not play. The loader may be busy with the same components.
void Session::unload(const TopologyPtr& topology) {
  loader_strand_->post([self = shared_from_this(), topology]() mutable {
    topology->let_go();
    self->dispose(std::move(topology));
  });
}

void Session::finalize_sinks() { sinks_->finalize(begin_phase(parts_.patience.finalization())); }

void Session::relieve_sources() { current_->relieve_sources(*queue_.front(), begin_phase()); }

/// Lets a pipeline go once nothing of it is under way any more, on a strand where its components may block. `next` goes
/// on already with what both use; null: that waits.
void Session::retire(std::shared_ptr<Pipeline> pipeline, TopologyPtr next) {
  if (!pipeline) return;
  Pipeline& leaving = *pipeline;
  leaving_.push_back(leaving.topology());
  leaving.release(std::move(next), [weak = weak_from_this(), strand = strand_, disposal = disposal_,
                                    held = std::move(pipeline)](Status) mutable {
    const auto self = weak.lock();
    if (self && self->state_ != State::kShutDown) {
      auto& all = self->leaving_;  // a topology may be there twice
      const auto gone = std::find(all.begin(), all.end(), held->topology());
      if (gone != all.end()) all.erase(gone);
      self->end_transforms(*held->topology());
      self->make_ready_once_free();
    }
    // One task later, since the task that brought the last report holds the pipeline, too.
    strand->post([disposal, last = std::move(held)]() mutable { disposal->post([over = std::move(last)] {}); });
  });
}

/// Topologies are called on the loader's strand, one insertion after the other.
void Session::insert_next() {
  while (!insertions_.empty() && (!current_ || insertions_.front().first.lock() != current_)) insertions_.pop_front();
  if (insertions_.empty()) return;
  loader_strand_->post(
      [self = shared_from_this(), topology = current_->topology(), insertion = insertions_.front().second] {
        auto changed = std::make_shared<Result<TopologyPtr>>(
            attempt([&] { return self->parts_.loader->insert(*topology, insertion); }));
        self->strand_->post([self, changed] { self->inserted(*changed); });
      });
}

void Session::inserted(const Result<TopologyPtr>& topology) {
  if (insertions_.empty()) return;
  const std::shared_ptr<Pipeline> changed = insertions_.front().first.lock();
  insertions_.pop_front();
  if (!topology.ok())
    LOG_WARN(session, "session {}: a changed topology is lost: {:#010x}", id_, topology.status().code());
  if (topology.ok() && changed && changed == current_) {
    dispose(current_->topology());
    current_->set_topology(topology.value());
    if (!is_over(state_)) raise_topology_status(TopologyStatus::kDynamicChanged);
  }
  insert_next();
}

}  // namespace caesura::engine
