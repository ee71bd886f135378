// SPDX-License-Identifier: MIT
#include "mf/topology_reader.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "base/log.h"
#include "com/hresult.h"
#include "mf/async_transform_port.h"
#include "mf/async_unlock.h"
#include "mf/foreign.h"
#include "mf/format_bridge.h"
#include "mf/given.h"
#include "mf/identity.h"
#include "mf/mark_api.h"
#include "mf/rate_support.h"
#include "mf/resolve_guids.h"
#include "mf/sample_cutter.h"
#include "mf/sequencer_api.h"
#include "mf/sink_port.h"
#include "mf/source_port.h"
#include "mf/stream_sink_port.h"
#include "mf/topology_nodes.h"
#include "mf/transform_port.h"

namespace caesura::mf {
namespace {

/// What an attribute holds as a COM object; null when there is none.
template <typename Interface>
ComPtr<Interface> object_of(IMFTopologyNode* node, REFGUID key) {
  ComPtr<Interface> object;
  static_cast<void>(node->GetUnknown(key, IID_PPV_ARGS(&object)));
  return object;
}

template <typename Interface>
ComPtr<Interface> node_object(IMFTopologyNode* node) {
  ComPtr<IUnknown> object;
  ComPtr<Interface> wanted;
  if (node->GetObject(&object) == S_OK && object) static_cast<void>(object.As(&wanted));
  return wanted;
}

bool flag_of(IMFTopologyNode* node, REFGUID key, bool absent) {
  return MFGetAttributeUINT32(node, key, absent ? TRUE : FALSE) != FALSE;
}

/// The type of what a stream descriptor or a stream sink stands for; null when it has none.
template <typename Stream>
ComPtr<IMFMediaType> type_of(Stream* stream) {
  ComPtr<IMFMediaTypeHandler> handler;
  ComPtr<IMFMediaType> type;
  if (SUCCEEDED(given(stream->GetMediaTypeHandler(&handler), handler)))
    static_cast<void>(handler->GetCurrentMediaType(&type));
  return type;
}

/// Each byte is the index of an output. Reference: MF_TOPONODE_DISCARDABLE.
std::vector<std::size_t> discardable_outputs(IMFTopologyNode* node) {
  UINT8* indexes = nullptr;
  UINT32 count = 0;
  if (FAILED(node->GetAllocatedBlob(MF_TOPONODE_DISCARDABLE, &indexes, &count))) return {};
  std::vector<std::size_t> outputs(indexes, indexes + count);
  CoTaskMemFree(indexes);
  return outputs;
}

unsigned selected_streams(IMFPresentationDescriptor* presentation) {
  DWORD streams = 0;
  unsigned selected = 0;
  static_cast<void>(presentation->GetStreamDescriptorCount(&streams));
  for (DWORD i = 0; i < streams; ++i) {
    BOOL is_selected = FALSE;
    ComPtr<IMFStreamDescriptor> stream;
    if (SUCCEEDED(presentation->GetStreamDescriptorByIndex(i, &is_selected, &stream)) && is_selected) ++selected;
  }
  return selected;
}

/// Reads one topology. Thread-bound.
class Reader {
 public:
  Reader(ComponentPorts& ports, const Resolution& made) : ports_(ports), made_(made) {}

  Result<engine::TopologyPtr> read(IMFTopology* topology) {
    TOPOID id = 0;
    RETURN_IF_FAILED(topology->GetTopologyID(&id));
    result_->id = id;
    result_->foreign = make_foreign(ComPtr<IMFTopology>(topology));
    RETURN_IF_FAILED(list_nodes(topology));
    for (const ComPtr<IMFTopologyNode>& node : nodes_) RETURN_IF_FAILED(read_node(node.Get()));
    connect_types();
    add_rates();
    if (MFGetAttributeUINT32(topology, kTopologyDynamicChangeNotAllowed, FALSE) == FALSE)
      result_->bridge = std::make_shared<FormatBridge>(ResolveHints::of(topology), ports_.quality());
    if (all_timed_) result_->duration = duration_;
    result_->trims = MFGetAttributeUINT32(topology, kTopologyNoMarkInMarkOut, FALSE) == FALSE;
    result_->start_on_switch =
        static_cast<engine::Hns>(MFGetAttributeUINT64(topology, kTopologyStartTimeOnPresentationSwitch, 0));
    read_project_times(topology);
    return engine::TopologyPtr(std::move(result_));
  }

