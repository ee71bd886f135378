// SPDX-License-Identifier: MIT
#include "facade/node_attribute_editor.h"

#include <algorithm>
#include <span>

#include "com/guard.h"
#include "com/hresult.h"

namespace caesura::facade {
namespace {

bool is_stop(const MFTOPONODE_ATTRIBUTE_UPDATE& update) {
  return InlineIsEqualGUID(update.guidAttributeKey, MF_TOPONODE_MEDIASTOP) && update.attrType == MF_ATTRIBUTE_UINT64;
}

}  // namespace

HRESULT STDMETHODCALLTYPE NodeAttributeEditor::UpdateNodeAttributes(TOPOID, DWORD count,
                                                                    MFTOPONODE_ATTRIBUTE_UPDATE* updates) noexcept {
  return com::guarded([&]() -> HRESULT {
    RETURN_HR_IF(E_POINTER, count > 0 && !updates);
    RETURN_IF_FAILED(session_->usable());
    const std::span<const MFTOPONODE_ATTRIBUTE_UPDATE> edits(updates, count);
    RETURN_HR_IF(E_INVALIDARG, !std::all_of(edits.begin(), edits.end(),
                                            [&](const auto& edit) { return session_->knows_node(edit.NodeId); }));
    for (const MFTOPONODE_ATTRIBUTE_UPDATE& edit : edits) {
      if (is_stop(edit)) session_->set_media_stop(edit.NodeId, static_cast<UINT32>(edit.u64));
    }
    return S_OK;
  });
}

}  // namespace caesura::facade
