// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>

namespace caesura::engine {

/// Time in units of 100 nanoseconds.
using Hns = std::int64_t;
inline constexpr Hns kNoTime = INT64_MIN;
inline constexpr Hns kEndless = INT64_MAX;
/// Further away than that, 3653 years, no time lies that the engine reckons with: sums of a few of them don't overflow.
inline constexpr Hns kFurthest = Hns{1} << 60;
inline constexpr Hns kHnsPerSecond = 10'000'000;
inline constexpr Hns kHnsPerMillisecond = 10'000;

/// What a component or a client says, at most kFurthest away.
constexpr Hns bounded(Hns time) { return std::clamp(time, -kFurthest, kFurthest); }

/// How a platform counts references on its samples.
struct SampleOps {
  void (*add_ref)(void*);
  void (*release)(void*);
};

/// One reference to a platform's media sample, with its times. The engine passes samples on and looks at their times;
/// what is inside is the ports' business. Moving one costs nothing, copying one a reference. Thread-bound.
class Sample {
 public:
  Sample() = default;
  /// Takes over one reference to `object`, which must not be null.
  Sample(void* object, const SampleOps& ops) : object_(object), ops_(&ops) {}
  Sample(const Sample& other)
      : time(other.time),
        duration(other.duration),
        at_once(other.at_once),
        key(other.key),
        object_(other.object_),
        ops_(other.ops_) {
    if (object_) ops_->add_ref(object_);
  }
  Sample(Sample&& other) noexcept
      : time(other.time),
        duration(other.duration),
        at_once(other.at_once),
        key(other.key),
        object_(std::exchange(other.object_, nullptr)),
        ops_(other.ops_) {}
  Sample& operator=(Sample other) noexcept {
    std::swap(object_, other.object_);
    std::swap(ops_, other.ops_);
    time = other.time;
    duration = other.duration;
    at_once = other.at_once;
    key = other.key;
    return *this;
  }
  ~Sample() {
    if (object_) ops_->release(object_);
  }

  explicit operator bool() const { return object_ != nullptr; }
  /// The platform's object; the sample keeps owning it.
  void* object() const { return object_; }

  /// When the sample is due, or kNoTime. A port sets it when it wraps a sample; a sink port writes it back to the
  /// platform's sample where the engine changed it.
  Hns time = kNoTime;
  /// 0 when unknown.
  Hns duration = 0;
  /// At rate 0: to be shown when it comes, whatever its time. The engine sets it.
  bool at_once = false;
  /// It can be decoded without any other. A port sets it when it wraps a sample.
  bool key = false;

 private:
  void* object_ = nullptr;
  const SampleOps* ops_ = nullptr;
};

}  // namespace caesura::engine
