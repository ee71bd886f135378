// SPDX-License-Identifier: MIT
//
// How one presentation follows another: what both use goes from hand to hand, and the time runs on.
#include <algorithm>
#include <utility>

#include "base/log.h"
#include "engine/output_node.h"
#include "engine/pipeline.h"

namespace caesura::engine {
namespace {

/// A presentation that comes later than this after the end of the one before begins when it comes.
constexpr Hns kLate = 100 * kHnsPerMillisecond;

/// The sink whose time the clock shall have, of `sinks`, which are pairs of port and traits; null: the system's.
template <typename Sinks>
std::shared_ptr<SinkPort> choose_time_source(const Sinks& sinks) {
  const auto find = [&](auto fits) -> std::shared_ptr<SinkPort> {
    for (const auto& [port, traits] : sinks) {
      if (traits.has_time_source && fits(traits)) return port;
    }
    return nullptr;
  };
  if (auto rigid = find([](const SinkTraits& traits) { return traits.cannot_match_clock && !traits.rateless; })) {
    return rigid;
  }
  if (auto audible = find([](const SinkTraits& traits) { return traits.is_audio; })) return audible;
  return find([](const SinkTraits& traits) { return !traits.rateless; });
}

using SinkList = std::vector<std::pair<std::shared_ptr<SinkPort>, SinkTraits>>;

}  // namespace

std::shared_ptr<SinkPort> Pipeline::time_source() const {
  SinkList sinks;
  for (const SinkState& sink : sinks_) sinks.emplace_back(sink.unit.port, sink.traits);
  return choose_time_source(sinks);
}

bool Pipeline::can_hand_over_to(const Topology& next) const {
  SinkList sinks;
  for (const TopologyNode& node : next.nodes) {
    const auto* output = std::get_if<Output>(&node.kind);
    if (!output) continue;
    const auto same = [&](const OutputState& own) {
      return own.port == output->port.get() && own.type == output->type;
    };
    if (std::none_of(outputs_.begin(), outputs_.end(), same)) return false;
    sinks.emplace_back(output->sink, output->traits);
  }
  return rate_ == Rate() && choose_time_source(sinks) == time_source();
}

bool Pipeline::awaits_another() const {
  return std::any_of(sources_.begin(), sources_.end(), [](const SourceState& source) { return source.segment; });
}

/// Only a source that has said that another presentation comes goes on with it; any other one has to be stopped, to
/// begin at its beginning (IMFMediaSource::Start).
void Pipeline::relieve_sources(const Topology& next, Done done) {
  for (SourceState& source : sources_) {
    const bool stays = std::any_of(next.nodes.begin(), next.nodes.end(), [&](const TopologyNode& node) {
      const auto* stream = std::get_if<SourceStream>(&node.kind);
      return stream && stream->source->is_same_source(*source.unit.port);
    });
    source.kept = stays && source.segment && source.run == SourceRun::kRunning;
  }
  stop_unkept_sources(std::move(done));
}

void Pipeline::follow(const std::shared_ptr<Pipeline>& before) {
  follows_ = true;
  clock_run_ = before->clock_run_;
  before_end_ = before->end();
  before_time_source_ = before->time_source();
  for (SinkState& sink : sinks_) {
    for (SinkState& other : before->sinks_) {
      if (other.unit.port == sink.unit.port) sink.taken = other.given = true;
    }
  }
  for (OutputState& output : outputs_) {
    for (const OutputState& other : before->outputs_) {
      if (other.port != output.port || other.type == output.type || clock_run_ == ClockRun::kRunning) continue;
      sinks_[output.sink].anew = true;
      sinks_[output.sink].taken = false;
    }
  }
  for (OutputState& output : outputs_) {
    for (OutputState& other : before->outputs_) {
      if (other.port != output.port || sinks_[output.sink].anew) continue;
      output.taken = output.follows = true;
      output.node->follow(other.branch->weak_from_this(), *other.node);
    }
  }
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    SourceState& source = sources_[i];
    for (SourceState& other : before->sources_) {
      if (!source.unit.port->is_same_source(*other.unit.port)) continue;
      other.given = source.unit.port == other.unit.port;
      if (!other.given) source.before = other.unit.port;
      if (!other.kept) continue;
      source.run = std::exchange(other.run, SourceRun::kIdle);
      source.buffering = other.buffering;
      other.heir = weak_from_this();
      other.heir_index = i;
    }
  }
}

/// The clock shows `now`: from here on it is known when this presentation begins.
void Pipeline::begin_at(Hns now) {
  if (!follows_) return;
  base_ = topology_->project_start ? home() : bounded(now - before_end_ > kLate ? now : before_end_);
  if (clock_run_ == ClockRun::kPaused) resume_at_ = now;
}

void Pipeline::set_out_anew(const StartPosition& position) {
  by_itself_ = false;
  // From where it stands, which is known in the present time.
  if (!position.time && !position.foreign && clock_run_ != ClockRun::kStopped) return;
  base_ = home();
  skip_ = 0;
  resume_at_ = std::nullopt;
}

StartPosition Pipeline::set_out_by_itself() {
  by_itself_ = true;
  skip_ = bounded(topology_->start_on_switch);
  return {.time = skip_ != 0 ? std::optional<Hns>(skip_) : std::nullopt, .foreign = {}};
}

/// A source goes on from `time` of its media, as it chose. What is there by itself plays at once; what the application
/// asked for has its place in the time of the presentation.
void Pipeline::source_at(std::size_t source, Hns time) {
  if (!std::exchange(start_open_, false)) return;
  const Hns into = bounded(time) - sources_[source].media_start;
  if (by_itself_) {
    skip_ = into;
  } else {
    start_time_ = base_ + into;
  }
  for (const auto& branch : branches_) {
    branch->post([start = *start_time_, shift = shift()](Branch& b) {
      b.set_start_time(start);
      b.set_shift(shift);
    });
  }
}

}  // namespace caesura::engine
