// SPDX-License-Identifier: MIT
#pragma once

#include "com/object.h"
// Needs windows.h before it.
#include <servprov.h>

namespace caesura::test {

/// A class of two chains of interfaces that does nothing.
class PlainObject final : public com::Object<com::Chain<IPersistStream, IPersist>, IServiceProvider> {
 public:
  HRESULT STDMETHODCALLTYPE GetClassID(CLSID*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE IsDirty() noexcept override { return S_FALSE; }
  HRESULT STDMETHODCALLTYPE Load(IStream*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE Save(IStream*, BOOL) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetSizeMax(ULARGE_INTEGER*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE QueryService(REFGUID, REFIID, void**) noexcept override { return E_NOTIMPL; }

  IUnknown* unknown() { return identity(); }
};

/// One that may be used from every apartment.
class FreeThreadedObject final : public com::Object<com::FreeThreaded, IServiceProvider> {
 public:
  HRESULT STDMETHODCALLTYPE QueryService(REFGUID, REFIID, void**) noexcept override { return E_NOTIMPL; }
};

}  // namespace caesura::test
