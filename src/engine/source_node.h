// SPDX-License-Identifier: MIT
#pragma once

#include "engine/node.h"
#include "engine/topology.h"

namespace caesura::engine {

/// One stream of a media source. Knows which samples belong to the last start, and asks for one sample a pull.
/// Strand-bound: the branch's; its StreamListener half is thread-safe.
class SourceNode final : public Node, public StreamListener {
 public:
  SourceNode(Branch& branch, NodeId id, SourceStream source);

  const SourcePort& port() const { return *source_.source; }
  /// What the stream delivered so far is of no interest any more; the next on_stream_started is the boundary.
  void expect_start();

  /// Another stop for the presentation, as time of the media.
  void set_media_stop(Hns stop) { media_stop_ = stop; }
  /// When the presentation stops; kEndless: when the stream does.
  Hns stop_time() const;

  const Pulse* pulse() const override { return &pulse_; }

  void pull(std::size_t output) override;
  void push(Sample sample) override;
  void push_tick(Hns time) override;
  void push_format(ForeignPtr format) override;
  void push_event(ForeignPtr event) override;
  void push_end() override;
  void finish(std::size_t output) override;
  void reset() override;

  void on_stream_started(Status status) override;
  void on_sample(Sample sample) override;
  void on_tick(Hns time) override;
  void on_format_changed(ForeignPtr format) override;
  void on_in_band_event(ForeignPtr event) override;
  void on_end_of_stream() override;
  void on_stream_failed(Status status) override;
  void on_stream_event(ForeignPtr event) override;

 private:
  void started(Status status);
  void request_missing();
  void request_all();
  Status request();
  void tell_pulse() { pulse_.set(flowing_ && asked_ > 0 ? Pulse::Owes::kSample : Pulse::Owes::kNothing); }
  Hns presentation_time(Hns media_time) const;

  const SourceStream source_;
  Pulse pulse_;
  Hns media_stop_;
  bool expecting_ = false;  // a start or seek is under way
  bool flowing_ = false;    // between the stream's start and its end
  bool ended_ = false;
  ForeignPtr format_{};  // heard while nothing flowed
  int wanted_ = 0;       // pulls not answered yet
  int asked_ = 0;        // of these, what the source has been asked for since the start or seek
};

}  // namespace caesura::engine
