// SPDX-License-Identifier: MIT
#include "storm.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include <fmt/core.h>

#include "session_rig.h"

namespace caesura::engine {
namespace {

constexpr int kMostCommands = 40;
/// More tasks than any story needs between two instants: where they don't end, the session never rests.
constexpr int kMostTasks = 200'000;

constexpr std::array kAnswered{EventKind::kTopologySet, EventKind::kTopologiesCleared, EventKind::kStarted,
                               EventKind::kPaused,      EventKind::kStopped,           EventKind::kRateChanged,
                               EventKind::kClosed};

class Storm {
 public:
  Storm(Choices choices, std::uint64_t order)
      : choices_(choices), honest_(choices_.one_in(2)), rig_({.seed = order}, clock_script()) {}

  /// Every call and event so far, a line each.
  void tell(std::ostream& out) const {
    for (const std::string& call : rig_.calls->all()) out << call << '\n';
    for (const std::string& word : rig_.events->words()) out << "event " << word << '\n';
  }

  std::uint64_t commands() const { return commands_; }
  bool played_to_its_end() const { return played_to_its_end_; }

  std::string live() {
    const int count = 3 + static_cast<int>(choices_.below(kMostCommands));
    for (int i = 0; i < count && problem_.empty() && !choices_.are_over(); ++i) {
      act();
      pass_some_time();
    }
    if (honest_) play_to_the_end();
    if (problem_.empty() && !choices_.one_in(4)) end();
    if (problem_.empty() && !rig_.shut_down().ok()) problem_ = "the first shutdown fails";
    rig_.manual->advance(seconds(6));  // on a busy machine the call gives up before the teardown is through
    check_components();
    return problem_;
  }

