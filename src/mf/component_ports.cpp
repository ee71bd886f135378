// SPDX-License-Identifier: MIT
#include "mf/component_ports.h"

#include <algorithm>
#include <utility>

#include "mf/foreign.h"
#include "mf/identity.h"

namespace caesura::mf {
namespace {

/// The port among `ports` whose object, which `object_of(port)` gives, is `wanted`; null when there is none.
template <typename Port, typename ObjectOf>
std::shared_ptr<Port> find(const std::vector<std::weak_ptr<Port>>& ports, IUnknown* wanted, ObjectOf object_of) {
  const ComPtr<IUnknown> unknown = identity_of(wanted);
  for (const std::weak_ptr<Port>& known : ports) {
    std::shared_ptr<Port> port = known.lock();
    if (port && identity_of(object_of(*port)).Get() == unknown.Get()) return port;
  }
  return nullptr;
}

/// What all who use `object` share, out of `known`.
template <typename Value>
std::shared_ptr<Value> shared(std::vector<std::pair<IUnknown*, std::weak_ptr<Value>>>& known, IUnknown* object) {
  std::erase_if(known, [](const auto& entry) { return entry.second.expired(); });
  const ComPtr<IUnknown> wanted = identity_of(object);
  for (const auto& [identity, weak] : known) {
    std::shared_ptr<Value> value = weak.lock();
    if (value && identity == wanted.Get()) return value;
  }
  auto value = std::make_shared<Value>();
  known.emplace_back(wanted.Get(), value);
  return value;
}

IUnknown* sink_of(const SinkPort& port) { return port.sink(); }
IUnknown* stream_of(const StreamSinkPort& port) { return port.sink(); }

/// What a user says of a type, and nothing about the data, may differ.
bool is_same_format(IMFMediaType* a, IMFMediaType* b) {
  constexpr DWORD kFormat =
      MF_MEDIATYPE_EQUAL_MAJOR_TYPES | MF_MEDIATYPE_EQUAL_FORMAT_TYPES | MF_MEDIATYPE_EQUAL_FORMAT_DATA;
  DWORD flags = 0;
  return SUCCEEDED(a->IsEqual(b, &flags)) && (flags & kFormat) == kFormat;
}

}  // namespace

std::shared_ptr<SinkPort> ComponentPorts::sink_port(ComPtr<IMFMediaSink> sink) {
  std::erase_if(sinks_, [](const auto& port) { return port.expired(); });
  if (auto port = find(sinks_, sink.Get(), sink_of)) return port;
  auto port = std::make_shared<SinkPort>(std::move(sink));
  sinks_.push_back(port);
  return port;
}

ShutdownMark ComponentPorts::shutdown_mark(IMFTransform* transform) { return shared(marks_, transform); }
DeviceLoan ComponentPorts::device_loan(IMFTransform* transform) { return shared(loans_, transform); }

std::shared_ptr<const BranchQueue> ComponentPorts::queue_of(IMFTopologyNode* node) {
  UINT32 id = 0;
  if (FAILED(node->GetUINT32(MF_TOPONODE_WORKQUEUE_ID, &id))) return nullptr;
  const auto number = [&](REFGUID key) { return static_cast<LONG>(MFGetAttributeUINT32(node, key, 0)); };
  QueueWish wish{.id = id, .item_priority = number(MF_TOPONODE_WORKQUEUE_ITEM_PRIORITY)};
  UINT32 length = 0;
  if (SUCCEEDED(node->GetStringLength(MF_TOPONODE_WORKQUEUE_MMCSS_CLASS, &length))) {
    wish.mmcss.resize(length);  // the terminator has its place behind
    static_cast<void>(node->GetString(MF_TOPONODE_WORKQUEUE_MMCSS_CLASS, wish.mmcss.data(), length + 1, nullptr));
    wish.task = static_cast<DWORD>(number(MF_TOPONODE_WORKQUEUE_MMCSS_TASKID));
    wish.priority = number(MF_TOPONODE_WORKQUEUE_MMCSS_PRIORITY);
  }
  std::erase_if(queues_, [](const auto& known) { return known.expired(); });
  for (const std::weak_ptr<const BranchQueue>& known : queues_) {
    std::shared_ptr<const BranchQueue> queue = known.lock();
    if (queue && queue->wish() == wish) return queue;
  }
  auto queue = std::make_shared<const BranchQueue>(std::move(wish));
  queues_.push_back(queue);
  return queue;
}

std::shared_ptr<StreamSinkPort> ComponentPorts::stream_sink_port(ComPtr<IMFStreamSink> sink) {
  std::erase_if(stream_sinks_, [](const auto& port) { return port.expired(); });
  if (auto port = find(stream_sinks_, sink.Get(), stream_of)) return port;
  std::shared_ptr<StreamSinkPort> port = StreamSinkPort::create(std::move(sink), *hub_);
  stream_sinks_.push_back(port);
  return port;
}

bool ComponentPorts::is_in_use(IMFStreamSink* sink) const { return find(stream_sinks_, sink, stream_of) != nullptr; }

bool ComponentPorts::is_in_use(IMFTransform* transform) const {
  const ComPtr<IUnknown> wanted = identity_of(transform);
  return std::any_of(marks_.begin(), marks_.end(),
                     [&](const auto& mark) { return mark.first == wanted.Get() && !mark.second.expired(); });
}

engine::ForeignPtr ComponentPorts::media_type(ComPtr<IMFMediaType> type) {
  if (!type) return nullptr;
  std::erase_if(types_, [](const auto& known) { return known.expired(); });
  for (const auto& known : types_) {
    engine::ForeignPtr same = known.lock();
    if (same && is_same_format(foreign_cast<IMFMediaType>(same), type.Get())) return same;
  }
  engine::ForeignPtr added = make_foreign(std::move(type));
  types_.push_back(added);
  return added;
}

}  // namespace caesura::mf
