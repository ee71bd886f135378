// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <new>
#include <type_traits>
#include <utility>

namespace caesura {

/// A move-only callable `void()`. Callables of up to kInlineSize bytes are kept inside, so that posting one costs no
/// allocation. Thread-bound.
class Task {
 public:
  static constexpr std::size_t kInlineSize = 80;

  Task() = default;
  template <typename F>
  requires(!std::is_same_v<std::remove_cvref_t<F>, Task> && std::is_invocable_v<std::decay_t<F>&>)
      Task(F&& callable) {  // NOLINT(google-explicit-constructor)
    using Callable = std::decay_t<F>;
    if constexpr (fits<Callable>) {
      new (storage_) Callable(std::forward<F>(callable));
      ops_ = &kInlineOps<Callable>;
    } else {
      *reinterpret_cast<Callable**>(storage_) = new Callable(std::forward<F>(callable));
      ops_ = &kHeapOps<Callable>;
    }
  }
  Task(Task&& other) noexcept { take(other); }
  Task& operator=(Task&& other) noexcept {
    if (this != &other) {
      reset();
      take(other);
    }
    return *this;
  }
  ~Task() { reset(); }

  explicit operator bool() const { return ops_ != nullptr; }
  /// Calls it. Must not be empty.
  void operator()() { ops_->call(storage_); }

 private:
  struct Ops {
    void (*call)(void*);
    void (*move)(void* from, void* to) noexcept;  // leaves nothing behind in `from`
    void (*destroy)(void*) noexcept;
  };

  template <typename C>
  static constexpr bool fits = sizeof(C) <= kInlineSize &&
                               alignof(C) <= alignof(std::max_align_t) && std::is_nothrow_move_constructible_v<C>;

  template <typename C>
  static constexpr Ops kInlineOps{[](void* p) { (*static_cast<C*>(p))(); },
                                  [](void* from, void* to) noexcept {
                                    new (to) C(std::move(*static_cast<C*>(from)));
                                    static_cast<C*>(from)->~C();
                                  },
                                  [](void* p) noexcept { static_cast<C*>(p)->~C(); }};
  template <typename C>
  static constexpr Ops kHeapOps{[](void* p) { (**static_cast<C**>(p))(); },
                                [](void* from, void* to) noexcept { *static_cast<C**>(to) = *static_cast<C**>(from); },
                                [](void* p) noexcept { delete *static_cast<C**>(p); }};

  void take(Task& other) noexcept {
    ops_ = std::exchange(other.ops_, nullptr);
    if (ops_) ops_->move(other.storage_, storage_);
  }
  void reset() noexcept {
    if (ops_) std::exchange(ops_, nullptr)->destroy(storage_);
  }

  alignas(std::max_align_t) std::byte storage_[kInlineSize];
  const Ops* ops_ = nullptr;
};

}  // namespace caesura
