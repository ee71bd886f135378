// SPDX-License-Identifier: MIT
#include "engine/transform_stage.h"

#include "base/log.h"
#include "engine/branch.h"

namespace caesura::engine {

void TransformStage::push_tick(Hns time) {
  if (port_->passes_tick(time)) downstream().push_tick(time);
}

void TransformStage::push_event(ForeignPtr event) {
  if (port_->passes_event(event)) downstream().push_event(std::move(event));
}

Result<Sample> TransformStage::process_output() {
  const Branch::Visit visit(branch(), id());
  Result<Sample> output = port_->process_output();
  if (!output.ok()) return output;
  Sample& sample = output.value();
  if (sample.time != kNoTime) sample.time = bounded(sample.time);
  sample.duration = bounded(sample.duration);
  return output;
}

void TransformStage::act_on_news() {
  for (TransformNews& news : port_->take_news()) {
    switch (news.kind) {
      using enum TransformNews::Kind;
      case kFormat:
        downstream().push_format(std::move(news.object));
        break;
      case kTick:
        downstream().push_tick(news.time);
        break;
      case kInBandEvent:
        downstream().push_event(std::move(news.object));
        break;
      case kQuality:
        if (watch()) (void)watch()->heard(news.object);
        break;
      case kForApplication:
        if (const auto reports = branch().reports()) reports->foreign_event(std::move(news.object));
        break;
      case kFailed:
        LOG_ERROR(transform, "{} failed: {:#010x}", port_->describe(), news.status.code());
        branch().fail(id(), news.status);
        break;
    }
  }
}

}  // namespace caesura::engine
