// SPDX-License-Identifier: MIT
#pragma once

#include <cstdio>
#include <memory>
#include <string>

#include "engine/ports.h"
#include "mf/foreign.h"
#include "support/fake_call_log.h"

namespace caesura::test {

/// A status as it stands in the details of a CallLog.
inline std::string text_of(Status status) {
  char text[11];
  std::snprintf(text, sizeof text, "%08x", status.code());
  return text;
}

/// The number of the event that a port passes on.
inline std::string type_of(const engine::ForeignPtr& event) {
  MediaEventType type = MEUnknown;
  mf::foreign_cast<IMFMediaEvent>(event)->GetType(&type);
  return std::to_string(type);
}

/// The engine's ears, all in one: logs what a port reports, "heard.started" and so on. Thread-safe.
class RecordingListener final : public engine::SourceListener,
                                public engine::StreamListener,
                                public engine::StreamSinkListener,
                                public engine::FinalizeListener {
 public:
  explicit RecordingListener(std::shared_ptr<CallLog> log) : log_(std::move(log)) {}

  void on_source_started(Status status) override { log_->add("heard.started", text_of(status)); }
  void on_source_paused(Status status) override { log_->add("heard.paused", text_of(status)); }
  void on_source_stopped(Status status) override { log_->add("heard.stopped", text_of(status)); }
  void on_source_rated(Status status) override { log_->add("heard.rated", text_of(status)); }
  void on_source_failed(Status status) override { log_->add("heard.failed", text_of(status)); }
  void on_end_of_presentation(engine::ForeignPtr event) override {
    log_->add("heard.end_of_presentation", type_of(event));
  }
  void on_end_of_segment(engine::ForeignPtr event, bool cancelled) override {
    log_->add("heard.end_of_segment", type_of(event) + (cancelled ? " cancelled" : ""));
  }
  void on_source_position(engine::Hns time) override { log_->add("heard.position", std::to_string(time)); }
  void on_buffering(bool begins) override { log_->add("heard.buffering", begins ? "begins" : "stops"); }
  void on_traits_changed(engine::SourceTraits) override { log_->add("heard.traits"); }
  void on_source_event(engine::ForeignPtr event) override { log_->add("heard.event", type_of(event)); }

  void on_stream_started(Status status) override { log_->add("heard.stream_started", text_of(status)); }
  void on_sample(engine::Sample sample) override { log_->add("heard.sample", std::to_string(sample.time)); }
  void on_format_changed(engine::ForeignPtr) override { log_->add("heard.format"); }
  void on_in_band_event(engine::ForeignPtr) override { log_->add("heard.in-band event"); }
  void on_tick(engine::Hns time) override { log_->add("heard.tick", std::to_string(time)); }
  void on_end_of_stream() override { log_->add("heard.end_of_stream"); }
  void on_stream_failed(Status status) override { log_->add("heard.stream_failed", text_of(status)); }
  void on_stream_event(engine::ForeignPtr event) override { log_->add("heard.stream_event", type_of(event)); }

  void on_sample_requested() override { log_->add("heard.request"); }
  void on_sink_started(Status status) override { log_->add("heard.sink_started", text_of(status)); }
  void on_sink_paused(Status status) override { log_->add("heard.sink_paused", text_of(status)); }
  void on_sink_stopped(Status status) override { log_->add("heard.sink_stopped", text_of(status)); }
  void on_sink_prerolled(Status status) override { log_->add("heard.sink_prerolled", text_of(status)); }
  void on_sink_scrubbed() override { log_->add("heard.sink_scrubbed"); }
  void on_marker(std::uint64_t context, Status status) override {
    log_->add("heard.marker", std::to_string(context) + " " + text_of(status));
  }
  void on_sink_format_changed(bool invalid) override { log_->add("heard.format_changed", invalid ? "invalid" : ""); }
  void on_sink_device_changed() override { log_->add("heard.device_changed"); }
  void on_sink_failed(Status status) override { log_->add("heard.sink_failed", text_of(status)); }
  void on_sink_quality(engine::ForeignPtr event) override { log_->add("heard.sink_quality", type_of(event)); }
  void on_sink_event(engine::ForeignPtr event) override {
    UINT64 node = 0;
    const bool named = SUCCEEDED(mf::foreign_cast<IMFMediaEvent>(event)->GetUINT64(MF_EVENT_OUTPUT_NODE, &node));
    log_->add("heard.sink_event", type_of(event) + (named ? " of node " + std::to_string(node) : ""));
  }

  void on_finalized(Status status) override { log_->add("heard.finalized", text_of(status)); }

 private:
  const std::shared_ptr<CallLog> log_;
};

}  // namespace caesura::test
