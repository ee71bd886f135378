// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "com/coclass.h"

namespace caesura::com {

/// The rows of registration_rows() as a file for regedit: UTF-8, which is ASCII unless the path is not, CRLF.
std::string registry_file(const Server& server, const std::wstring& dll_path);

/// The manifest for activation without registration: the assembly `name`, version `version` (four numbers), in the file
/// `dll_name` beside it. UTF-8, LF.
std::string manifest(const Server& server, const std::wstring& name, const std::wstring& version,
                     const std::wstring& dll_name);

}  // namespace caesura::com
