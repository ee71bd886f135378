// SPDX-License-Identifier: MIT
//
// The COM object kit: `class MediaSession final : public com::Object<com::FreeThreaded,
// com::Chain<IMFMediaSession, IMFMediaEventGenerator>, IMFGetService> {…}` has its IUnknown written.
#pragma once

#include <atomic>
#include <concepts>
#include <new>
#include <type_traits>
#include <typeinfo>
#include <utility>

#include "com/module.h"
#include "com/win32.h"

namespace caesura::com {

/// In Object's list: the interface `Derived`, and its bases that QueryInterface shall answer as well.
template <typename Derived, typename... Bases>
struct Chain {
  static_assert((std::derived_from<Derived, Bases> && ...));
};

/// In Object's list: the object carries the free-threaded marshaler, so that its pointers may be passed between the
/// apartments of a process without a proxy. Immutable.
class FreeThreaded {
 protected:
  /// `outer` is the object's identity; it is not referenced.
  void aggregate_marshaler(IUnknown* outer) {
    if (FAILED(CoCreateFreeThreadedMarshaler(outer, &marshaler_))) throw std::bad_alloc();
  }
  IUnknown* marshaler() const { return marshaler_.Get(); }

 private:
  ComPtr<IUnknown> marshaler_;
};

/// Writes one debug line for the first query of an interface that the class does not have. Thread-safe.
void log_no_interface(const std::type_info& type, REFIID iid) noexcept;

namespace detail {

template <typename Interface>
struct Entry {
  static_assert(std::derived_from<Interface, IUnknown>);
  using Base = Interface;
  static bool answers(REFIID iid) { return iid == __uuidof(Interface); }
};
template <typename Derived, typename... Bases>
struct Entry<Chain<Derived, Bases...>> {
  using Base = Derived;
  static bool answers(REFIID iid) { return iid == __uuidof(Derived) || ((iid == __uuidof(Bases)) || ...); }
};
template <>
struct Entry<FreeThreaded> {
  using Base = FreeThreaded;
  static bool answers(REFIID iid) { return iid == __uuidof(IMarshal); }
};

}  // namespace detail

/// IUnknown over a list of interfaces: a COM object starts with one reference, holds the module while it lives, and
/// is not aggregated. Made by make(), ended by Release. Thread-safe.
template <typename... Interfaces>
class Object : public detail::Entry<Interfaces>::Base... {
 public:
  Object(const Object&) = delete;
  Object& operator=(const Object&) = delete;

  HRESULT STDMETHODCALLTYPE QueryInterface(REFIID iid, void** object) noexcept final {
    if (!object) return E_POINTER;
    *object = nullptr;
    if (iid == __uuidof(IUnknown)) {
      *object = identity();
    } else if (!(find<Interfaces>(iid, object) || ...)) {
      log_no_interface(typeid(*this), iid);
      return E_NOINTERFACE;
    }
    static_cast<IUnknown*>(*object)->AddRef();
    return S_OK;
  }

  ULONG STDMETHODCALLTYPE AddRef() noexcept final { return references_.fetch_add(1, std::memory_order_relaxed) + 1; }

  ULONG STDMETHODCALLTYPE Release() noexcept final {
    const ULONG left = references_.fetch_sub(1, std::memory_order_acq_rel) - 1;
    if (left == 0) delete this;
    return left;
  }

 protected:
  Object() {
    if constexpr (std::derived_from<Object, FreeThreaded>) this->aggregate_marshaler(identity());
  }
  virtual ~Object() = default;

  /// The pointer that QueryInterface gives for IUnknown. No reference is added.
  IUnknown* identity() noexcept { return first_unknown<Interfaces...>(); }

 private:
  template <typename First, typename... Rest>
  IUnknown* first_unknown() noexcept {
    if constexpr (std::is_same_v<First, FreeThreaded>) {
      return first_unknown<Rest...>();
    } else {
      return static_cast<typename detail::Entry<First>::Base*>(this);
    }
  }

  template <typename Interface>
  bool find(REFIID iid, void** object) noexcept {
    if (!detail::Entry<Interface>::answers(iid)) return false;
    if constexpr (std::is_same_v<Interface, FreeThreaded>) {
      // The marshaler counts on its outer object, like every aggregated one; QueryInterface adds the reference.
      if (FAILED(this->marshaler()->QueryInterface(iid, object))) return false;
      static_cast<IUnknown*>(*object)->Release();
    } else {
      *object = static_cast<typename detail::Entry<Interface>::Base*>(this);
    }
    return true;
  }

  std::atomic<ULONG> references_{1};
  ModuleReference module_;
};

/// Creates a COM object; the caller owns its first reference.
template <typename T, typename... Args>
ComPtr<T> make(Args&&... args) {
  ComPtr<T> object;
  object.Attach(new T(std::forward<Args>(args)...));
  return object;
}

}  // namespace caesura::com
