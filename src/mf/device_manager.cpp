// SPDX-License-Identifier: MIT
#include "mf/device_manager.h"

#include <algorithm>

#include "base/log.h"
#include "mf/given.h"
#include "mf/object_name.h"
#include "mf/topology_nodes.h"
// Need windows.h before them.
#include <d3d9.h>
#include <dxva2api.h>
#include <evr.h>

namespace caesura::mf {
namespace {

bool is_aware(IMFTransform* transform, REFGUID of) {
  ComPtr<IMFAttributes> attributes;
  return SUCCEEDED(transform->GetAttributes(&attributes)) && attributes &&
         MFGetAttributeUINT32(attributes.Get(), of, FALSE) != FALSE;
}

/// Such a transform can't be accelerated. Reference: MFT_MESSAGE_SET_D3D_MANAGER.
bool has_several_outputs(IMFTransform* transform) {
  DWORD inputs = 0;
  DWORD outputs = 0;
  return FAILED(transform->GetStreamCount(&inputs, &outputs)) || outputs != 1;
}

/// The manager of the first sink behind `node` that has one.
ComPtr<IUnknown> manager_behind(IMFTopologyNode* node, REFIID iid) {
  ComPtr<IUnknown> manager;
  ComPtr<IUnknown> object;
  MF_TOPOLOGY_TYPE type = MF_TOPOLOGY_MAX;
  if (FAILED(node->GetNodeType(&type))) return nullptr;
  if (type == MF_TOPOLOGY_OUTPUT_NODE) {
    ComPtr<IMFStreamSink> stream;
    ComPtr<IMFMediaSink> sink;
    if (FAILED(node->GetObject(&object)) || !object || FAILED(object.As(&stream))) return nullptr;
    const auto ask = [&](IUnknown* whom) {
      return SUCCEEDED(MFGetService(whom, MR_VIDEO_ACCELERATION_SERVICE, iid,
                                    reinterpret_cast<void**>(manager.ReleaseAndGetAddressOf()))) &&
             manager;
    };
    if (ask(stream.Get()) || (SUCCEEDED(given(stream->GetMediaSink(&sink), sink)) && ask(sink.Get()))) return manager;
    return nullptr;
  }
  DWORD outputs = 0;
  static_cast<void>(node->GetOutputCount(&outputs));
  for (DWORD i = 0; i < outputs && !manager; ++i) {
    ComPtr<IMFTopologyNode> next;
    DWORD input = 0;
    if (SUCCEEDED(node->GetOutput(i, &next, &input)) && next) manager = manager_behind(next.Get(), iid);
  }
  return manager;
}

}  // namespace

bool DeviceManagers::give(IMFTransform* transform, bool decoder, IMFTopologyNode* downstream) {
  if (mode_ == MFTOPOLOGY_DXVA_NONE || (mode_ == MFTOPOLOGY_DXVA_DEFAULT && !decoder)) return false;
  const bool aware = is_aware(transform, MF_SA_D3D_AWARE);
  if ((!aware && !is_aware(transform, MF_SA_D3D11_AWARE)) || has_several_outputs(transform)) return false;
  const ComPtr<IUnknown> manager =
      manager_behind(downstream, aware ? __uuidof(IDirect3DDeviceManager9) : __uuidof(IMFDXGIDeviceManager));
  if (!manager) return false;
  if (elsewhere_ && elsewhere_(transform)) {
    const auto is_this = [&](const ComPtr<IMFTransform>& known) { return known.Get() == transform; };
    if (std::none_of(equipped_.begin(), equipped_.end(), is_this)) equipped_.emplace_back(transform);
    return false;
  }
  const HRESULT hr = transform->ProcessMessage(MFT_MESSAGE_SET_D3D_MANAGER, reinterpret_cast<ULONG_PTR>(manager.Get()));
  if (FAILED(hr)) {
    LOG_DEBUG(loader, "transform of {} takes no device manager: {:#010x}", module_of(transform),
              static_cast<UINT32>(hr));
    return false;
  }
  equipped_.emplace_back(transform);
  return true;
}

void DeviceManagers::take(IMFTransform* transform) {
  take_device_manager(transform);
  std::erase_if(equipped_, [&](const ComPtr<IMFTransform>& known) { return known.Get() == transform; });
}

void take_device_manager(IMFTransform* transform) {
  static_cast<void>(transform->ProcessMessage(MFT_MESSAGE_SET_D3D_MANAGER, 0));
}

void mark_aware_nodes(IMFTopology* topology) {
  (void)for_each_node(topology, [](const ComPtr<IMFTopologyNode>& node, MF_TOPOLOGY_TYPE) {
    ComPtr<IUnknown> object;
    ComPtr<IMFTransform> transform;
    if (FAILED(node->GetObject(&object)) || !object || FAILED(object.As(&transform))) return status::kOk;
    if (is_aware(transform.Get(), MF_SA_D3D_AWARE)) node->SetUINT32(MF_TOPONODE_D3DAWARE, TRUE);
    return status::kOk;
  });
}

}  // namespace caesura::mf
