// SPDX-License-Identifier: MIT
#include "mf/rate_support.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "com/hresult.h"

namespace caesura::mf {
namespace {

constexpr float kNoLimit = std::numeric_limits<float>::max();

MFRATE_DIRECTION direction(engine::RateSupport::Question question) {
  return question.reverse ? MFRATE_REVERSE : MFRATE_FORWARD;
}

}  // namespace

ComPtr<IMFRateSupport> rate_support_of(IUnknown* component) {
  ComPtr<IMFRateSupport> rates;
  static_cast<void>(MFGetService(component, MF_RATE_CONTROL_SERVICE, IID_PPV_ARGS(&rates)));
  return rates;
}

void CommonRates::add_source(IMFMediaSource* source) {
  ComPtr<IMFRateControl> control;
  static_cast<void>(MFGetService(source, MF_RATE_CONTROL_SERVICE, IID_PPV_ARGS(&control)));
  // What it can't be told is of no use.
  voices_.push_back({control ? rate_support_of(source) : nullptr, Without::kNormalSpeed});
}

void CommonRates::add_transform(IMFTransform* transform) {
  voices_.push_back({rate_support_of(transform), Without::kForward});
}

void CommonRates::add_sink(IMFMediaSink* sink) {
  voices_.push_back({rate_support_of(sink), Without::kNormalSpeedOrZero});
}

Status CommonRates::check(const Voice& voice, engine::Rate rate) {
  if (voice.rates) return com::to_status(voice.rates->IsRateSupported(rate.thin, rate.speed, nullptr));
  const bool reverse = rate.speed < 0;
  if (voice.without == Without::kForward) return reverse && !rate.thin ? status::kReverseUnsupported : status::kOk;
  if (reverse) return status::kReverseUnsupported;
  const bool at_zero = voice.without == Without::kNormalSpeedOrZero;
  if (rate.thin && !at_zero) return status::kThinningUnsupported;
  return rate.speed == 1 || (at_zero && rate.speed == 0) ? status::kOk : status::kUnsupportedRate;
}

Status CommonRates::check(engine::Rate rate) {
  for (const Voice& voice : voices_) RETURN_IF_FAILED(check(voice, rate));
  return status::kOk;
}

Result<CommonRates::Range> CommonRates::range(const Voice& voice, Question question) {
  if (voice.rates) {
    float slowest = 0, fastest = 0;
    RETURN_IF_FAILED(voice.rates->GetSlowestRate(direction(question), question.thin, &slowest));
    RETURN_IF_FAILED(voice.rates->GetFastestRate(direction(question), question.thin, &fastest));
    return Range{std::abs(slowest), std::abs(fastest)};
  }
  if (voice.without == Without::kForward) {
    RETURN_HR_IF(MF_E_REVERSE_UNSUPPORTED, question.reverse && !question.thin);
    return Range{0, kNoLimit};
  }
  RETURN_HR_IF(MF_E_REVERSE_UNSUPPORTED, question.reverse);
  RETURN_HR_IF(MF_E_THINNING_UNSUPPORTED, question.thin && voice.without == Without::kNormalSpeed);
  return Range{1, 1};
}

Result<CommonRates::Range> CommonRates::range(Question question) const {
  Range common{0, kNoLimit};
  for (const Voice& voice : voices_) {
    const Result<Range> one = range(voice, question);
    RETURN_IF_FAILED(one.status());
    common.slowest = std::max(common.slowest, one->slowest);
    common.fastest = std::min(common.fastest, one->fastest);
  }
  RETURN_HR_IF(MF_E_UNSUPPORTED_RATE, common.slowest > common.fastest);
  return common;
}

Result<float> CommonRates::slowest(Question question) {
  const Result<Range> common = range(question);
  RETURN_IF_FAILED(common.status());
  return question.reverse ? -common->slowest : common->slowest;
}

Result<float> CommonRates::fastest(Question question) {
  const Result<Range> common = range(question);
  RETURN_IF_FAILED(common.status());
  return question.reverse ? -common->fastest : common->fastest;
}

std::shared_ptr<engine::RateSupport> normal_speed_only() {
  auto rates = std::make_shared<CommonRates>();
  rates->add_normal_speed();
  return rates;
}

float nearest_rate(engine::RateSupport& support, engine::Rate rate) {
  const engine::RateSupport::Question question{rate.speed < 0, rate.thin};
  const Result<float> slowest = support.slowest(question);
  const Result<float> fastest = support.fastest(question);
  if (slowest.ok() && fastest.ok()) {
    const auto [low, high] = std::minmax(slowest.value(), fastest.value());
    const float nearest = std::clamp(rate.speed, low, high);
    if (support.check({nearest, rate.thin}).ok()) return nearest;
  }
  return 1;
}

}  // namespace caesura::mf
