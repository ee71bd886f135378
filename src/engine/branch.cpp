// SPDX-License-Identifier: MIT
#include "engine/branch.h"

#include <algorithm>

#include "base/log.h"
#include "engine/async_transform_node.h"
#include "engine/output_node.h"
#include "engine/source_node.h"
#include "engine/tee_node.h"
#include "engine/transform_node.h"
#include "engine/trim_node.h"

namespace caesura::engine {

Branch::Branch(std::shared_ptr<Strand> strand, std::weak_ptr<BranchReports> reports)
    : strand_(std::move(strand)), reports_(std::move(reports)) {}

Branch::~Branch() = default;

SourceNode& Branch::add(NodeId id, const SourceStream& source) {
  auto node = std::make_unique<SourceNode>(*this, id, source);
  queue_ = source.queue;
  sources_.push_back(node.get());
  nodes_.push_back(std::move(node));
  return *sources_.back();
}

OutputNode& Branch::add(NodeId id, const Output& output, std::size_t index) {
  auto node = std::make_unique<OutputNode>(*this, id, output, index);
  outputs_.push_back(node.get());
  nodes_.push_back(std::move(node));
  return *outputs_.back();
}

Node& Branch::add(NodeId id, const Transform& transform) {
  std::unique_ptr<TransformStage> node;
  if (transform.async)
    node = std::make_unique<AsyncTransformNode>(*this, id, transform);
  else
    node = std::make_unique<TransformNode>(*this, id, transform);
  transforms_.push_back(node.get());
  nodes_.push_back(std::move(node));
  return *nodes_.back();
}

Node& Branch::add(NodeId id, const Tee& tee) {
  nodes_.push_back(std::make_unique<TeeNode>(*this, id, tee));
  return *nodes_.back();
}

Node& Branch::add_trim(NodeId id, std::shared_ptr<SampleCutter> cutter) {
  nodes_.push_back(std::make_unique<TrimNode>(*this, id, std::move(cutter)));
  return *nodes_.back();
}

/// A branch that is given up on its way here does not stay behind as a listener: either disconnect() finds what has
/// begun to listen, or this sees that it came.
Status Branch::make_ready() {
  holds_transforms_ = true;
  const Status status = listen();
  if (disconnected_) disconnect();
  return status;
}

Status Branch::listen() {
  reset();
  Status listening = status::kOk;
  for (OutputNode* output : outputs_) {
    const Visit visit(*this, output->id());
    if (const Status status = output->take_sink(); status.failed()) listening = status;
    output->note_format();
  }
  if (listening.failed()) return listening;
  for (TransformStage* transform : transforms_) {
    const Visit visit(*this, transform->id());
    if (const Status status = transform->make_ready(); status.failed()) return status;
  }
  return status::kOk;
}

void Branch::expect_start(Hns start_time, std::uint64_t number) {
  close();
  failed_ = held_ = false;
  start_time_ = start_time;
  start_number_ = number;
  for (SourceNode* source : sources_) source->expect_start();
}

Status Branch::start_transforms() {
  for (TransformStage* transform : transforms_) {
    const Visit visit(*this, transform->id());
    if (const Status status = transform->start(); status.failed()) return status;
  }
  return status::kOk;
}

Status Branch::flush_transforms() {
  reset();
  for (TransformStage* transform : transforms_) {
    const Visit visit(*this, transform->id());
    if (const Status status = transform->flush(); status.failed()) return status;
  }
  return status::kOk;
}

void Branch::open() {
  std::vector<std::size_t> all;
  for (const OutputNode* output : outputs_) all.push_back(output->index());
  open(all);
}

// Which output leads a tee depends on which ones are open, so nobody pulls before all are.
void Branch::open(const std::vector<std::size_t>& outputs) {
  std::vector<OutputNode*> opened = outputs_;
  std::erase_if(opened, [&](const OutputNode* output) {
    return std::find(outputs.begin(), outputs.end(), output->index()) == outputs.end();
  });
  if (opened.empty()) return;
  let_go_on();
  for (OutputNode* output : opened) output->open();
  pull_for(opened);
}

/// Transforms that lead may have pulled before there was an open output to ask for, and do not pull again.
void Branch::pull_for(const std::vector<OutputNode*>& opened) {
  for (std::size_t i = 0; i < nodes_.size(); ++i) nodes_[i]->opened();
  for (OutputNode* output : opened) output->pull_missing();
}

// Nodes may be inserted meanwhile.
void Branch::let_go_on() {
  for (std::size_t i = 0; i < transforms_.size(); ++i) transforms_[i]->go_on();
}

void Branch::hold() {
  close();
  for (const OutputNode* output : outputs_) output->port().settle();
  held_ = true;
}

void Branch::close() {
  for (OutputNode* output : outputs_) output->close();
}

// What hangs together hangs on one source stream: no node has two inputs.
Hns Branch::stop_time() const { return sources_.empty() ? kEndless : sources_.front()->stop_time(); }

void Branch::set_media_stop(Hns stop) {
  for (SourceNode* source : sources_) source->set_media_stop(stop);
  for (const auto& node : nodes_) node->stop_moved();
}

void Branch::set_rate(Rate rate) {
  rate_ = rate;
  for (OutputNode* output : outputs_) output->set_rate(rate);
}

void Branch::scrub(std::uint64_t scrub) {
  let_go_on();
  for (OutputNode* output : outputs_) output->scrub(scrub);
  pull_for(outputs_);
}

Status Branch::flush_sinks() {
  Status first = status::kOk;
  for (OutputNode* output : outputs_) {
    const Visit visit(*this, output->id());
    const Status status = output->port().flush();
    if (status.failed() && status != status::kNotImplemented && first.ok()) first = status;
  }
  return first;
}

void Branch::discard(const Topology* next) {
  for (OutputNode* output : outputs_) output->forget_requests();
  reset();
  if (!holds_transforms_) return;
  for (TransformStage* transform : transforms_) {
    if (!next || !next->uses(transform->port())) (void)transform->discard();
  }
}

void Branch::retire() {
  for (OutputNode* output : outputs_) output->forget_requests();
  reset();
}

void Branch::end_streams(const SourcePort& source) {
  for (SourceNode* node : sources_) {
    if (&node->port() == &source) node->push_end();
  }
}

void Branch::use_queue(const ForeignPtr& queue) {
  queue_in_use_ = queue;
  for (TransformStage* transform : transforms_) transform->port().use_queue(queue);
  for (OutputNode* output : outputs_) output->port().use_queue(queue);
}

void Branch::let_go(const Topology* next) {
  for (TransformStage* transform : transforms_) {
    if (queue_ && !(next && next->uses(transform->port()))) transform->port().use_queue(nullptr);
    transform->port().let_go();
  }
  for (OutputNode* output : outputs_) {
    if (queue_ && !(next && next->uses(output->port()))) output->port().use_queue(nullptr);
  }
}

void Branch::disconnect() {
  disconnected_ = true;
  for (OutputNode* output : outputs_) output->port().disconnect(*output);
  for (TransformStage* transform : transforms_) transform->disconnect();
}

void Branch::reset() {
  for (const auto& node : nodes_) node->reset();
}

Node* Branch::insert_before(Node& node, FormatTaker& taker, const ForeignPtr& format, int owed) {
  const bool allowed = bridge_ && !node.is_direct();
  Result<BridgeNode> found =
      allowed ? bridge_->find(format, taker) : Result<BridgeNode>(status::kFormatChangeNotSupported);
  Status status = found.status();
  if (status.ok()) status = found->transform->begin_streaming();
  if (status.ok()) status = found->transform->start_of_stream();
  if (status.failed()) {
    LOG_ERROR(transform, "node {:#x} can't take the new format: {:#010x}", node.id(), status.code());
    fail(node.id(), status);
    return nullptr;
  }
  // A trim that works for the node works on its format, and stays behind the new one.
  Node* first = &node;
  while (first->upstream().node->id() == node.id()) first = first->upstream().node;
  const Node::Neighbour before = first->upstream();
  auto inserted = std::make_unique<TransformNode>(*this, found->id, Transform{.port = found->transform});
  TransformNode& next = *inserted;
  nodes_.push_back(std::move(inserted));
  transforms_.push_back(&next);
  before.node->connect(before.port, next, 0);
  next.connect(0, *first, 0);
  next.owe(owed);
  next.set_watch(found->watch);
  if (queue_in_use_) next.port().use_queue(queue_in_use_);
  LOG_INFO(transform, "{} is put before node {:#x}, for a new format", found->transform->describe(), node.id());
  if (const auto reports = this->reports())
    reports->node_inserted({std::move(found).value(), before.node->id(), before.port, node.id()});
  return &next;
}

void Branch::fail(NodeId node, Status status) {
  close();
  if (failed_) return;
  failed_ = true;
  if (const auto reports = this->reports()) reports->node_failed(node, status);
}

}  // namespace caesura::engine
