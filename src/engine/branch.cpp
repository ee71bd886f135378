// SPDX-License-Identifier: MIT
#include "engine/branch.h"

#include "engine/async_transform_node.h"
#include "engine/output_node.h"
#include "engine/source_node.h"
#include "engine/tee_node.h"
#include "engine/transform_node.h"

namespace caesura::engine {

Branch::Branch(std::shared_ptr<Strand> strand, std::weak_ptr<BranchReports> reports)
    : strand_(std::move(strand)), reports_(std::move(reports)) {}

Branch::~Branch() = default;

SourceNode& Branch::add(NodeId id, const SourceStream& source) {
  auto node = std::make_unique<SourceNode>(*this, id, source);
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
  nodes_.push_back(std::make_unique<TeeNode>(*this, id, tee.primary_output));
  return *nodes_.back();
}

Status Branch::make_ready() {
  reset();
  for (OutputNode* output : outputs_) {
    const std::weak_ptr<StreamSinkListener> ear = std::shared_ptr<StreamSinkListener>(shared_from_this(), output);
    if (const Status status = output->port().listen(ear); status.failed()) return status;
  }
  for (TransformStage* transform : transforms_) {
    if (const Status status = transform->make_ready(); status.failed()) return status;
  }
  return status::kOk;
}

void Branch::expect_start(Hns start_time, std::uint64_t number) {
  open_ = failed_ = false;
  start_time_ = start_time;
  start_number_ = number;
  for (SourceNode* source : sources_) source->expect_start();
}

Status Branch::start_transforms() {
  for (TransformStage* transform : transforms_) {
    if (const Status status = transform->start(); status.failed()) return status;
  }
  return status::kOk;
}

Status Branch::flush_transforms() {
  reset();
  for (TransformStage* transform : transforms_) {
    if (const Status status = transform->flush(); status.failed()) return status;
  }
  return status::kOk;
}

void Branch::open() {
  open_ = true;
  for (TransformStage* transform : transforms_) transform->go_on();
  for (OutputNode* output : outputs_) output->open();
}

void Branch::set_rate(Rate rate) {
  rate_ = rate;
  for (OutputNode* output : outputs_) output->set_rate(rate);
}

void Branch::scrub(std::uint64_t scrub) {
  open_ = true;
  for (OutputNode* output : outputs_) output->scrub(scrub);
}

Status Branch::flush_sinks() {
  Status first = status::kOk;
  for (OutputNode* output : outputs_) {
    const Status status = output->port().flush();
    if (status.failed() && status != status::kNotImplemented && first.ok()) first = status;
  }
  return first;
}

void Branch::discard() {
  for (OutputNode* output : outputs_) output->forget_requests();
  (void)flush_transforms();
}

void Branch::disconnect() {
  for (OutputNode* output : outputs_) output->port().disconnect();
  for (TransformStage* transform : transforms_) transform->disconnect();
}

void Branch::reset() {
  open_ = false;
  for (const auto& node : nodes_) node->reset();
}

void Branch::fail(NodeId node, Status status) {
  open_ = false;
  if (failed_) return;
  failed_ = true;
  if (const auto reports = this->reports()) reports->node_failed(node, status);
}

}  // namespace caesura::engine
