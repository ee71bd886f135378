// SPDX-License-Identifier: MIT
#pragma once

#include "com/coclass.h"

namespace caesura::server {

/// Everything that caesura.dll creates and registers: the one table.
const com::Server& server();

}  // namespace caesura::server
