// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <utility>

#include "com/object.h"

namespace caesura::test {

/// Makes what a function makes. Thread-safe as far as the function is.
class FunctionFactory final : public com::Object<IClassFactory> {
 public:
  explicit FunctionFactory(std::function<com::ComPtr<IUnknown>()> make) : make_(std::move(make)) {}

  HRESULT STDMETHODCALLTYPE CreateInstance(IUnknown* outer, REFIID iid, void** object) noexcept override {
    *object = nullptr;
    return outer ? CLASS_E_NOAGGREGATION : make_()->QueryInterface(iid, object);
  }
  HRESULT STDMETHODCALLTYPE LockServer(BOOL) noexcept override { return S_OK; }

 private:
  const std::function<com::ComPtr<IUnknown>()> make_;
};

/// A class of the test's, creatable in this process for as long as this lives. Thread-bound.
class ClassRegistration {
 public:
  ClassRegistration(REFCLSID clsid, std::function<com::ComPtr<IUnknown>()> make) {
    const auto factory = com::make<FunctionFactory>(std::move(make));
    CoRegisterClassObject(clsid, factory.Get(), CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE, &cookie_);
  }
  ClassRegistration(const ClassRegistration&) = delete;
  ClassRegistration& operator=(const ClassRegistration&) = delete;
  ~ClassRegistration() { CoRevokeClassObject(cookie_); }

 private:
  DWORD cookie_ = 0;
};

}  // namespace caesura::test
