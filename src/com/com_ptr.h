// SPDX-License-Identifier: MIT
//
// Included by com/win32.h, which everyone includes.
#pragma once

#include <wrl/client.h>

namespace caesura::com {

/// Microsoft::WRL::ComPtr, with the comparison it lacks in mingw-w64 10 and the Attach that is documented: it takes
/// over the caller's reference, where that of mingw-w64 adds one of its own. Thread-bound.
template <typename T>
class ComPtr : public Microsoft::WRL::ComPtr<T> {
  using Base = Microsoft::WRL::ComPtr<T>;

 public:
  using Base::Base;
  using Base::operator=;
  ComPtr() noexcept = default;

  void Attach(T* object) noexcept {
    Base before;
    this->Swap(before);
    *this->GetAddressOf() = object;
  }
};

/// The same interface pointer; not COM identity. Without this, both sides would become bool, and any two be equal.
template <typename T, typename U>
bool operator==(const ComPtr<T>& a, const ComPtr<U>& b) noexcept {
  return a.Get() == b.Get();
}

}  // namespace caesura::com
