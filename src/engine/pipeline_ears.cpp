// SPDX-License-Identifier: MIT
#include "engine/pipeline_ears.h"

#include <utility>

namespace caesura::engine {

SourceEar::SourceEar(std::weak_ptr<Pipeline> pipeline, std::size_t index)
    : pipeline_(std::move(pipeline)), index_(index) {}

void SourceEar::answered(Answer answer, Status status) const {
  const auto pipeline = pipeline_.lock();
  if (pipeline)
    pipeline->on_strand([i = index_, answer, status](Pipeline& p) { p.source_answered(i, answer, status); });
}
void SourceEar::on_source_started(Status status) { answered(Answer::kStarted, status); }
void SourceEar::on_source_paused(Status status) { answered(Answer::kPaused, status); }
void SourceEar::on_source_stopped(Status status) { answered(Answer::kStopped, status); }
void SourceEar::on_source_event(ForeignPtr event) {
  if (const auto pipeline = pipeline_.lock()) pipeline->foreign_event(std::move(event));
}

/// Calls `call(pipeline, index)` on the pipeline's strand.
template <typename F>
void SourceEar::tell(F call) const {
  const auto pipeline = pipeline_.lock();
  if (pipeline) pipeline->on_strand([index = index_, call = std::move(call)](Pipeline& p) { call(p, index); });
}
void SourceEar::on_source_rated(Status status) {
  tell([status](Pipeline& p, std::size_t i) { p.source_rated(i, status); });
}
void SourceEar::on_source_failed(Status status) {
  tell([status](Pipeline& p, std::size_t i) { p.source_failed(i, status); });
}
void SourceEar::on_end_of_presentation(ForeignPtr event) {
  tell([event](Pipeline& p, std::size_t i) { p.source_over(i, event); });
}
void SourceEar::on_end_of_segment(ForeignPtr event, bool cancelled) {
  tell([event, cancelled](Pipeline& p, std::size_t i) { p.segment_over(i, event, cancelled); });
}
void SourceEar::on_source_position(Hns time) {
  tell([time](Pipeline& p, std::size_t i) { p.source_at(i, time); });
}
void SourceEar::on_buffering(bool begins) {
  tell([begins](Pipeline& p, std::size_t i) { p.source_buffers(i, begins); });
}
void SourceEar::on_traits_changed(SourceTraits traits) {
  tell([traits](Pipeline& p, std::size_t i) { p.source_changed(i, traits); });
}

}  // namespace caesura::engine
