// SPDX-License-Identifier: MIT
//
// What mingw-w64's headers lack of marks in presentations: the editor of a topology's stop times, and attributes.
#pragma once

#include "mf/headers.h"

#ifndef __IMFTopologyNodeAttributeEditor_INTERFACE_DEFINED__
#define __IMFTopologyNodeAttributeEditor_INTERFACE_DEFINED__

struct MFTOPONODE_ATTRIBUTE_UPDATE {
  TOPOID NodeId;
  GUID guidAttributeKey;
  MF_ATTRIBUTE_TYPE attrType;
  union {
    UINT32 u32;
    UINT32 u64;  // 32 bits wide in Windows' header, too: what is beyond them is lost
    double d;
  };
};

MIDL_INTERFACE("676aa6dd-238a-410d-bb99-65668d01605a") IMFTopologyNodeAttributeEditor : public IUnknown {
  virtual HRESULT STDMETHODCALLTYPE UpdateNodeAttributes(TOPOID id, DWORD count,
                                                         MFTOPONODE_ATTRIBUTE_UPDATE * updates) = 0;
};
#ifdef __CRT_UUID_DECL
__CRT_UUID_DECL(IMFTopologyNodeAttributeEditor, 0x676aa6dd, 0x238a, 0x410d, 0xbb, 0x99, 0x65, 0x66, 0x8d, 0x01, 0x60,
                0x5a)
#endif

#endif

namespace caesura::mf {

/// MF_TOPOLOGY_NO_MARKIN_MARKOUT
inline constexpr GUID kTopologyNoMarkInMarkOut{
    0x7ed3f804, 0x86bb, 0x4b3f, {0xb7, 0xe4, 0x7c, 0xb4, 0x3a, 0xfd, 0x4b, 0x80}
};

}  // namespace caesura::mf
