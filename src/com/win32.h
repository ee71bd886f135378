// SPDX-License-Identifier: MIT
//
// The only file that includes windows.h. The target caesura_com defines what has to be defined before it
// (_WIN32_WINNT, NOMINMAX, WIN32_LEAN_AND_MEAN, UNICODE).
#pragma once

#include <windows.h>
#include <objbase.h>
#include <unknwn.h>

#include "com/com_ptr.h"
