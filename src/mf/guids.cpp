// SPDX-License-Identifier: MIT
//
// The home of the GUIDs that Media Foundation's headers only declare and that no import library defines.
#include "com/win32.h"
// From here on DEFINE_GUID defines.
#include <d3d9.h>
#include <evr.h>
#include <initguid.h>
#include <mfapi.h>
#include <mfidl.h>
#include <mftransform.h>
