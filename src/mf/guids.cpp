// SPDX-License-Identifier: MIT
//
// The home of the GUIDs that Media Foundation's headers only declare and that no import library defines.
#include "com/win32.h"
// clang-format off: from initguid.h on, DEFINE_GUID defines
#include <initguid.h>
#include <d3d9.h>
#include <evr.h>
#include <mfapi.h>
#include <mfidl.h>
#include <mftransform.h>
// clang-format on
