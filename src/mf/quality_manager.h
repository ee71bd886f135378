// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "engine/quality.h"
#include "mf/headers.h"

namespace caesura::mf {

/// Who watches over the quality of one session's playback, in the platform's terms.
class QualityManager : public engine::QualityPort {
 public:
  /// The watch of `node`, one of a full topology; null where nothing of it matters. Thread-safe as far as the
  /// node's object is, which belongs to the caller's strand.
  virtual std::shared_ptr<engine::NodeWatch> watch(IMFTopologyNode* node) = 0;
};

/// The quality manager that `configuration` (may be null) asks for by MF_SESSION_QUALITY_MANAGER: an object of that
/// class, our own where there is none or it can't be created, null for GUID_NULL. Creates the object at once.
/// Reference: MF_SESSION_QUALITY_MANAGER.
std::shared_ptr<QualityManager> make_quality_manager(IMFAttributes* configuration, IMFPresentationClock* clock);

}  // namespace caesura::mf
