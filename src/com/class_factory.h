// SPDX-License-Identifier: MIT
#pragma once

#include "com/coclass.h"

namespace caesura::com {

/// DllGetClassObject over a table: the factory of the class `clsid`, or CLASS_E_CLASSNOTAVAILABLE. Thread-safe.
/// Reference: DllGetClassObject, IClassFactory.
HRESULT get_class_object(std::span<const Coclass> classes, REFCLSID clsid, REFIID iid, void** object);

}  // namespace caesura::com
