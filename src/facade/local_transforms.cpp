// SPDX-License-Identifier: MIT
#include "facade/local_transforms.h"

#include "com/guard.h"
#include "com/hresult.h"

namespace caesura::facade {
namespace {

void unregister(const std::vector<CLSID>& classes) {
  for (const CLSID& clsid : classes) static_cast<void>(MFTUnregisterLocalByCLSID(clsid));
}

}  // namespace

HRESULT STDMETHODCALLTYPE LocalTransforms::RegisterMFTs(MFT_REGISTRATION_INFO* infos, DWORD count) noexcept {
  return com::guarded([&]() -> HRESULT {
    RETURN_HR_IF(E_POINTER, !infos && count > 0);
    RETURN_HR_IF(MF_E_SHUTDOWN, !registered_.load());
    List added;
    for (DWORD i = 0; i < count; ++i) {
      const MFT_REGISTRATION_INFO& info = infos[i];
      const HRESULT hr =
          MFTRegisterLocalByCLSID(info.clsid, info.guidCategory, info.pszName ? info.pszName : L"", info.uiFlags,
                                  info.cInTypes, info.pInTypes, info.cOutTypes, info.pOutTypes);
      if (FAILED(hr)) {
        unregister(added);
        return hr;
      }
      added.push_back(info.clsid);
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
