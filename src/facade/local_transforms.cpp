// SPDX-License-Identifier: MIT
#include "facade/local_transforms.h"

#include "com/guard.h"
#include "com/hresult.h"

namespace caesura::facade {
namespace {

/// Makes objects of a registered class, as CoCreateInstance does. What is registered by such an object can be taken
/// back without what others have registered for the same class. Thread-safe.
class LocalClass final : public com::Object<com::FreeThreaded, IClassFactory> {
 public:
  explicit LocalClass(const CLSID& clsid) : clsid_(clsid) {}

  HRESULT STDMETHODCALLTYPE CreateInstance(IUnknown* outer, REFIID iid, void** object) noexcept override {
    return CoCreateInstance(clsid_, outer, CLSCTX_INPROC_SERVER, iid, object);
  }
  HRESULT STDMETHODCALLTYPE LockServer(BOOL) noexcept override { return S_OK; }

 private:
  const CLSID clsid_;
};

void unregister(const std::vector<com::ComPtr<IClassFactory>>& classes) {
  for (const com::ComPtr<IClassFactory>& each : classes) static_cast<void>(MFTUnregisterLocal(each.Get()));
}

}  // namespace

HRESULT STDMETHODCALLTYPE LocalTransforms::RegisterMFTs(MFT_REGISTRATION_INFO* infos, DWORD count) noexcept {
  return com::guarded([&]() -> HRESULT {
    RETURN_HR_IF(E_POINTER, !infos && count > 0);
    RETURN_HR_IF(MF_E_SHUTDOWN, !registered_.load());
    List added;
    for (DWORD i = 0; i < count; ++i) {
      const MFT_REGISTRATION_INFO& info = infos[i];
      com::ComPtr<IClassFactory> made = com::make<LocalClass>(info.clsid);
      const HRESULT hr = MFTRegisterLocal(made.Get(), info.guidCategory, info.pszName ? info.pszName : L"",
                                          info.uiFlags, info.cInTypes, info.pInTypes, info.cOutTypes, info.pOutTypes);
      if (FAILED(hr)) {
        unregister(added);
        return hr;
      }
      added.push_back(std::move(made));
    }
    std::shared_ptr<const List> known = registered_.load();
    std::shared_ptr<List> all;
    do {
      if (!known) {  // ended meanwhile
        unregister(added);
        return MF_E_SHUTDOWN;
      }
      all = std::make_shared<List>(*known);
      all->insert(all->end(), added.begin(), added.end());
    } while (!registered_.compare_exchange_weak(known, all));
    return S_OK;
  });
}

void LocalTransforms::unregister_all() {
  if (const std::shared_ptr<const List> over = registered_.exchange(nullptr)) unregister(*over);
}

}  // namespace caesura::facade
