// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "engine/pulse.h"
#include "engine/quality.h"

namespace caesura::engine {

class Branch;

/// One node of a branch. Samples move only when asked for: a sink's request is pulled upstream, and what comes of it is
/// pushed downstream, one sample a request. Strand-bound: the branch's.
class Node {
 public:
  Node(Branch& branch, NodeId id) : branch_(branch), id_(id) {}
  virtual ~Node() = default;
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  NodeId id() const { return id_; }

  /// Connects output `output` of this node with input `input` of `downstream`.
  void connect(std::size_t output, Node& downstream, std::size_t input);

  /// Who sees what passes this node; null: nobody. Before anything runs.
  void set_watch(std::shared_ptr<NodeWatch> watch) { watch_ = std::move(watch); }

  /// Whether its component gives what it was asked for; null: nobody need look. Immutable.
  virtual const Pulse* pulse() const { return nullptr; }

  /// Nothing may be put before this node. Before anything runs.
  void set_direct(bool direct) { direct_ = direct; }
  bool is_direct() const { return direct_; }

  /// The node behind `output` wants one sample more.
  virtual void pull(std::size_t output) = 0;
  /// The sample that was asked for.
  virtual void push(Sample sample) = 0;
  /// There is no sample for a while; does not answer a pull.
  virtual void push_tick(Hns time) = 0;
  /// The samples that follow have another format.
  virtual void push_format(ForeignPtr format) = 0;
  /// An event that travels with the samples.
  virtual void push_event(ForeignPtr event) = 0;
  /// There is none any more.
  virtual void push_end() = 0;
  /// The presentation stops here although the stream goes on.
  virtual void push_mark_out() { push_end(); }
  /// The presentation stops elsewhere from now on: Branch::stop_time.
  virtual void stop_moved() {}
  /// The node behind `output` wants no more samples until the next start.
  virtual void finish(std::size_t) { finish_upstream(); }
  /// Whether requests behind this node are let through.
  virtual bool is_open() const { return downstream().is_open(); }
  /// Some of the outputs behind it have opened, and have not pulled yet.
  virtual void opened() {}
  /// Forgets all that is under way but the last format, which holds for what comes next: nobody says it again. Requests
  /// of sinks stay, and are pulled anew when the branch opens.
  virtual void reset() = 0;

  struct Neighbour {
    Node* node = nullptr;
    std::size_t port = 0;  // the neighbour's own output or input
  };
  const Neighbour& upstream() const { return upstream_; }

 protected:
  Branch& branch() const { return branch_; }
  NodeWatch* watch() const { return watch_.get(); }
  void before_input(const Sample& sample) const {
    if (watch_) watch_->before_input(0, sample);
  }
  void after_output(const Sample& sample) const {
    if (watch_) watch_->after_output(0, sample);
  }
  void pull_upstream() { upstream_.node->pull(upstream_.port); }
  void finish_upstream() { upstream_.node->finish(upstream_.port); }
  std::size_t output_count() const { return downstream_.size(); }
  Node& downstream(std::size_t output = 0) const { return *downstream_[output].node; }

 private:
  Branch& branch_;
  const NodeId id_;
  std::shared_ptr<NodeWatch> watch_;
  bool direct_ = false;
  Neighbour upstream_;
  std::vector<Neighbour> downstream_;
};

}  // namespace caesura::engine
