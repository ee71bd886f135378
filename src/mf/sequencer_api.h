// SPDX-License-Identifier: MIT
//
// What mingw-w64's headers lack of the sequencer source and of sequences of presentations.
#pragma once

#include "mf/headers.h"

/// How a session ends a presentation of a source that has several. Reference: IMFMediaSourcePresentationProvider.
MIDL_INTERFACE("0e1d600a-c9f3-442d-8c51-a42d2d49452f")
IMFMediaSourcePresentationProvider : public IUnknown {
 public:
  virtual HRESULT STDMETHODCALLTYPE ForceEndOfPresentation(IMFPresentationDescriptor * presentation) = 0;
};
__CRT_UUID_DECL(IMFMediaSourcePresentationProvider, 0x0e1d600a, 0xc9f3, 0x442d, 0x8c, 0x51, 0xa4, 0x2d, 0x2d, 0x49,
                0x45, 0x2f)

namespace caesura::mf {

/// MF_SOURCE_PRESENTATION_PROVIDER_SERVICE
inline constexpr GUID kSourcePresentationProviderService{
    0xe002aadc, 0xf4af, 0x4ee5, {0x98, 0x47, 0x05, 0x3e, 0xdf, 0x84, 0x04, 0x26}
};
/// MF_TOPOLOGY_START_TIME_ON_PRESENTATION_SWITCH
inline constexpr GUID kTopologyStartTimeOnPresentationSwitch{
    0xc8cc113f, 0x7951, 0x4548, {0xaa, 0xd6, 0x9e, 0xd6, 0x20, 0x2e, 0x62, 0xb3}
};

}  // namespace caesura::mf
