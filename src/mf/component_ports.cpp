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

}  // namespace caesura::mf
