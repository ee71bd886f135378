// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "mf/headers.h"

namespace caesura::mf {

/// Gives transforms the Direct3D device manager of the video sink that they feed, as far as a topology wants that.
/// Strand-bound: it calls components. Reference: Direct3D-Aware MFTs, MFTOPOLOGY_DXVA_MODE.
class DeviceManagers {
 public:
  /// `mode`: MF_TOPOLOGY_DXVA_MODE. `equipped` lists who has one; `elsewhere` tells who has one from another topology
  /// too, which may be playing: there it stays. Empty: nobody.
  DeviceManagers(MFTOPOLOGY_DXVA_MODE mode, std::vector<ComPtr<IMFTransform>>& equipped,
                 std::function<bool(IMFTransform*)> elsewhere)
      : mode_(mode), equipped_(equipped), elsewhere_(std::move(elsewhere)) {}

  /// Before the types of `transform` are set. False: there is none to take back, it being not aware of Direct3D, or not
  /// a decoder where only these shall be accelerated, or no sink behind `downstream` having one for it, or another
  /// topology having given it one.
  bool give(IMFTransform* transform, bool decoder, IMFTopologyNode* downstream);
  /// Takes it back.
  void take(IMFTransform* transform);

 private:
  const MFTOPOLOGY_DXVA_MODE mode_;
  std::vector<ComPtr<IMFTransform>>& equipped_;
  const std::function<bool(IMFTransform*)> elsewhere_;
};

/// Takes a device manager back.
void take_device_manager(IMFTransform* transform);

/// Tells of the nodes of `topology` which transforms are aware of Direct3D (MF_TOPONODE_D3DAWARE).
void mark_aware_nodes(IMFTopology* topology);

}  // namespace caesura::mf
