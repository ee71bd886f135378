// SPDX-License-Identifier: MIT
//
// What mingw-w64's headers lack of the local registration of transforms.
#pragma once

#include "mf/headers.h"

/// Reference: IMFLocalMFTRegistration (mfidl.h).
MIDL_INTERFACE("149c4d73-b4be-4f8d-8b87-079e926b6add")
IMFLocalMFTRegistration : public IUnknown {
  virtual HRESULT STDMETHODCALLTYPE RegisterMFTs(MFT_REGISTRATION_INFO * infos, DWORD count) = 0;
};
#ifdef __CRT_UUID_DECL
__CRT_UUID_DECL(IMFLocalMFTRegistration, 0x149c4d73, 0xb4be, 0x4f8d, 0x8b, 0x87, 0x07, 0x9e, 0x92, 0x6b, 0x6a, 0xdd)
#endif
