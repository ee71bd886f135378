// SPDX-License-Identifier: MIT
#include "facade/session_services.h"

#include <variant>

#include "mf/headers.h"
#include "mf/sink_port.h"
#include "mf/source_port.h"
#include "mf/stream_sink_port.h"
#include "mf/transform_port.h"

namespace caesura::facade {
namespace {

/// One question, put to one component after the other. Thread-bound.
struct Question {
  REFGUID service;
  REFIID iid;
  void** object;

  bool answered_by(IUnknown* component) const {
    if (SUCCEEDED(MFGetService(component, service, iid, object)) && *object) return true;
    *object = nullptr;
    return false;
  }
};

bool output_answers(const engine::Output& output, const Question& question) {
  return question.answered_by(static_cast<mf::StreamSinkPort&>(*output.port).sink()) ||
         question.answered_by(static_cast<mf::SinkPort&>(*output.sink).sink());
}

bool source_answers(const engine::SourceStream& stream, const Question& question) {
  return question.answered_by(static_cast<mf::SourcePort&>(*stream.source).source());
}

bool transform_answers(const engine::Transform& transform, const Question& question) {
  return question.answered_by(static_cast<mf::TransformPort&>(*transform.port).transform());
}

template <typename Kind>
bool any_answers(const engine::Topology& topology, const Question& question,
                 bool (*answers)(const Kind&, const Question&)) {
  for (const engine::TopologyNode& node : topology.nodes)
    if (const auto* kind = std::get_if<Kind>(&node.kind); kind && answers(*kind, question)) return true;
  return false;
}

}  // namespace

HRESULT find_service(const engine::Topology& topology, REFGUID service, REFIID iid, void** object) {
  const Question question{service, iid, object};
  const bool answered = any_answers<engine::Output>(topology, question, output_answers) ||
                        any_answers<engine::SourceStream>(topology, question, source_answers) ||
                        any_answers<engine::Transform>(topology, question, transform_answers);
  return answered ? S_OK : E_NOINTERFACE;
}

}  // namespace caesura::facade