 private:
  Reply reply() {
    if (honest_) return choices_.one_in(8) ? Reply::after(milliseconds(choices_.below(40))) : Reply();
    if (!choices_.one_in(24)) return {};
    switch (choices_.below(4)) {
      case 0:
        return Reply::refuses(status::kFail);
      case 1:
        return Reply::fails(status::kFail);
      case 2:
        return Reply::never();
      default:
        return Reply::after(milliseconds(choices_.below(15'000)));
    }
  }
  Status verdict() { return !honest_ && choices_.one_in(32) ? status::kFail : status::kOk; }
  std::optional<int> failing() {
    if (honest_ || !choices_.one_in(32)) return std::nullopt;
    return static_cast<int>(choices_.below(8));
  }
  FakeClock::Script clock_script() {
    if (honest_ || !choices_.one_in(8)) return {};
    return {.time_source = verdict(), .start = verdict(), .pause = verdict(), .stop = verdict(), .rate = verdict()};
  }

  std::shared_ptr<FakeSource> source() {
    if (!sources_.empty() && choices_.one_in(8))
      return sources_[choices_.below(static_cast<std::uint32_t>(sources_.size()))];
    FakeSource::Script script{.streams = 1 + choices_.below(2), .samples = static_cast<int>(choices_.below(40))};
    script.traits.can_pause = !choices_.one_in(12);
    script.traits.can_seek = !choices_.one_in(12);
    script.traits.live = choices_.one_in(16);
    script.start = reply();
    script.pause = reply();
    script.stop = reply();
    script.rate = reply();
    script.stream_start = reply();
    script.has_rates = !choices_.one_in(8);
    script.key_interval = 1 + static_cast<int>(choices_.below(4));
    script.refused_request = failing();
    script.delivers = honest_ || !choices_.one_in(24);
    script.ends_presentation = honest_ || !choices_.one_in(24);
    script.segments = !honest_ && choices_.one_in(16);
    sources_.push_back(rig_.make_source(script, fmt::format("source{}", sources_.size())));
    return sources_.back();
  }
  std::shared_ptr<FakeSink> sink() {
    if (!sinks_.empty() && choices_.one_in(4)) return sinks_[choices_.below(static_cast<std::uint32_t>(sinks_.size()))];
    FakeStreamSink::Script stream{.requests = 1 + static_cast<int>(choices_.below(3)),
                                  .pace = milliseconds(choices_.below(20))};
    stream.start = reply();
    stream.pause = reply();
    stream.stop = reply();
    stream.preroll = reply();
    stream.marker = reply();
    stream.scrub = reply();
    stream.listen = verdict();
    stream.flush = verdict();
    stream.full_calls = choices_.one_in(8) ? 3 : 0;
    stream.takes_formats = !choices_.one_in(4);
    stream.failing_sample = failing();
    FakeSink::Script script;
    script.traits.can_preroll = choices_.one_in(4);
    script.traits.rateless = choices_.one_in(4);
    script.traits.finalizable = choices_.one_in(8);
    script.traits.knows_rates = !choices_.one_in(3);
    script.attach = verdict();
    script.preroll = verdict();
    script.finalize = reply();
    sinks_.push_back(rig_.make_sink(stream, script, fmt::format("sink{}", sinks_.size())));
    return sinks_.back();
  }
  std::size_t transform(TopologyDraft& draft) {
    if (choices_.one_in(3)) {
      FakeAsyncTransform::Script script{.room = 1 + static_cast<int>(choices_.below(3)),
                                        .outputs = static_cast<int>(choices_.below(3)),
                                        .held = choices_.below(3)};
      script.drains = honest_ || !choices_.one_in(24);
      script.is_flushed = !choices_.one_in(12);
      script.is_drained = !choices_.one_in(12);
      script.takes_formats = !choices_.one_in(4);
      script.start_of_stream = verdict();
      script.failing_input = failing();
      script.failing_output = failing();
      async_transforms_.push_back(
          std::make_shared<FakeAsyncTransform>(rig_.world, fmt::format("async{}", async_transforms_.size()), script));
      return draft.transform(async_transforms_.back(), choices_.one_in(2));
    }
    FakeTransform::Script script{.inputs = 1 + static_cast<int>(choices_.below(3)),
                                 .outputs = static_cast<int>(choices_.below(3)),
                                 .held = choices_.below(3)};
    script.begin_streaming = verdict();
    script.start_of_stream = verdict();
    script.drain = verdict();
    script.failing_input = failing();
    script.failing_output = failing();
    script.takes_formats = !choices_.one_in(4);
    script.takes_formats_at_once = choices_.one_in(2);
    return draft.transform(rig_.make_transform(script));
  }
  /// What follows `from`: transforms, tees and outputs.
  void grow(TopologyDraft& draft, std::size_t from, int depth) {
    if (depth < 3 && choices_.one_in(3)) {
      const std::size_t node = transform(draft);
      draft.link(from, node);
      return grow(draft, node, depth + 1);
    }
    if (depth < 3 && choices_.one_in(6)) {
      const std::size_t width = 1 + choices_.below(3);
      const std::size_t tee = draft.tee(choices_.below(static_cast<std::uint32_t>(width)));
      draft.link(from, tee);
      for (std::size_t i = 0; i < width; ++i) grow(draft, tee, depth + 1);
      return;
    }
    const std::shared_ptr<FakeSink> end = sink();
    if (used_.insert(end.get()).second) {
      draft.link(from, draft.output(end, 0, choices_.one_in(6)));
    } else {
      sinks_.push_back(rig_.make_sink({}, {}, fmt::format("sink{}", sinks_.size())));
      used_.insert(sinks_.back().get());
      draft.link(from, draft.output(sinks_.back()));
    }
  }
  TopologyPtr topology() {
    if (!topologies_.empty() && choices_.one_in(6))
      return topologies_[choices_.below(static_cast<std::uint32_t>(topologies_.size()))];
    used_.clear();
    TopologyDraft draft(topologies_.size() + unique_.size() + 1);
    const std::size_t before = async_transforms_.size();
    const std::shared_ptr<FakeSource> first = source();
    const std::shared_ptr<FakeSource> second = choices_.one_in(8) ? source() : nullptr;
    for (const auto& each : {first, second == first ? nullptr : second}) {
      for (StreamId stream = 0; each && stream < each->script().streams; ++stream) {
        std::optional<Hns> stop;
        if (choices_.one_in(8)) stop = choices_.below(400) * kHnsPerMillisecond;
        grow(draft, draft.source(each, stream, 0, stop), 0);
      }
    }
    if (choices_.one_in(2)) draft.rates(0.25F, 4);
    if (honest_ || choices_.one_in(3)) draft.bridge(std::make_shared<FakeBridge>(rig_.world, FakeTransform::Script{}));
    const bool again = async_transforms_.size() == before;  // the loader makes ports of its own for each topology
    (again ? topologies_ : unique_).push_back(draft.done());
    return again ? topologies_.back() : unique_.back();
  }

  void count(EventKind kind, Status given) {
    ++commands_;
    if (given.ok()) ++owed_[static_cast<std::size_t>(kind)];
  }
  void act() {
    Session& session = *rig_.session;
    switch (choices_.below(16)) {
      case 0:
      case 1:
      case 2:
        return count(EventKind::kTopologySet, rig_.set(topology(), choices_.one_in(5)));
      case 3:
        if (choices_.one_in(3)) return count(EventKind::kTopologySet, rig_.set(status::kFail));
        if (choices_.one_in(3)) return count(EventKind::kTopologiesCleared, session.clear_topologies());
        return count(EventKind::kTopologySet, session.clear_current(std::nullopt));
      case 4:
      case 5:
      case 6:
        return count(EventKind::kStarted, rig_.start());
      case 7:
      case 8:
        return count(EventKind::kStarted, rig_.seek(static_cast<int>(choices_.below(500))));
      case 9:
      case 10:
        return count(EventKind::kPaused, session.pause());
      case 11:
        return count(EventKind::kStopped, session.stop());
      case 12:
      case 13: {
        constexpr float kSpeeds[]{1, 0, 2, 0.5F, -1, 100};
        return count(EventKind::kRateChanged,
                     session.set_rate({.speed = choices_.one_of(kSpeeds), .thin = choices_.one_in(8)}));
      }
      case 14:
        if (choices_.one_in(4)) return use_queues();
        return session.set_media_stop(1 + choices_.below(4), choices_.below(500) * kHnsPerMillisecond);
      default:
        return meddle();
    }
  }
  void use_queues() {
    if (rig_.session->use_queues(choices_.one_in(2), [this](Status) { ++queues_done_; }).ok()) ++queues_asked_;
  }
  /// A component says what nobody asked for.
  void meddle() {
    if (sources_.empty() || sinks_.empty()) return;
    FakeSource& source = *sources_[choices_.below(static_cast<std::uint32_t>(sources_.size()))];
    FakeStreamSink& sink = *sinks_[choices_.below(static_cast<std::uint32_t>(sinks_.size()))]->stream();
    switch (choices_.below(honest_ ? 8 : 12)) {
      case 0:
      case 1:
        ++buffering_[&source];
        return source.buffer(true);
      case 2:
      case 3:
        if (buffering_[&source] == 0) return;
        --buffering_[&source];
        return source.buffer(false);
      case 4:
        return source.change_format(0, static_cast<int>(choices_.below(3)));
      case 5:
        return source.tick(0, choices_.below(500) * kHnsPerMillisecond);
      case 6:
        if (!async_transforms_.empty()) async_transforms_.back()->say_late();
        return;
      case 7:
        return source.raise(std::make_shared<Foreign>());
      case 8:
        return source.fail(status::kFail);
      case 9:
        return sink.fail(status::kFail);
      case 10:
        return source.deliver_unasked(0, choices_.below(500) * kHnsPerMillisecond);
      default:
        if (!async_transforms_.empty()) async_transforms_.back()->fail(status::kFail);
    }
  }

  void pass_some_time() {
    switch (choices_.below(8)) {
      case 0:
      case 1:
        return;
      case 2:
        for (std::uint32_t i = choices_.below(64); i > 0; --i) rig_.manual->run_one();
        return;
      case 3:
        return pass(milliseconds(choices_.below(20'000)));
      default:
        return pass(milliseconds(choices_.below(60)));
    }
  }
  /// As ManualExecutor::advance, but not for ever.
  void pass(milliseconds duration) {
    constexpr milliseconds kStep{5};
    for (milliseconds left = duration; left.count() > 0 && problem_.empty(); left -= kStep) {
      for (int tasks = 0; rig_.manual->run_one(); ++tasks) {
        if (tasks < kMostTasks) continue;
        problem_ = "it does not come to rest";
        return;
      }
      rig_.manual->advance(std::min(left, kStep));
    }
  }

  /// Every command has its time; then no more events are owed.
  void end() {
    const bool closes = choices_.one_in(2);
    if (closes) {
      count(EventKind::kClosed, rig_.session->close());
      if (choices_.one_in(2)) count(EventKind::kStarted, rig_.start());  // refused
    }
    if (!answers_all(seconds(closes ? 1 : 5)) || !closes) return;
    pass(seconds(20));  // longer than any component of a storm takes
    if (problem_.empty() && rig_.events->entries().back().event.kind != EventKind::kClosed)
      problem_ = "something came after MESessionClosed: " + rig_.events->words().back();
  }
  /// With components that do as they are told, whatever has happened, a presentation that starts ends.
  void play_to_the_end() {
    for (const auto& [source, count] : buffering_)
      for (int i = 0; i < count; ++i) source->buffer(false);
    if (choices_.one_in(2)) count(EventKind::kStopped, rig_.session->stop());
    if (choices_.one_in(2)) count(EventKind::kPaused, rig_.session->pause());
    count(EventKind::kRateChanged, rig_.session->set_rate({}));
    if (!answers_all(seconds(1)) || rig_.session->rate().speed != 1) return;
    const std::size_t ended = rig_.events->count(EventKind::kEnded);
    count(EventKind::kStarted, rig_.start());
    if (!answers_all(seconds(1)) || rig_.events->last(EventKind::kStarted).event.status.failed()) return;
    for (int i = 0; i < 100 && problem_.empty() && rig_.events->count(EventKind::kEnded) == ended; ++i)
      pass(seconds(2));
    played_to_its_end_ = rig_.events->count(EventKind::kEnded) > ended;
    if (problem_.empty() && !played_to_its_end_) problem_ = "it started and never ends";
  }
  /// Gives every command its time, 200 `steps` at most. False where there is a problem.
  bool answers_all(milliseconds step) {
    for (int i = 0; i < 200 && problem_.empty() && !is_answered(); ++i) pass(step);
    if (problem_.empty() && !is_answered()) problem_ = "not every command was answered: " + account();
    return problem_.empty();
  }
  bool is_answered() const {
    for (const EventKind kind : kAnswered)
      if (rig_.events->count(kind) < owed_[static_cast<std::size_t>(kind)]) return false;
    return true;
  }
  std::string account() const {
    std::string text;
    for (const EventKind kind : kAnswered) {
      text += fmt::format("{}: {} of {}; ", describe({.kind = kind}), rig_.events->count(kind),
                          owed_[static_cast<std::size_t>(kind)]);
    }
    return text;
  }

  void check_components() {
    if (!problem_.empty()) return;
    for (const EventKind kind : kAnswered) {
      if (kind == EventKind::kRateChanged) continue;  // also raised when a topology can't play at the rate in force
      if (rig_.events->count(kind) > owed_[static_cast<std::size_t>(kind)])
        problem_ = "a command was answered twice: " + account();
    }
    if (queues_done_ != queues_asked_) problem_ = "not every wish for work queues was answered once";
    for (const auto& each : sinks_) {
      if (each->stream()->unasked() > 0) problem_ = each->describe() + " got a sample that it had not asked for";
    }
    for (const auto& each : async_transforms_) {
      if (each->unasked() > 0) problem_ = "an asynchronous transform got a call that it had not asked for";
    }
    for (std::size_t i = 0; i < sinks_.size(); ++i) {
      if (rig_.calls->count(fmt::format("sink{}.shut_down", i)) > 1) problem_ = "a sink was shut down twice";
    }
  }

  Choices choices_;
  const bool honest_;
  SessionRig rig_;
  std::vector<std::shared_ptr<FakeSource>> sources_;
  std::vector<std::shared_ptr<FakeSink>> sinks_;
  std::vector<std::shared_ptr<FakeAsyncTransform>> async_transforms_;
  std::map<FakeSource*, int> buffering_;
  std::vector<TopologyPtr> topologies_;  // that may be set again
  std::vector<TopologyPtr> unique_;
  std::set<const FakeSink*> used_;
  std::array<std::size_t, 16> owed_{};
  std::uint64_t commands_ = 0;
  int queues_asked_ = 0;
  int queues_done_ = 0;
  bool played_to_its_end_ = false;
  std::string problem_;
};

}  // namespace

StormReport live_through_a_storm(Choices choices, std::uint64_t order, std::ostream* trace) {
  const int before = live_samples();
  StormReport report;
  {
    Storm storm(choices, order);
    report.problem = storm.live();
    report.commands = storm.commands();
    report.played_to_its_end = storm.played_to_its_end();
    if (trace) storm.tell(*trace);
  }
  if (report.problem.empty() && live_samples() != before) report.problem = "samples are left alive";
  return report;
}

}  // namespace caesura::engine
