// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "com/object.h"
#include "mf/local_mft_api.h"

namespace caesura::facade {

/// Registers transforms for this process, on behalf of one session, until that ends. Thread-safe. Reference:
/// IMFLocalMFTRegistration.
class LocalTransforms final : public com::Object<com::FreeThreaded, IMFLocalMFTRegistration> {
 public:
  /// All of them or, with the first failure, none. MF_E_SHUTDOWN after unregister_all.
  HRESULT STDMETHODCALLTYPE RegisterMFTs(MFT_REGISTRATION_INFO* infos, DWORD count) noexcept override;
  /// Takes back what has been registered here, and nothing that others have registered; for good.
  void unregister_all();

 private:
  using List = std::vector<com::ComPtr<IClassFactory>>;
  ~LocalTransforms() override { unregister_all(); }

  std::atomic<std::shared_ptr<const List>> registered_{std::make_shared<const List>()};  // null: over
};

}  // namespace caesura::facade
