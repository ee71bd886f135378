// SPDX-License-Identifier: MIT
#include "mf/component_ports.h"

#include <utility>

namespace caesura::mf {
namespace {

ComPtr<IUnknown> identity(IUnknown* object) {
  ComPtr<IUnknown> unknown;
  static_cast<void>(object->QueryInterface(IID_PPV_ARGS(&unknown)));
  return unknown;
}

}  // namespace

std::shared_ptr<SinkPort> ComponentPorts::sink_port(ComPtr<IMFMediaSink> sink) {
  std::erase_if(sinks_, [](const std::weak_ptr<SinkPort>& port) { return port.expired(); });
  const ComPtr<IUnknown> wanted = identity(sink.Get());
  for (const std::weak_ptr<SinkPort>& known : sinks_) {
    std::shared_ptr<SinkPort> port = known.lock();
    if (port && identity(port->sink()).Get() == wanted.Get()) return port;
  }
  auto port = std::make_shared<SinkPort>(std::move(sink));
  sinks_.push_back(port);
  return port;
}

ShutdownMark ComponentPorts::shutdown_mark(IMFTransform* transform) {
  std::erase_if(marks_, [](const auto& known) { return known.second.expired(); });
  const ComPtr<IUnknown> wanted = identity(transform);
  for (const auto& [known, weak] : marks_) {
    ShutdownMark mark = weak.lock();
    if (mark && known == wanted.Get()) return mark;
  }
  auto mark = std::make_shared<std::atomic<bool>>(false);
  marks_.emplace_back(wanted.Get(), mark);
  return mark;
}

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
  for (const std::shared_ptr<const BranchQueue>& known : queues_)
    if (known->wish() == wish) return known;
  return queues_.emplace_back(std::make_shared<const BranchQueue>(std::move(wish)));
}

}  // namespace caesura::mf
