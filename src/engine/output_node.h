// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "engine/answer.h"
#include "engine/arrivals.h"
#include "engine/node.h"
#include "engine/topology.h"

namespace caesura::engine {

/// One stream sink. Turns its requests into pulls, delivers exactly one sample a request, and at the end of the stream
/// waits for the sink's marker. Strand-bound: the branch's; its StreamSinkListener half is thread-safe.
class OutputNode final : public Node, public StreamSinkListener {
 public:
  /// `index` names the output in reports.
  OutputNode(Branch& branch, NodeId id, Output output, std::size_t index);

  StreamSinkPort& port() const { return *output_.port; }
  std::size_t index() const { return index_; }
  /// Before take_sink: `before`, an output of `branch`, feeds the sink until then.
  void follow(std::weak_ptr<Branch> branch, OutputNode& before);
  /// Begins to play on the sink. Where it follows a node, the requests which that one has not answered come over; an
  /// answer (kReady) tells that they have.
  Status take_sink();
  /// Lets requests through from now on.
  void open() { open_ = true; }
  /// Pulls for every request that the sink has made and that was not answered yet.
  void pull_missing();
  /// The sink has the format that the topology was made with.
  void note_format() { format_ = output_.port->format(); }
  /// No more requests are let through.
  void close() { open_ = false; }
  void set_rate(Rate rate);
  /// Lets one request through, the next one if there is none yet, and reports once its sample has been shown.
  void scrub(std::uint64_t scrub);
  /// The sink has been stopped: its requests count no more.
  void forget_requests() { requests_ = 0; }

  void pull(std::size_t output) override;
  void push(Sample sample) override;
  void push_tick(Hns time) override;
  void push_format(ForeignPtr format) override;
  void push_event(ForeignPtr event) override;
  void push_end() override;
  void push_mark_out() override;
  bool is_open() const override { return open_; }
  void reset() override;

  void on_sample_requested() override;
  void on_sink_started(Status status) override;
  void on_sink_device_changed() override;
  void on_sink_format_changed(bool invalid) override;
  void on_sink_paused(Status status) override;
  void on_sink_stopped(Status status) override;
  void on_sink_prerolled(Status status) override;
  void on_sink_scrubbed() override;
  void on_marker(std::uint64_t context, Status status) override;
  void on_sink_failed(Status status) override;
  void on_sink_quality(ForeignPtr event) override;
  void on_sink_event(ForeignPtr event) override;

 private:
  void hand_over(std::weak_ptr<StreamSinkListener> successor);
  void requested();
  void note_end(Hns begin, Hns end);
  void scrub_delivered(Hns end);
  void scrubbed(Hns end);
  void deliver();
  Status process();
  Status place_end();
  bool deliver_held();
  void retry_later();
  void change(const ForeignPtr& format);
  void catch_up();
  void renegotiate();
  void offer_refused();
  void end();
  Hns end_time() const;
  bool skips(const Sample& sample) const;
  void hear(const ForeignPtr& event);
  void marker_returned(std::uint64_t context, Status status);
  void answered(Answer answer, Status status);

  const Output output_;
  const std::size_t index_;
  std::weak_ptr<Branch> before_branch_;  // of the node that fed the sink before
  OutputNode* before_ = nullptr;
  std::weak_ptr<StreamSinkListener> successor_;  // the node that feeds it now
  bool handed_over_ = false;
  int requests_ = 0;   // of the sink, not answered yet
  int pulled_ = 0;     // of these, on their way from upstream
  Sample held_;        // the sink had no room for it
  Arrivals behind_;    // what follows held_
  ForeignPtr format_;  // of what comes from upstream
  bool open_ = false;
  bool refused_ = false;   // held_, until the sink runs or has its device again
  bool end_held_ = false;  // the stream's end waits behind both
  bool ended_ = false;
  bool end_owed_ = false;                      // … at rate 0: the sink is told when there is another rate again
  bool marked_out_ = false;                    // it ended where the presentation stops
  bool told_ = false;                          // the watch knows of held_
  Hns last_end_ = kNoTime;                     // when the last sample delivered, or left out, is over
  Hns last_time_ = kNoTime;                    // of the last sample delivered
  Hns skip_until_ = kNoTime;                   // what comes before is left out: the sink is late
  bool scrubs_ = false;                        // rate 0
  int scrub_pulls_ = 0;                        // at rate 0: requests that may still be pulled for
  std::uint64_t scrub_ = 0;                    // the scrub that has not been reported yet; 0: none
  Scrubbing scrubbing_ = Scrubbing::kNothing;  // of the last scrub
  bool scrub_delivered_ = false;               // its frame
  Hns scrub_end_ = kNoTime;                    // where that ends
  std::uint64_t epoch_;  // of the last reset, among all nodes': a marker or retry of another one is void
};

}  // namespace caesura::engine
