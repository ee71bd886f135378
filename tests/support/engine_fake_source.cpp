// SPDX-License-Identifier: MIT
#include <algorithm>
#include <atomic>
#include <stdexcept>
#include <thread>

#include <fmt/core.h>

#include "support/engine_fakes.h"

namespace caesura::engine {
namespace {

std::atomic<int> live_objects{0};

struct SampleObject {
  SampleObject() { ++live_objects; }
  ~SampleObject() { --live_objects; }
  std::atomic<int> references{1};
};

constexpr SampleOps kSampleOps{[](void* object) { ++static_cast<SampleObject*>(object)->references; },
                               [](void* object) {
                                 auto* const sample = static_cast<SampleObject*>(object);
                                 if (--sample->references == 0) delete sample;
                               }};

}  // namespace

Sample fake_sample(Hns time, Hns duration) {
  Sample sample(new SampleObject, kSampleOps);
  sample.time = time;
  sample.duration = duration;
  return sample;
}

int live_samples() { return live_objects; }

Status Sabotage::call() {
  if (kind_ != Kind::kCallFails && kind_ != Kind::kCallThrows) return status::kOk;
  if (count_++ != number_) return status::kOk;
  if (kind_ == Kind::kCallThrows) throw std::runtime_error("a component throws");
  return failure_;
}

std::optional<Sabotage::Kind> Sabotage::answer() {
  if (kind_ == Kind::kCallFails || kind_ == Kind::kCallThrows || count_++ != number_) return std::nullopt;
  return kind_;
}

void say_later(const FakeWorld& world, Strand& strand, const Reply& reply, std::function<void()> say) {
  constexpr std::chrono::seconds kLate{25};
  using Kind = Sabotage::Kind;
  if (!reply.answers) return;
  const std::optional<Kind> spoiled = world.sabotage ? world.sabotage->answer() : std::nullopt;
  if (spoiled == Kind::kAnswerMissing) return;
  if (spoiled == Kind::kAnswerInside) return say();
  if (spoiled == Kind::kAnswerElsewhere) return std::thread(say).join();
  if (spoiled == Kind::kAnswerTwice) strand.post(say);
  const std::chrono::nanoseconds delay = spoiled == Kind::kAnswerLate ? kLate : reply.delay;
  if (delay.count() > 0) {
    strand.post_after(delay, std::move(say));
  } else {
    strand.post(std::move(say));
  }
}

FakeSource::FakeSource(FakeWorld world, std::string name, Script script)
    : world_(std::move(world)),
      name_(std::move(name)),
      script_(script),
      strand_(Strand::create(world_.executor, name_)),
      streams_(script_.streams) {}

void FakeSource::listen(std::weak_ptr<SourceListener> listener) {
  const std::lock_guard lock(mutex_);
  listener_ = std::move(listener);
}

void FakeSource::listen(StreamId stream, std::weak_ptr<StreamListener> listener) {
  const std::lock_guard lock(mutex_);
  streams_[stream].listener = std::move(listener);
}

void FakeSource::disconnect() {
  if (lent_) return;
  const std::lock_guard lock(mutex_);
  listener_.reset();
  for (Stream& stream : streams_) stream.listener.reset();
}

std::shared_ptr<SourceListener> FakeSource::listener() const {
  const std::lock_guard lock(mutex_);
  return listener_.lock();
}

std::shared_ptr<StreamListener> FakeSource::listener(StreamId stream) const {
  const std::lock_guard lock(mutex_);
  return streams_[stream].listener.lock();
}

void FakeSource::answer(const Reply& reply, std::function<void(FakeSource&)> call) {
  say_later(world_, *strand_, reply, [self = shared_from_this(), call = std::move(call)] { call(*self); });
}

Status FakeSource::start(const StartPosition& position) {
  if (const Status status =
          world_.enter(position.foreign ? name_ + ".start foreign"
                       : position.time  ? fmt::format("{}.start {}", name_, *position.time / kHnsPerMillisecond)
                                        : name_ + ".start");
      status.failed())
    return status;
  if (script_.start.refusal.failed()) return script_.start.refusal;
  {
    const std::lock_guard lock(mutex_);
    const bool runs_on = state_ == State::kStarted && !script_.segments;
    const bool goes_on = (state_ == State::kPaused || runs_on) && !position.time;
    for (Stream& stream : streams_) {
      if (goes_on) continue;
      const Hns from = position.time.value_or(script_.position.value_or(0));
      int wanted = static_cast<int>(std::clamp<Hns>(from / script_.sample_duration, 0, script_.samples));
      if (speed_ < 0 && wanted > 0 && wanted == script_.samples) --wanted;
      stream = {.listener = stream.listener, .next = wanted - wanted % script_.samples_per_key};
    }
  }
  const bool chooses = !position.time && script_.position;
  answer(script_.start, [chooses](FakeSource& self) {
    const auto source = self.listener();
    if (chooses && source) source->on_source_position(*self.script_.position);
    self.started(self.script_.start.answer);
  });
  return status::kOk;
}

void FakeSource::started(Status status) {
  const auto source = listener();
  if (status.failed()) {
    if (source) source->on_source_started(status);
    return;
  }
  std::vector<int> due;
  {
    const std::lock_guard lock(mutex_);
    state_ = State::kStarted;
    for (const Stream& stream : streams_) due.push_back(stream.requested);
  }
  if (source) source->on_source_started(status);
  for (StreamId id = 0; id < due.size(); ++id) {
    if (const auto stream = listener(id); stream && script_.stream_start.answers) {
      stream->on_stream_started(script_.stream_start.answer);
    }
    for (int i = 0; i < due[id]; ++i) deliver(id);  // what was asked for while it was paused
  }
}

Status FakeSource::pause() {
  if (const Status status = world_.enter(name_ + ".pause"); status.failed()) return status;
  if (script_.pause.refusal.failed()) return script_.pause.refusal;
  answer(script_.pause, [](FakeSource& self) {
    {
      const std::lock_guard lock(self.mutex_);
      if (self.script_.pause.answer.ok()) self.state_ = State::kPaused;
    }
    if (const auto source = self.listener()) source->on_source_paused(self.script_.pause.answer);
  });
  return status::kOk;
}

Status FakeSource::stop() {
  if (const Status status = world_.enter(name_ + ".stop"); status.failed()) return status;
  if (script_.stop.refusal.failed()) return script_.stop.refusal;
  answer(script_.stop, [](FakeSource& self) {
    {
      const std::lock_guard lock(self.mutex_);
      self.state_ = State::kStopped;
      for (Stream& stream : self.streams_) stream.requested = 0;
    }
    if (const auto source = self.listener()) source->on_source_stopped(self.script_.stop.answer);
  });
  return status::kOk;
}

Status FakeSource::set_rate(Rate rate) {
  if (const Status status = world_.enter(fmt::format("{}.set_rate {}{}", name_, rate.speed, rate.thin ? " thin" : ""));
      status.failed())
    return status;
  if (!script_.has_rates) return rate == Rate() ? status::kFalse : status::kUnsupportedRate;
  if (script_.rate.refusal.failed()) return script_.rate.refusal;
  if (rate.speed == script_.refused_speed) return status::kUnsupportedRate;
  {
    const std::lock_guard lock(mutex_);
    speed_ = rate.speed;
  }
  answer(script_.rate, [](FakeSource& self) {
    if (const auto source = self.listener()) source->on_source_rated(self.script_.rate.answer);
  });
  return status::kOk;
}

Status FakeSource::request_sample(StreamId id) {
  if (const Status status = world_.enter(fmt::format("{}.request {}", name_, id)); status.failed()) return status;
  {
    const std::lock_guard lock(mutex_);
    if (script_.refused_request && requests_++ == *script_.refused_request) return script_.request_refusal;
    if (state_ == State::kStopped) return status::kWrongSourceState;
    if (streams_[id].ended) return status::kEndOfStream;
    ++streams_[id].requested;
  }
  answer({}, [id](FakeSource& self) { self.deliver(id); });
  return status::kOk;
}

Status FakeSource::end_presentation() {
  if (!script_.segments) return status::kNotImplemented;
  if (const Status status = world_.enter(name_ + ".end_presentation"); status.failed()) return status;
  answer({}, [](FakeSource& self) {
    if (const auto source = self.listener()) source->on_end_of_segment(std::make_shared<Foreign>(), false);
  });
  return status::kOk;
}

void FakeSource::deliver(StreamId id) {
  int number = 0;
  bool last = false, all_ended = false;
  {
    const std::lock_guard lock(mutex_);
    Stream& stream = streams_[id];
    if (!script_.delivers || state_ != State::kStarted || stream.requested == 0 || stream.ended) return;
    number = speed_ < 0 ? stream.next-- : stream.next++;
    last = speed_ < 0 ? number <= 0 : number + 1 >= script_.samples;
    stream.requested = last ? 0 : stream.requested - 1;
    stream.ended = last;
    all_ended = std::all_of(streams_.begin(), streams_.end(), [](const Stream& each) { return each.ended; });
  }
  const auto stream = listener(id);
  if (stream && number < script_.samples) {
    Sample sample = fake_sample(number * script_.sample_duration, script_.sample_duration);
    sample.key = number % script_.key_interval == 0;
    stream->on_sample(std::move(sample));
  }
  if (stream && last) stream->on_end_of_stream();
  if (!all_ended || !last || !script_.ends_presentation) return;
  const auto source = listener();
  if (source && script_.segments) {
    source->on_end_of_segment(std::make_shared<Foreign>(), false);
  } else if (source) {
    source->on_end_of_presentation(std::make_shared<Foreign>());
  }
}

void FakeSource::cancel_segment() {
  strand_->post([self = shared_from_this()] {
    if (const auto source = self->listener()) source->on_end_of_segment(std::make_shared<Foreign>(), true);
  });
}

int FakeSource::outstanding() const {
  const std::lock_guard lock(mutex_);
  int sum = 0;
  for (const Stream& stream : streams_) sum += stream.requested;
  return sum;
}

void FakeSource::fail(Status status) {
  strand_->post([self = shared_from_this(), status] {
    if (const auto source = self->listener()) source->on_source_failed(status);
  });
}

void FakeSource::raise(ForeignPtr event) {
  strand_->post([self = shared_from_this(), event = std::move(event)] {
    if (const auto source = self->listener()) source->on_source_event(event);
  });
}

void FakeSource::buffer(bool begins) {
  strand_->post([self = shared_from_this(), begins] {
    if (const auto source = self->listener()) source->on_buffering(begins);
  });
}

void FakeSource::deliver_unasked(StreamId id, Hns time) {
  strand_->post([self = shared_from_this(), id, time] {
    if (const auto stream = self->listener(id)) stream->on_sample(fake_sample(time, self->script_.sample_duration));
  });
}

void FakeSource::change_format(StreamId id, int format) {
  strand_->post([self = shared_from_this(), id, format] {
    if (const auto stream = self->listener(id)) stream->on_format_changed(FakeFormat::make(format));
  });
}

void FakeSource::tick(StreamId id, Hns time) {
  strand_->post([self = shared_from_this(), id, time] {
    if (const auto stream = self->listener(id)) stream->on_tick(time);
  });
}

}  // namespace caesura::engine
