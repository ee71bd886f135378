// SPDX-License-Identifier: MIT
#include "com/class_factory.h"

#include <algorithm>

#include "com/guard.h"
#include "com/hresult.h"
#include "com/object.h"

namespace caesura::com {
namespace {

/// Creates objects of one class, never as part of an aggregate. Thread-safe.
class ClassFactory final : public Object<IClassFactory> {
 public:
  explicit ClassFactory(const Coclass& coclass) : coclass_(coclass) {}

  HRESULT STDMETHODCALLTYPE CreateInstance(IUnknown* outer, REFIID iid, void** object) noexcept override {
    RETURN_HR_IF(E_POINTER, !object);
    *object = nullptr;
    RETURN_HR_IF(CLASS_E_NOAGGREGATION, outer);
    return guarded([&] { return coclass_.create(iid, object); });
  }

  HRESULT STDMETHODCALLTYPE LockServer(BOOL lock) noexcept override {
    lock ? module::add_reference() : module::release_reference();
    return S_OK;
  }

 private:
  const Coclass& coclass_;
};

}  // namespace

HRESULT get_class_object(std::span<const Coclass> classes, REFCLSID clsid, REFIID iid, void** object) {
  RETURN_HR_IF(E_POINTER, !object);
  *object = nullptr;
  const auto found = std::ranges::find_if(classes, [&](const Coclass& coclass) { return *coclass.clsid == clsid; });
  RETURN_HR_IF(CLASS_E_CLASSNOTAVAILABLE, found == classes.end());
  return make<ClassFactory>(*found)->QueryInterface(iid, object);
}

}  // namespace caesura::com
