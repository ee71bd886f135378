// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>

#include "engine/pipeline.h"

namespace caesura::engine {

/// Hears one source of a pipeline and hands on what it says. Thread-safe.
class SourceEar final : public SourceListener {
 public:
  SourceEar(std::weak_ptr<Pipeline> pipeline, std::size_t index);

  void on_source_started(Status status) override;
  void on_source_paused(Status status) override;
  void on_source_stopped(Status status) override;
  void on_source_rated(Status status) override;
  void on_source_failed(Status status) override;
  void on_source_position(Hns time) override;
  void on_end_of_presentation(ForeignPtr event) override;
  void on_end_of_segment(ForeignPtr event, bool cancelled) override;
  void on_source_event(ForeignPtr event) override;
  void on_buffering(bool begins) override;
  void on_traits_changed(SourceTraits traits) override;

 private:
  void answered(Answer answer, Status status) const;
  template <typename F>
  void tell(F call) const;

  const std::weak_ptr<Pipeline> pipeline_;
  const std::size_t index_;
};

}  // namespace caesura::engine
