// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "base/result.h"
#include "engine/ports.h"
#include "mf/headers.h"

namespace caesura::mf {

/// The engine's port over the session's presentation clock: one for the life of the session, and without a time source
/// until the first topology is ready. Strand-bound but for time() and clock().
class ClockPort final : public engine::ClockPort {
 public:
  static Result<std::shared_ptr<ClockPort>> create();

  /// A sink whose time source the clock refuses (it must tick at 10 MHz) leaves the clock with the system's.
  Status use_time_source(engine::SinkPort* sink) override;
  Status hold(engine::Hns time) override;
  Status start(std::optional<engine::Hns> position) override;
  Status pause() override;
  Status stop() override;
  Status set_rate(float speed) override;
  Status shut_down() override;
  engine::Hns time() const override;

  IMFPresentationClock* clock() const { return clock_.Get(); }

 private:
  explicit ClockPort(ComPtr<IMFPresentationClock> clock) : clock_(std::move(clock)) {}

  const ComPtr<IMFPresentationClock> clock_;
};

}  // namespace caesura::mf
