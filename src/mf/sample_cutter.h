// SPDX-License-Identifier: MIT
#pragma once

#include <functional>

#include "engine/ports.h"
#include "mf/headers.h"

namespace caesura::mf {

/// Cuts uncompressed sound at the frame nearest to a point in time; leaves all else whole. Strand-bound.
class SampleCutter final : public engine::SampleCutter {
 public:
  /// `current_type` gives the type of the samples, or null. It is asked for each cut, of which there are two in a
  /// presentation, so that it may change between.
  explicit SampleCutter(std::function<ComPtr<IMFMediaType>()> current_type) : current_type_(std::move(current_type)) {}

  engine::Sample cut(engine::Sample sample, engine::Hns from, engine::Hns to) override;

 private:
  const std::function<ComPtr<IMFMediaType>()> current_type_;
};

}  // namespace caesura::mf
