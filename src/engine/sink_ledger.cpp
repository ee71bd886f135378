// SPDX-License-Identifier: MIT
#include "engine/sink_ledger.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "engine/attempt.h"

namespace caesura::engine {

/// Hears how the completion of one sink ended. Thread-safe.
class SinkLedger::Ear final : public FinalizeListener {
 public:
  Ear(std::weak_ptr<SinkLedger> ledger, const SinkPort* sink) : ledger_(std::move(ledger)), sink_(sink) {}

  void on_finalized(Status status) override {
    if (const auto ledger = ledger_.lock()) ledger->report(sink_, status);
  }

 private:
  const std::weak_ptr<SinkLedger> ledger_;
  const SinkPort* const sink_;  // to compare
};

SinkLedger::SinkLedger(std::shared_ptr<Executor> executor, std::shared_ptr<Strand> session)
    : session_(std::move(session)), roster_(std::move(executor), "sink") {}

void SinkLedger::accept(const Topology& topology) {
  for (const TopologyNode& node : topology.nodes) {
    const auto* output = std::get_if<Output>(&node.kind);
    if (!output || find(output->sink.get()) != entries_.end() || was_taken(*output->sink)) continue;
    entries_.push_back(
        {.unit = roster_.unit(output->sink), .node = node.id, .finalizable = output->traits.finalizable});
  }
}

void SinkLedger::finalize(Done done) {
  done_ = std::move(done);
  for (Entry& entry : entries_) {
    if (entry.finalizable && entry.completion == Completion::kNone) complete(entry);
  }
  check_done();
}

void SinkLedger::leave(const Topology& topology, const std::vector<TopologyPtr>& others) {
  const auto uses = [](const Topology& other, const SinkPort* sink) {
    return std::any_of(other.nodes.begin(), other.nodes.end(), [&](const TopologyNode& node) {
      const auto* output = std::get_if<Output>(&node.kind);
      return output && output->sink.get() == sink;
    });
  };
  for (const TopologyNode& node : topology.nodes) {
    const auto* output = std::get_if<Output>(&node.kind);
    if (!output || !output->shut_down_on_remove) continue;
    const SinkPort* const sink = output->sink.get();
    const auto entry = find(sink);
    if (entry == entries_.end() || entry->leaves) continue;
    if (std::any_of(others.begin(), others.end(), [&](const auto& other) { return other && uses(*other, sink); })) {
      continue;
    }
    entry->leaves = true;
    if (!entry->finalizable || entry->completion == Completion::kOver) {
      shut_down(sink);
    } else if (entry->completion == Completion::kNone) {
      complete(*entry);  // a file is complete before its sink is gone
    }
  }
}

std::vector<Unit<SinkPort>> SinkLedger::take() {
  done_ = nullptr;
  entries_.clear();
  std::vector<Unit<SinkPort>> units = roster_.units();
  for (const Unit<SinkPort>& unit : units) taken_.push_back(unit.port);
  roster_.clear();
  return units;
}

bool SinkLedger::was_taken(const SinkPort& sink) const {
  return std::any_of(taken_.begin(), taken_.end(), [&](const auto& taken) { return taken.lock().get() == &sink; });
}

Fault SinkLedger::unfinished() const {
  const auto entry = std::find_if(entries_.begin(), entries_.end(),
                                  [](const Entry& each) { return each.completion == Completion::kUnderWay; });
  if (entry == entries_.end()) return {.component = "media sink", .asked = "finalize"};
  return {.node = entry->node, .component = entry->unit.port->describe(), .asked = "finalize"};
}

void SinkLedger::complete(Entry& entry) {
  entry.completion = Completion::kUnderWay;
  entry.ear = std::make_shared<Ear>(weak_from_this(), entry.unit.port.get());
  entry.unit.post([weak = weak_from_this(), ear = entry.ear](SinkPort& sink) {
    const Status status = attempt([&] { return sink.finalize(ear); });
    const auto self = weak.lock();
    if (self && status.failed()) self->report(&sink, status);
  });
}

void SinkLedger::report(const SinkPort* sink, Status status) {
  session_->post([weak = weak_from_this(), sink, status] {
    if (const auto self = weak.lock()) self->completed(sink, status);
  });
}

void SinkLedger::completed(const SinkPort* sink, Status status) {
  const auto entry = find(sink);
  if (entry == entries_.end() || std::exchange(entry->completion, Completion::kOver) == Completion::kOver) return;
  if (status.failed()) {
    LOG_WARN(sink, "{} could not be finalized: {:#010x}", sink->describe(), status.code());
    if (first_failure_.ok()) first_failure_ = status;
  }
  if (entry->leaves) shut_down(sink);
  check_done();
}

/// The last that anybody hears of it: a topology that brings the same sink again brings a dead one.
void SinkLedger::shut_down(const SinkPort* sink) {
  const auto entry = find(sink);
  entry->unit.post([](SinkPort& port) {
    if (const Status status = port.shut_down(); status.failed() && status != status::kShutdown) {
      LOG_WARN(sink, "{} can't be shut down: {:#010x}", port.describe(), status.code());
    }
  });
  roster_.remove(entry->unit.port);
  entries_.erase(entry);
}

void SinkLedger::check_done() {
  const bool over = std::none_of(entries_.begin(), entries_.end(),
                                 [](const Entry& entry) { return entry.completion == Completion::kUnderWay; });
  if (over && done_) std::exchange(done_, nullptr)(first_failure_);
}

std::vector<SinkLedger::Entry>::iterator SinkLedger::find(const SinkPort* sink) {
  return std::find_if(entries_.begin(), entries_.end(),
                      [sink](const Entry& entry) { return entry.unit.port.get() == sink; });
}

}  // namespace caesura::engine
