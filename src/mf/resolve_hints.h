// SPDX-License-Identifier: MIT
#pragma once

#include "mf/headers.h"
#include "mf/resolve_guids.h"
#include "mf/resolve_types.h"

namespace caesura::mf {

/// What a topology says about how it wants to be resolved. Immutable.
struct ResolveHints {
  bool all_source_types = false;    // MF_TOPOLOGY_ENUMERATE_SOURCE_TYPES
  bool hardware = false;            // MF_TOPOLOGY_HARDWARE_MODE: hardware transforms first
  ComPtr<IUnknown> field_of_use{};  // MFT_FIELDOFUSE_UNLOCK_Attribute: unlocks restricted transforms
  InUse in_use{};  // the type of a sink that is in use stays: it is only asked whether it takes another one

  MFTOPOLOGY_DXVA_MODE dxva = MFTOPOLOGY_DXVA_DEFAULT;  // MF_TOPOLOGY_DXVA_MODE

  static ResolveHints of(IMFTopology* topology) {
    ResolveHints hints;
    hints.all_source_types = MFGetAttributeUINT32(topology, kTopologyEnumerateSourceTypes, FALSE) != FALSE;
    hints.hardware = MFGetAttributeUINT32(topology, kTopologyHardwareMode, MFTOPOLOGY_HWMODE_SOFTWARE_ONLY) ==
                     MFTOPOLOGY_HWMODE_USE_HARDWARE;
    hints.dxva = static_cast<MFTOPOLOGY_DXVA_MODE>(
        MFGetAttributeUINT32(topology, kTopologyDxvaMode, static_cast<UINT32>(MFTOPOLOGY_DXVA_DEFAULT)));
    static_cast<void>(topology->GetUnknown(MFT_FIELDOFUSE_UNLOCK_Attribute, IID_PPV_ARGS(&hints.field_of_use)));
    return hints;
  }
};

}  // namespace caesura::mf