 private:
  /// Allowed where the session's times are those of a project only, and then both are there.
  void read_project_times(IMFTopology* topology) {
    UINT64 start = 0;
    if (SUCCEEDED(topology->GetUINT64(kTopologyProjectStart, &start)))
      result_->project_start = engine::bounded(static_cast<engine::Hns>(start));
    UINT64 stop = 0;
    if (!result_->project_start || FAILED(topology->GetUINT64(kTopologyProjectStop, &stop))) return;
    for (engine::TopologyNode& node : result_->nodes) {
      auto* const source = std::get_if<engine::SourceStream>(&node.kind);
      if (!source) continue;
      const engine::Hns length = engine::bounded(static_cast<engine::Hns>(stop)) - *result_->project_start;
      const engine::Hns last = source->media_start + length;
      source->media_stop = std::min(source->media_stop.value_or(last), last);
    }
  }

  Status list_nodes(IMFTopology* topology) {
    return for_each_node(topology, [this](const ComPtr<IMFTopologyNode>& node, MF_TOPOLOGY_TYPE) -> Status {
      TOPOID id = 0;
      RETURN_IF_FAILED(node->GetTopoNodeID(&id));
      index_of_[id] = nodes_.size();
      nodes_.push_back(node);
      return status::kOk;
    });
  }

  Status read_node(IMFTopologyNode* node) {
    engine::TopologyNode read;
    RETURN_IF_FAILED(node->GetTopoNodeID(&read.id));
    MF_TOPOLOGY_TYPE type = MF_TOPOLOGY_MAX;
    RETURN_IF_FAILED(node->GetNodeType(&type));
    Status status = status::kTopologyUnsupported;
    read.marks_here = flag_of(node, MF_TOPONODE_MARKIN_HERE, false) || flag_of(node, MF_TOPONODE_MARKOUT_HERE, false);
    const UINT32 method = MFGetAttributeUINT32(node, MF_TOPONODE_CONNECT_METHOD, MF_CONNECT_ALLOW_CONVERTER);
    read.direct = (method & MF_CONNECT_ALLOW_CONVERTER) == 0;
    receivers_.emplace_back();
    switch (type) {
      case MF_TOPOLOGY_SOURCESTREAM_NODE:
        status = read_source(node, read);
        break;
      case MF_TOPOLOGY_TRANSFORM_NODE:
        status = read_transform(node, read);
        break;
      case MF_TOPOLOGY_TEE_NODE:
        status = read_tee(node, read);
        break;
      case MF_TOPOLOGY_OUTPUT_NODE:
        status = read_output(node, read);
        break;
      default:
        break;
    }
    RETURN_IF_FAILED(status);
    RETURN_IF_FAILED(read_links(node, read));
    read.watch = ports_.watch(node);
    result_->nodes.push_back(std::move(read));
    return status::kOk;
  }

  Status read_source(IMFTopologyNode* node, engine::TopologyNode& read) {
    const auto source = object_of<IMFMediaSource>(node, MF_TOPONODE_SOURCE);
    const auto presentation = object_of<IMFPresentationDescriptor>(node, MF_TOPONODE_PRESENTATION_DESCRIPTOR);
    const auto stream = object_of<IMFStreamDescriptor>(node, MF_TOPONODE_STREAM_DESCRIPTOR);
    RETURN_HR_IF(MF_E_TOPO_MISSING_SOURCE, !source);
    RETURN_HR_IF(MF_E_TOPO_MISSING_PRESENTATION_DESCRIPTOR, !presentation);
    RETURN_HR_IF(MF_E_TOPO_MISSING_STREAM_DESCRIPTOR, !stream);
    DWORD id = 0;
    RETURN_IF_FAILED(stream->GetStreamIdentifier(&id));

    engine::SourceStream kind;
    kind.source = port_of(source, presentation);
    kind.traits = kind.source->traits();
    kind.traits.selected_streams = selected_streams(presentation.Get());
    kind.stream = id;
    read.cutter = std::make_shared<SampleCutter>([stream] { return type_of(stream.Get()); });
    kind.queue = ports_.queue_of(node);
    kind.media_start = engine::bounded(static_cast<engine::Hns>(MFGetAttributeUINT64(node, MF_TOPONODE_MEDIASTART, 0)));
    UINT64 stop = 0;
    if (SUCCEEDED(node->GetUINT64(MF_TOPONODE_MEDIASTOP, &stop))) kind.media_stop = static_cast<engine::Hns>(stop);
    read.kind = std::move(kind);
    return status::kOk;
  }

