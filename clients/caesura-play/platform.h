// SPDX-License-Identifier: MIT
#pragma once

// The only file of the player that includes the platform's headers.
#include <string>
#include <string_view>

#include <windows.h>
#include <evr.h>
#include <mfapi.h>
#include <mferror.h>
#include <mfidl.h>
#include <propvarutil.h>
#include <shellapi.h>
#include <tlhelp32.h>
#include <wrl/client.h>

namespace caesura::play {

using Microsoft::WRL::ComPtr;

std::string Utf8(std::wstring_view text);
std::wstring Wide(std::string_view text);

}  // namespace caesura::play
