// SPDX-License-Identifier: MIT
#include <utility>

#include <fmt/core.h>

#include "support/engine_fakes.h"

namespace caesura::engine {

Status FakeTransform::begin_streaming() {
  if (const Status status = enter("begin_streaming"); status.failed()) return status;
  return script_.begin_streaming;
}
Status FakeTransform::start_of_stream() {
  if (const Status status = enter("start_of_stream"); status.failed()) return status;
  return script_.start_of_stream;
}

Status FakeTransform::process_input(const Sample& sample) {
  if (const Status status = enter("input"); status.failed()) return status;
  if (script_.failing_input && input_calls_++ == *script_.failing_input) return status::kFail;
  if (!ready_.empty()) return status::kNotAccepting;
  inside_.push_back(sample);
  if (inside_.size() < static_cast<std::size_t>(script_.inputs) + script_.held) return status::kOk;
  for (int i = 0; i < script_.outputs; ++i) ready_.push_back(inside_.front());
  inside_.erase(inside_.begin(), inside_.begin() + script_.inputs);
  return status::kOk;
}

Result<Sample> FakeTransform::process_output() {
  if (const Status status = enter("output"); status.failed()) return status;
  if (script_.failing_output && output_calls_++ == *script_.failing_output) return status::kFail;
  if (ready_.empty() && draining_ && !inside_.empty()) {
    ready_.push_back(std::move(inside_.front()));
    inside_.erase(inside_.begin());
  }
  if (ready_.empty()) return status::kNeedMoreInput;
  Sample sample = std::move(ready_.front());
  ready_.erase(ready_.begin());
  ++outputs_;
  return sample;
}

std::vector<TransformNews> FakeTransform::take_news() {
  if (script_.news_at != outputs_) return {};
  outputs_ = -1;
  return script_.news;
}

Status FakeTransform::empty() {
  if (const Status status = enter("empty"); status.failed()) return status;
  draining_ = true;
  return status::kOk;
}

Status FakeTransform::accept_format(const ForeignPtr& format) {
  if (const Status status = world_.enter(fmt::format("{}.format {}", name_, FakeFormat::number_of(format)));
      status.failed())
    return status;
  if (!script_.takes_formats && FakeFormat::number_of(format) != 0) return status::kFail;
  format_ = FakeFormat::number_of(format);
  draining_ = false;
  return status::kOk;
}

Result<BridgeNode> FakeBridge::find(const ForeignPtr&, FormatTaker& taker) {
  if (const Status status = world_.enter("bridge.find"); status.failed()) return status;
  if (const Status status = taker.accept_format(FakeFormat::make(0)); status.failed()) return status;
  return BridgeNode{77, std::make_shared<FakeTransform>(world_, "bridge", script_), std::make_shared<Foreign>(),
                    watch_};
}

Status FakeTransform::drain() {
  if (const Status status = enter("drain"); status.failed()) return status;
  draining_ = true;
  return script_.drain;
}

Status FakeTransform::flush() {
  if (const Status status = enter("flush"); status.failed()) return status;
  inside_.clear();
  ready_.clear();
  draining_ = false;
  return status::kOk;
}

}  // namespace caesura::engine
