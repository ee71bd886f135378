// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "mf/headers.h"

namespace caesura::mf {

/// Gives transforms the Direct3D device manager of the video sink that they feed, as far as a topology wants that, and
/// remembers who has one. Strand-bound: it calls components. Reference: Direct3D-Aware MFTs, MFTOPOLOGY_DXVA_MODE.
class DeviceManagers {
 public:
  /// `mode`: MF_TOPOLOGY_DXVA_MODE.
  explicit DeviceManagers(MFTOPOLOGY_DXVA_MODE mode) : mode_(mode) {}

  /// Before the types of `transform` are set. False: it has none, being not aware of Direct3D, or not a decoder where
  /// only these shall be accelerated, or because no sink behind `downstream` has one for it.
  bool give(IMFTransform* transform, bool decoder, IMFTopologyNode* downstream);
  /// Takes it back.
  void take(IMFTransform* transform);

  /// For the nodes of `topology`: which transforms are aware (MF_TOPONODE_D3DAWARE) and which have been given a
  /// manager.
  void mark(IMFTopology* topology) const;

 private:
  const MFTOPOLOGY_DXVA_MODE mode_;
  std::vector<ComPtr<IMFTransform>> equipped_;
};

/// Of a transform node: its transform has a device manager of the session's.
bool has_device_manager(IMFTopologyNode* node);

}  // namespace caesura::mf
