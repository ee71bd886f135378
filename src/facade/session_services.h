// SPDX-License-Identifier: MIT
#pragma once

#include "com/win32.h"
#include "engine/topology.h"

namespace caesura::facade {

/// Asks the components of `topology` for a service that the session has not got itself: each output's stream sink, then
/// its media sink, then the sources, then the transforms; the first that answers wins. E_NOINTERFACE: none does.
/// Thread-safe as far as the components are. Reference: IMFGetService::GetService, Service Interfaces.
HRESULT find_service(const engine::Topology& topology, REFGUID service, REFIID iid, void** object);

}  // namespace caesura::facade
