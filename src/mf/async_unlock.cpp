// SPDX-License-Identifier: MIT
#include "mf/async_unlock.h"

#include "base/log.h"
#include "mf/object_name.h"

namespace caesura::mf {
namespace {

/// The attributes of an asynchronous transform; null where it is a synchronous one.
ComPtr<IMFAttributes> asynchronous_attributes(IMFTransform* transform) {
  ComPtr<IMFAttributes> attributes;
  if (FAILED(transform->GetAttributes(&attributes)) || !attributes) return nullptr;
  return MFGetAttributeUINT32(attributes.Get(), MF_TRANSFORM_ASYNC, FALSE) != FALSE ? attributes : nullptr;
}

}  // namespace

bool is_asynchronous(IMFTransform* transform) { return asynchronous_attributes(transform) != nullptr; }

void unlock_asynchronous(IMFTransform* transform) {
  const ComPtr<IMFAttributes> attributes = asynchronous_attributes(transform);
  if (!attributes) return;
  if (const HRESULT hr = attributes->SetUINT32(MF_TRANSFORM_ASYNC_UNLOCK, TRUE); FAILED(hr))
    LOG_WARN(loader, "transform of {} can't be unlocked: {:#010x}", module_of(transform), static_cast<UINT32>(hr));
}

}  // namespace caesura::mf
