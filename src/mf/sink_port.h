// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>

#include "engine/ports.h"
#include "mf/branch_queue.h"
#include "mf/headers.h"
#include "mf/object_name.h"

namespace caesura::mf {

/// The engine's port over an IMFMediaSink. Strand-bound; the answer of finalize comes on a thread of the platform.
class SinkPort final : public engine::SinkPort {
 public:
  explicit SinkPort(ComPtr<IMFMediaSink> sink)
      : sink_(std::move(sink)), description_(describe_object("media sink", sink_.Get())) {}

  engine::SinkTraits traits() override;
  Status attach_clock(engine::ClockPort* clock) override;
  Status stop() override;
  Status preroll(engine::Hns start_time) override;
  Status finalize(std::weak_ptr<engine::FinalizeListener> listener) override;
  Status shut_down() override;
  void use_queue(const engine::ForeignPtr& queue) override { queue_.use(sink_.Get(), queue); }
  std::string describe() const override { return description_; }

  /// What made the sink: it is told of the shutdown, too, or it would hand out the same dead sink again. Before the
  /// port is used.
  void set_activate(ComPtr<IMFActivate> activate) {
    if (!activate_) activate_ = std::move(activate);
  }

  IMFMediaSink* sink() const { return sink_.Get(); }

 private:
  bool has_audio() const;

  const ComPtr<IMFMediaSink> sink_;
  const std::string description_;
  QueueMember queue_;
  ComPtr<IMFActivate> activate_;  // null where the client brought the sink
};

}  // namespace caesura::mf
