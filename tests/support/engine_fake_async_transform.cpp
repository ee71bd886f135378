// SPDX-License-Identifier: MIT
#include <utility>

#include <fmt/core.h>

#include "support/engine_fakes.h"

namespace caesura::engine {

FakeAsyncTransform::FakeAsyncTransform(FakeWorld world, std::string name, Script script)
    : world_(std::move(world)),
      name_(std::move(name)),
      script_(script),
      strand_(Strand::create(world_.executor, name_ + " answers")) {}

Status FakeAsyncTransform::listen(std::weak_ptr<TransformListener> listener) {
  if (const Status status = enter("listen"); status.failed()) return status;
  listener_ = std::move(listener);
  return status::kOk;
}

void FakeAsyncTransform::disconnect() { world_.calls->add(name_ + ".disconnect"); }

Status FakeAsyncTransform::shut_down() {
  if (const Status status = enter("shut_down"); status.failed()) return status;
  return status::kOk;
}

Status FakeAsyncTransform::begin_streaming() {
  if (const Status status = enter("begin_streaming"); status.failed()) return status;
  return status::kOk;
}

Status FakeAsyncTransform::start_of_stream() {
  if (const Status status = enter("start_of_stream"); status.failed()) return status;
  if (script_.start_of_stream.failed()) return script_.start_of_stream;
  started_ = true;
  draining_ = false;
  asked_ = 0;  // it begins anew, drained or not
  ask();
  return status::kOk;
}

Status FakeAsyncTransform::process_input(const Sample& sample) {
  if (const Status status = enter("input"); status.failed()) return status;
  if (asked_ == 0) {
    ++unasked_;
    return status::kNotAccepting;
  }
  --asked_;
  if (script_.failing_input && input_calls_++ == *script_.failing_input) return status::kFail;
  inside_.push_back(sample);
  process(script_.held);
  ask();
  return status::kOk;
}

Result<Sample> FakeAsyncTransform::process_output() {
  if (const Status status = enter("output"); status.failed()) return status;
  if (script_.failing_output && output_calls_++ == *script_.failing_output) return status::kFail;
  if (told_ == 0 || ready_.empty()) {
    ++unasked_;
    return status::kUnexpected;
  }
  --told_;
  Sample sample = std::move(ready_.front());
  ready_.erase(ready_.begin());
  ask();
  return sample;
}

Status FakeAsyncTransform::accept_format(const ForeignPtr& format) {
  if (const Status status = world_.enter(fmt::format("{}.format {}", name_, FakeFormat::number_of(format)));
      status.failed())
    return status;
  return script_.takes_formats || FakeFormat::number_of(format) == 0 ? status::kOk : status::kFail;
}

Status FakeAsyncTransform::drain() {
  if (!script_.is_drained) {
    say(&TransformListener::on_drained, round_);
    return status::kOk;
  }
  if (const Status status = enter("drain"); status.failed()) return status;
  draining_ = true;
  started_ = false;
  asked_ = 0;
  process(0);
  if (script_.drains) say(&TransformListener::on_drained, round_);
  return status::kOk;
}

Status FakeAsyncTransform::flush() {
  if (!script_.is_flushed) return status::kOk;
  if (const Status status = enter("flush"); status.failed()) return status;
  inside_.clear();
  ready_.clear();
  started_ = draining_ = false;
  asked_ = told_ = 0;
  ++round_;
  return status::kOk;
}

void FakeAsyncTransform::say_late() {
  say(&TransformListener::on_input_needed, round_ - 1);
  say(&TransformListener::on_output_ready, round_ - 1);
  say(&TransformListener::on_drained, round_ - 1);
}

void FakeAsyncTransform::fail(Status status) {
  strand_->post([self = shared_from_this(), status] {
    if (const auto listener = self->listener_.lock()) listener->on_transform_failed(status);
  });
}

void FakeAsyncTransform::say(Say what, std::uint64_t round) {
  say_later(world_, *strand_, {}, [self = shared_from_this(), what, round] {
    if (const auto listener = self->listener_.lock()) (listener.get()->*what)(round);
  });
}

/// Room is taken by what is asked for, what is inside and what is ready.
void FakeAsyncTransform::ask() {
  const auto used = [this] { return asked_ + static_cast<int>(ready_.size()); };
  while (started_ && used() < script_.room) {
    ++asked_;
    say(&TransformListener::on_input_needed, round_);
  }
}

void FakeAsyncTransform::process(std::size_t kept) {
  while (inside_.size() > kept) {
    for (int i = 0; i < script_.outputs; ++i) {
      ready_.push_back(inside_.front());
      ++told_;
      say(&TransformListener::on_output_ready, round_);
    }
    inside_.erase(inside_.begin());
  }
}

}  // namespace caesura::engine