  std::shared_ptr<SourcePort> port_of(const ComPtr<IMFMediaSource>& source,
                                      const ComPtr<IMFPresentationDescriptor>& presentation) {
    std::shared_ptr<SourcePort>& port = sources_[identity_of(source.Get()).Get()];
    if (port) return port;
    port = SourcePort::create(source, presentation, ports_.shared_hub());
    rates_->add_source(source.Get());
    UINT64 duration = 0;
    if (SUCCEEDED(presentation->GetUINT64(MF_PD_DURATION, &duration)))
      duration_ = std::max(duration_, static_cast<engine::Hns>(duration));
    else
      all_timed_ = false;
    return port;
  }

  Status read_transform(IMFTopologyNode* node, engine::TopologyNode& read) {
    ComPtr<IMFTransform> transform = node_object<IMFTransform>(node);
    RETURN_HR_IF(MF_E_TOPO_UNSUPPORTED, !transform);
    const TransformModes modes{
        static_cast<MF_TOPONODE_DRAIN_MODE>(MFGetAttributeUINT32(node, MF_TOPONODE_DRAIN, MF_TOPONODE_DRAIN_DEFAULT)),
        static_cast<MF_TOPONODE_FLUSH_MODE>(MFGetAttributeUINT32(node, kToponodeFlush, MF_TOPONODE_FLUSH_ALWAYS)),
        flag_of(node, MF_TOPONODE_LOCKED, false)};
    const bool knows_rates = rate_support_of(transform.Get()) != nullptr;
    const auto is_this = [&](const ComPtr<IMFTransform>& other) { return other == transform; };
    const bool equipped = std::any_of(made_.equipped.begin(), made_.equipped.end(), is_this);
    const DeviceLoan loan = equipped ? ports_.device_loan(transform.Get()) : nullptr;
    rates_->add_transform(transform.Get());
    RETURN_IF_FAILED(is_asynchronous(transform.Get()) ? read_asynchronous(node, std::move(transform), modes, read)
                                                      : read_synchronous(std::move(transform), modes, read));
    engine::Transform& kind = std::get<engine::Transform>(read.kind);
    kind.knows_rates = knows_rates;
    if (loan) static_cast<TransformPort&>(*kind.port).lend_device(loan);
    return status::kOk;
  }

  Status read_synchronous(ComPtr<IMFTransform> transform, const TransformModes& modes, engine::TopologyNode& read) {
    Result<std::shared_ptr<TransformPort>> port = TransformPort::create(std::move(transform), modes);
    RETURN_IF_FAILED(port.status());
    receivers_.back() = port.value();
    read.cutter = std::make_shared<SampleCutter>([port = port.value()] { return port->output_type(); });
    read.kind = engine::Transform{.port = std::move(port).value()};
    return status::kOk;
  }

  Status read_asynchronous(IMFTopologyNode* node, ComPtr<IMFTransform> transform, const TransformModes& modes,
                           engine::TopologyNode& read) {
    unlock_asynchronous(transform.Get());  // it may come from a loader of the client's
    ShutdownMark mark = ports_.shutdown_mark(transform.Get());
    Result<std::shared_ptr<AsyncTransformPort>> port =
        AsyncTransformPort::create(std::move(transform), modes, ports_.hub(), std::move(mark));
    RETURN_IF_FAILED(port.status());
    receivers_.back() = port.value();
    read.kind = engine::Transform{.port = port.value(),
                                  .async = port.value(),
                                  .shut_down_on_remove = !flag_of(node, MF_TOPONODE_NOSHUTDOWN_ON_REMOVE, true)};
    read.cutter = std::make_shared<SampleCutter>([port = port.value()] { return port->output_type(); });
    return status::kOk;
  }

  Status read_tee(IMFTopologyNode* node, engine::TopologyNode& read) {
    read.kind = engine::Tee{.primary_output = MFGetAttributeUINT32(node, MF_TOPONODE_PRIMARYOUTPUT, 0),
                            .discardable = discardable_outputs(node)};
    return status::kOk;
  }

