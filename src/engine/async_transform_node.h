// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>

#include "engine/topology.h"
#include "engine/transform_stage.h"

namespace caesura::engine {

/// An asynchronous transform. It leads: each input that it asks for is pulled upstream at once, and each output that it
/// has answers a pull, or stays inside until there is one. Strand-bound: the branch's; its TransformListener half is
/// thread-safe. Reference: Asynchronous MFTs.
class AsyncTransformNode final : public TransformStage, public TransformListener {
 public:
  AsyncTransformNode(Branch& branch, NodeId id, const Transform& transform);

  const Pulse* pulse() const override { return &pulse_; }

  Status make_ready() override;
  Status start() override;
  void go_on() override;
  Status flush() override;
  Status discard() override;
  void disconnect() override;

  void pull(std::size_t output) override;
  void push(Sample sample) override;
  void push_format(ForeignPtr format) override;
  void push_end() override;
  void push_mark_out() override;
  void finish(std::size_t output) override;
  void reset() override;

  void on_input_needed(std::uint64_t round) override;
  void on_output_ready(std::uint64_t round) override;
  void on_drained(std::uint64_t round) override;
  void on_transform_failed(Status status) override;
  void on_transform_quality(ForeignPtr event) override;
  void on_transform_event(ForeignPtr event) override;

 private:
  template <typename F>
  void in_round(std::uint64_t round, F call);
  Status empty(Status (TransformPort::*how)());
  void tell_pulse();
  void ask();
  void give();
  void decode_alone();
  void fail(const char* what, Status status);

  const std::shared_ptr<AsyncTransformPort> async_;
  Pulse pulse_;
  bool begun_ = false;           // START_OF_STREAM has been sent since the last flush or drain
  bool flowing_ = false;         // from a start to a reset
  int needed_ = 0;               // inputs it has asked for and not got
  int asked_ = 0;                // of these, on their way from upstream
  int ready_ = 0;                // outputs it has
  int wanted_ = 0;               // pulls not answered yet
  bool giving_ = false;          // give() is on the stack
  bool upstream_ended_ = false;  // it drains, or has drained
  bool alone_ = false;           // it drains one key sample, and goes on
  bool drained_ = false;
  bool ended_ = false;
  Status failure_{};  // since the last reset: while nothing plays, it is the next start that fails
};

}  // namespace caesura::engine
