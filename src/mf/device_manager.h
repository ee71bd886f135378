// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "mf/headers.h"

namespace caesura::mf {

/// Gives transforms the Direct3D device manager of the video sink that they feed, as far as a topology wants that.
/// Strand-bound: it calls components. Reference: Direct3D-Aware MFTs, MFTOPOLOGY_DXVA_MODE.
class DeviceManagers {
 public:
  /// `mode`: MF_TOPOLOGY_DXVA_MODE. `equipped` lists who has one.
  DeviceManagers(MFTOPOLOGY_DXVA_MODE mode, std::vector<ComPtr<IMFTransform>>& equipped)
      : mode_(mode), equipped_(equipped) {}

  /// Before the types of `transform` are set. False: it has none, being not aware of Direct3D, or not a decoder where
  /// only these shall be accelerated, or because no sink behind `downstream` has one for it.
  bool give(IMFTransform* transform, bool decoder, IMFTopologyNode* downstream);
  /// Takes it back.
  void take(IMFTransform* transform);

 private:
  const MFTOPOLOGY_DXVA_MODE mode_;
  std::vector<ComPtr<IMFTransform>>& equipped_;
};

/// Takes a device manager back.
void take_device_manager(IMFTransform* transform);

/// Tells of the nodes of `topology` which transforms are aware of Direct3D (MF_TOPONODE_D3DAWARE).
void mark_aware_nodes(IMFTopology* topology);

}  // namespace caesura::mf