  Status read_output(IMFTopologyNode* node, engine::TopologyNode& read) {
    ComPtr<IMFStreamSink> stream = node_object<IMFStreamSink>(node);
    RETURN_HR_IF(MF_E_TOPO_UNSUPPORTED, !stream);
    ComPtr<IMFMediaSink> sink;
    RETURN_IF_FAILED(given(stream->GetMediaSink(&sink), sink));
    read.cutter = std::make_shared<SampleCutter>([stream] { return type_of(stream.Get()); });
    const std::shared_ptr<SinkPort> sink_port = ports_.sink_port(std::move(sink));
    std::shared_ptr<StreamSinkPort> port = ports_.stream_sink_port(std::move(stream));
    receivers_.back() = port;

    engine::Output kind;
    kind.sink = sink_port;
    kind.port = std::move(port);
    kind.traits = sink_port->traits();
    kind.rateless = flag_of(node, MF_TOPONODE_RATELESS, false);
    if (!kind.rateless && !kind.traits.rateless && rated_sinks_.insert(sink_port).second)
      rates_->add_sink(sink_port->sink());
    kind.locked = flag_of(node, MF_TOPONODE_LOCKED, false);
    kind.disable_preroll = flag_of(node, MF_TOPONODE_DISABLE_PREROLL, false);
    kind.shut_down_on_remove = !flag_of(node, MF_TOPONODE_NOSHUTDOWN_ON_REMOVE, true);
    if (const auto accepted = made_.accepted_types.find(read.id); accepted != made_.accepted_types.end())
      kind.type = ports_.media_type(accepted->second);
    read.kind = std::move(kind);
    return status::kOk;
  }

  Status read_links(IMFTopologyNode* node, engine::TopologyNode& read) {
    DWORD outputs = 0;
    RETURN_IF_FAILED(node->GetOutputCount(&outputs));
    for (DWORD i = 0; i < outputs; ++i) {
      ComPtr<IMFTopologyNode> downstream;
      DWORD input = 0;
      TOPOID id = 0;
      RETURN_HR_IF(MF_E_TOPO_UNSUPPORTED, node->GetOutput(i, &downstream, &input) != S_OK || !downstream);
      RETURN_IF_FAILED(downstream->GetTopoNodeID(&id));
      const auto found = index_of_.find(id);
      RETURN_HR_IF(MF_E_TOPO_UNSUPPORTED, found == index_of_.end());
      read.outputs.push_back({found->second, input});
    }
    return status::kOk;
  }

  /// Tells each transform who takes its output, past tee nodes.
  void connect_types() {
    for (const engine::TopologyNode& node : result_->nodes) {
      const auto* transform = std::get_if<engine::Transform>(&node.kind);
      if (!transform) continue;
      std::vector<std::weak_ptr<TypeReceiver>> downstream;
      std::vector<bool> visited(result_->nodes.size());
      collect_receivers(node, downstream, visited);
      static_cast<TransformPort&>(*transform->port).set_downstream(std::move(downstream));
    }
  }

  void add_rates() {
    for (const bool thin : {false, true}) {
      const Result<float> forward = rates_->fastest({.reverse = false, .thin = thin});
      result_->goes_faster = result_->goes_faster || (forward.ok() && forward.value() > 1);
      result_->goes_backwards = result_->goes_backwards || rates_->fastest({.reverse = true, .thin = thin}).ok();
    }
    result_->rates = rates_;
  }

  // `visited` ends the walk in a topology with a loop, which the engine refuses later.
  void collect_receivers(const engine::TopologyNode& node, std::vector<std::weak_ptr<TypeReceiver>>& receivers,
                         std::vector<bool>& visited) const {
    for (const engine::Link& link : node.outputs) {
      if (visited[link.node]) continue;
      visited[link.node] = true;
      if (const std::shared_ptr<TypeReceiver>& receiver = receivers_[link.node])
        receivers.push_back(receiver);
      else
        collect_receivers(result_->nodes[link.node], receivers, visited);
    }
  }

  ComponentPorts& ports_;
  const Resolution& made_;
  const std::shared_ptr<engine::Topology> result_ = std::make_shared<engine::Topology>();
  const std::shared_ptr<CommonRates> rates_ = std::make_shared<CommonRates>();
  std::vector<ComPtr<IMFTopologyNode>> nodes_;
  std::vector<std::shared_ptr<TypeReceiver>> receivers_;  // one per node; null for sources and tees
  std::map<TOPOID, std::size_t> index_of_;
  // By COM identity, which the ports keep alive.
  std::map<IUnknown*, std::shared_ptr<SourcePort>> sources_;
  std::set<std::shared_ptr<SinkPort>> rated_sinks_;  // one may have several streams
  engine::Hns duration_ = 0;
  bool all_timed_ = true;
};

}  // namespace

Result<engine::TopologyPtr> read_topology(IMFTopology* topology, ComponentPorts& ports, const Resolution& made) {
  return Reader(ports, made).read(topology);
}

}  // namespace caesura::mf
