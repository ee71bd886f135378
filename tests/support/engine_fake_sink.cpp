// SPDX-License-Identifier: MIT
#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "support/engine_fakes.h"

namespace caesura::engine {

// ------------------------------------------------------------------------------------------------------ stream sink

FakeStreamSink::FakeStreamSink(FakeWorld world, std::string name, Script script)
    : world_(std::move(world)),
      name_(std::move(name)),
      script_(script),
      strand_(Strand::create(world_.executor, name_)),
      full_calls_(script.full_calls) {}

Status FakeStreamSink::prepare(NodeId node, const ForeignPtr&, bool locked) {
  if (const Status status = world_.enter(fmt::format("{}.prepare {}{}", name_, node, locked ? " locked" : ""));
      status.failed())
    return status;
  return status::kOk;
}

Status FakeStreamSink::listen(std::weak_ptr<StreamSinkListener> listener) {
  if (const Status status = world_.enter(name_ + ".listen"); status.failed()) return status;
  const std::lock_guard lock(mutex_);
  before_ = std::exchange(listener_, std::move(listener));
  return script_.listen;
}

void FakeStreamSink::disconnect(const StreamSinkListener& listener) {
  const std::lock_guard lock(mutex_);
  if (listener_.lock().get() == &listener) listener_.reset();
  if (before_.lock().get() == &listener) before_.reset();
}

void FakeStreamSink::answer(const Reply& reply, std::function<void(StreamSinkListener&)> call) {
  say_later(world_, *strand_, reply, [self = shared_from_this(), call = std::move(call)] {
    std::shared_ptr<StreamSinkListener> listener;
    {
      const std::lock_guard lock(self->mutex_);
      listener = self->listener_.lock();
    }
    if (listener) call(*listener);
  });
}

void FakeStreamSink::request_later(std::chrono::nanoseconds delay) {
  std::uint64_t epoch = 0;
  {
    const std::lock_guard lock(mutex_);
    epoch = epoch_;
  }
  auto task = [self = shared_from_this(), epoch] {
    {
      const std::lock_guard lock(self->mutex_);
      if (epoch != self->epoch_) return;  // stopped meanwhile
      ++self->asked_;
    }
    self->answer({}, [](StreamSinkListener& listener) { listener.on_sample_requested(); });
  };
  say_later(world_, *strand_, Reply::after(delay), std::move(task));
}

void FakeStreamSink::request() { request_later(std::chrono::nanoseconds(0)); }

Status FakeStreamSink::process_sample(Sample& sample) {
  bool prerolled = false;
  bool scrubbed = false;
  {
    const std::lock_guard lock(mutex_);
    if (full_calls_ > 0) {
      --full_calls_;
      world_.calls->add(name_ + ".full");
      return status::kNotAccepting;
    }
    const Status spoiled = world_.enter(fmt::format("{}.sample {}", name_, sample.time / kHnsPerMillisecond));
    if (spoiled.failed()) return spoiled;
    if (const int number = samples_++; script_.failing_sample == number) return script_.failure;
    if (!started_ && !prerolling_) return status::kInvalidRequest;
    if (asked_ == 0) ++unasked_;
    asked_ = std::max(0, asked_ - 1);
    times_.push_back(sample.time);
    prerolled = std::exchange(preroll_owed_, false);
    scrubbed = scrubs_;
  }
  if (prerolled) {
    answer(script_.preroll, [status = script_.preroll.answer](auto& listener) { listener.on_sink_prerolled(status); });
  }
  if (scrubbed) answer(script_.scrub, [](auto& listener) { listener.on_sink_scrubbed(); });
  request_later(script_.pace);
  return status::kOk;
}

Status FakeStreamSink::place_end_of_segment(std::uint64_t context) {
  if (const Status status = world_.enter(name_ + ".marker"); status.failed()) return status;
  if (script_.marker.refusal.failed()) return script_.marker.refusal;
  std::weak_ptr<StreamSinkListener> listener;
  {
    const std::lock_guard lock(mutex_);
    listener = listener_;
  }
  // It comes back to whoever placed it, whoever listens by then.
  answer(script_.marker, [this, context, listener, status = script_.marker.answer](StreamSinkListener& newest) {
    const auto placed_by = listener.lock();
    if (!placed_by) return;
    const bool heard = [&] {
      const std::lock_guard lock(mutex_);
      return placed_by.get() == &newest || placed_by == before_.lock();
    }();
    if (heard) placed_by->on_marker(context, status);
  });
  return status::kOk;
}

Status FakeStreamSink::place_tick(Hns time) {
  if (const Status status = world_.enter(fmt::format("{}.tick {}", name_, time / kHnsPerMillisecond)); status.failed())
    return status;
  return status::kOk;
}

Status FakeStreamSink::place_event(const ForeignPtr&) {
  if (const Status status = world_.enter(name_ + ".event"); status.failed()) return status;
  return status::kOk;
}

Status FakeStreamSink::accept_format(const ForeignPtr& format) {
  if (const Status status = world_.enter(fmt::format("{}.format {}", name_, FakeFormat::number_of(format)));
      status.failed())
    return status;
  return script_.takes_formats || FakeFormat::number_of(format) == 0 ? status::kOk : status::kFail;
}

Status FakeStreamSink::flush() {
  if (const Status status = world_.enter(name_ + ".flush"); status.failed()) return status;
  return script_.flush;
}

void FakeStreamSink::settle() { (void)world_.enter(name_ + ".settle"); }

void FakeStreamSink::follow(Follows what) {
  int missing = 0;
  {
    const std::lock_guard lock(mutex_);
    if (what == Follows::kStop) paused_ = false;
    if (what == Follows::kStart && paused_ && !script_.starts_from_pause) return;
    if (what == Follows::kStart && !std::exchange(started_, true)) missing = script_.requests - asked_;
    if (what == Follows::kStop) {
      started_ = prerolling_ = preroll_owed_ = false;
      asked_ = 0;
      ++epoch_;
    }
  }
  switch (what) {
    case Follows::kStart:
    case Follows::kRestart:
      answer(script_.start, [status = script_.start.answer](auto& listener) { listener.on_sink_started(status); });
      break;
    case Follows::kPause:
      answer(script_.pause, [status = script_.pause.answer](auto& listener) { listener.on_sink_paused(status); });
      break;
    case Follows::kStop:
      answer(script_.stop, [status = script_.stop.answer](auto& listener) { listener.on_sink_stopped(status); });
      break;
  }
  for (; missing > 0; --missing) request();
}

void FakeStreamSink::follow_rate(float speed) {
  const std::lock_guard lock(mutex_);
  scrubs_ = speed == 0;
}

void FakeStreamSink::preroll() {
  {
    const std::lock_guard lock(mutex_);
    prerolling_ = preroll_owed_ = true;
  }
  for (int i = 0; i < script_.requests; ++i) request();
}

std::vector<Hns> FakeStreamSink::times() const {
  const std::lock_guard lock(mutex_);
  return times_;
}

int FakeStreamSink::unasked() const {
  const std::lock_guard lock(mutex_);
  return unasked_;
}

void FakeStreamSink::fail(Status status) {
  answer({}, [status](StreamSinkListener& listener) { listener.on_sink_failed(status); });
}

void FakeStreamSink::say_quality(ForeignPtr event) {
  answer({}, [event = std::move(event)](StreamSinkListener& listener) { listener.on_sink_quality(event); });
}

// ------------------------------------------------------------------------------------------------------------- sink

FakeSink::FakeSink(FakeWorld world, std::string name, Script script, std::vector<FakeStreamSink::Script> streams)
    : world_(std::move(world)),
      name_(std::move(name)),
      script_(script),
      strand_(Strand::create(world_.executor, name_)) {
  for (const FakeStreamSink::Script& stream : streams) {
    const std::string number = streams.size() == 1 ? "" : std::to_string(streams_.size());
    streams_.push_back(std::make_shared<FakeStreamSink>(world_, name_ + number, stream));
  }
}

Status FakeSink::attach_clock(ClockPort* clock) {
  if (const Status status = world_.enter(name_ + (clock ? ".attach_clock" : ".detach_clock")); status.failed())
    return status;
  if (script_.attach.failed()) return script_.attach;
  if (clock_) {
    const std::lock_guard lock(clock_->mutex_);
    std::erase_if(clock_->sinks_, [this](const std::weak_ptr<FakeSink>& sink) { return sink.lock().get() == this; });
  }
  clock_ = static_cast<FakeClock*>(clock);
  if (clock_) {
    const std::lock_guard lock(clock_->mutex_);
    clock_->sinks_.push_back(weak_from_this());
    for (const auto& stream : streams_) {
      const std::lock_guard stream_lock(stream->mutex_);
      stream->paused_ = clock_->paused_;
    }
  }
  return status::kOk;
}

Status FakeSink::stop() {
  if (const Status status = world_.enter(name_ + ".stop"); status.failed()) return status;
  follow(FakeStreamSink::Follows::kStop);
  return status::kOk;
}

Status FakeSink::preroll(Hns start_time) {
  if (const Status status = world_.enter(fmt::format("{}.preroll {}", name_, start_time / kHnsPerMillisecond));
      status.failed())
    return status;
  if (script_.preroll.failed()) return script_.preroll;
  for (const auto& stream : streams_) stream->preroll();
  return status::kOk;
}

Status FakeSink::finalize(std::weak_ptr<FinalizeListener> listener) {
  if (const Status status = world_.enter(name_ + ".finalize"); status.failed()) return status;
  if (script_.finalize.refusal.failed()) return script_.finalize.refusal;
  say_later(world_, *strand_, script_.finalize, [listener = std::move(listener), status = script_.finalize.answer] {
    if (const auto ear = listener.lock()) ear->on_finalized(status);
  });
  return status::kOk;
}

Status FakeSink::shut_down() {
  if (const Status status = world_.enter(name_ + ".shut_down"); status.failed()) return status;
  return status::kOk;
}

void FakeSink::follow(FakeStreamSink::Follows what) {
  for (const auto& stream : streams_) stream->follow(what);
}

void FakeSink::follow_rate(float speed) {
  world_.calls->add(fmt::format("{}.rate {}", name_, speed));
  for (const auto& stream : streams_) stream->follow_rate(speed);
}

// ------------------------------------------------------------------------------------------------------------ clock

Status FakeClock::use_time_source(SinkPort* sink) {
  const std::string source = sink ? sink->describe() : "system";
  if (const Status status = world_.enter("clock.use_time_source " + source); status.failed()) return status;
  return sink ? script_.time_source : status::kOk;
}

Status FakeClock::hold(Hns time) {
  if (const Status status = world_.enter("clock.hold"); status.failed()) return status;
  return time == this->time() ? status::kOk : status::kUnexpected;
}

Hns FakeClock::time_locked() const {
  if (!running_) return position_;
  return position_ + static_cast<Hns>(static_cast<double>(now_() - started_at_) * speed_);
}

Hns FakeClock::time() const {
  const std::lock_guard lock(mutex_);
  return time_locked();
}

Status FakeClock::start(std::optional<Hns> position) {
  if (const Status status =
          world_.enter(position ? fmt::format("clock.start {}", *position / kHnsPerMillisecond) : "clock.restart");
      status.failed())
    return status;
  if (script_.start.failed()) return script_.start;
  {
    const std::lock_guard lock(mutex_);
    position_ = position.value_or(time_locked());
    started_at_ = now_();
    running_ = true;
    paused_ = false;
  }
  tell(position ? FakeStreamSink::Follows::kStart : FakeStreamSink::Follows::kRestart);
  return status::kOk;
}

Status FakeClock::pause() {
  if (const Status status = world_.enter("clock.pause"); status.failed()) return status;
  if (script_.pause.failed()) return script_.pause;
  {
    const std::lock_guard lock(mutex_);
    position_ = time_locked();
    running_ = false;
    paused_ = true;
  }
  tell(FakeStreamSink::Follows::kPause);
  return status::kOk;
}

Status FakeClock::stop() {
  if (const Status status = world_.enter("clock.stop"); status.failed()) return status;
  if (script_.stop.failed()) return script_.stop;
  {
    const std::lock_guard lock(mutex_);
    position_ = 0;
    running_ = paused_ = false;
  }
  tell(FakeStreamSink::Follows::kStop);
  return status::kOk;
}

Status FakeClock::set_rate(float speed) {
  if (const Status status = world_.enter(fmt::format("clock.set_rate {}", speed)); status.failed()) return status;
  if (script_.rate.failed()) return script_.rate;
  {
    const std::lock_guard lock(mutex_);
    position_ = time_locked();
    started_at_ = now_();
    speed_ = speed;
  }
  for (const auto& sink : sinks()) sink->follow_rate(speed);
  return status::kOk;
}

Status FakeClock::shut_down() {
  if (const Status status = world_.enter("clock.shut_down"); status.failed()) return status;
  return status::kOk;
}

std::vector<std::shared_ptr<FakeSink>> FakeClock::sinks() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<FakeSink>> alive;
  for (const auto& weak : sinks_) {
    if (auto sink = weak.lock()) alive.push_back(std::move(sink));
  }
  return alive;
}

void FakeClock::tell(FakeStreamSink::Follows what) {
  for (const auto& sink : sinks()) sink->follow(what);
}

}  // namespace caesura::engine
