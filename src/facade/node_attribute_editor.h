// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <utility>

#include "com/object.h"
#include "engine/session.h"
#include "mf/mark_api.h"

namespace caesura::facade {

/// Edits the current and the queued topologies of a session. Thread-safe. Reference: IMFTopologyNodeAttributeEditor.
class NodeAttributeEditor final : public com::Object<com::FreeThreaded, IMFTopologyNodeAttributeEditor> {
 public:
  explicit NodeAttributeEditor(std::shared_ptr<engine::Session> session) : session_(std::move(session)) {}

  /// Acts on MF_TOPONODE_MEDIASTOP alone. E_INVALIDARG, and nothing is edited: a node is in none of the topologies. One
  /// that SetTopology has been given is there once MESessionTopologySet has come: which nodes it has is known then
  /// only.
  HRESULT STDMETHODCALLTYPE UpdateNodeAttributes(TOPOID reserved, DWORD count,
                                                 MFTOPONODE_ATTRIBUTE_UPDATE* updates) noexcept override;

 private:
  const std::shared_ptr<engine::Session> session_;
};

}  // namespace caesura::facade
