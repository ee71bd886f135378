// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <vector>

#include "engine/rate.h"
#include "mf/headers.h"

namespace caesura::mf {

/// A component's own rate support by MF_RATE_CONTROL_SERVICE; null where it has none.
ComPtr<IMFRateSupport> rate_support_of(IUnknown* component);

/// The rates of several components, taken together: what all of them can do. Thread-safe as far as they are, once
/// complete. Reference: Implementing Rate Control, How to Determine Supported Rates.
class CommonRates final : public engine::RateSupport {
 public:
  /// Each component counts once; what has no rate support counts as its kind does.
  void add_source(IMFMediaSource* source);
  void add_transform(IMFTransform* transform);
  /// Not one that is rateless.
  void add_sink(IMFMediaSink* sink);

  /// Something that can't change its rate.
  void add_normal_speed() { voices_.push_back({nullptr, Without::kNormalSpeed}); }

  Status check(engine::Rate rate) override;
  Result<float> slowest(Question question) override;
  Result<float> fastest(Question question) override;

 private:
  /// What stands in for a rate support that is not there.
  enum class Without { kNormalSpeed, kForward, kNormalSpeedOrZero };
  struct Voice {
    ComPtr<IMFRateSupport> rates;  // or null
    Without without = Without::kNormalSpeed;
  };

  static Status check(const Voice& voice, engine::Rate rate);
  /// The slowest and the fastest rate without their signs.
  struct Range {
    float slowest;
    float fastest;
  };
  static Result<Range> range(const Voice& voice, Question question);
  Result<Range> range(Question question) const;

  std::vector<Voice> voices_;
};

/// Rate 1 only.
std::shared_ptr<engine::RateSupport> normal_speed_only();

/// The supported rate nearest to one that is not.
float nearest_rate(engine::RateSupport& support, engine::Rate rate);

}  // namespace caesura::mf
