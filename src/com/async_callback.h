// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <concepts>
#include <optional>
#include <type_traits>
#include <utility>

#include "com/guard.h"
#include "com/object.h"
// Needs windows.h before it.
#include <mfobjects.h>

namespace caesura::com {

/// What IMFAsyncCallback::GetParameters answers: MFASYNC_… flags and the work queue for Invoke.
struct CallbackParameters {
  DWORD flags = 0;
  DWORD queue = MFASYNC_CALLBACK_QUEUE_STANDARD;
};

/// For callbacks out of components: the standard queue is one thread for the whole process, and one that blocks there
/// would hold up every session.
inline constexpr CallbackParameters kMultithreaded{0, MFASYNC_CALLBACK_QUEUE_MULTITHREADED};

namespace detail {

/// What the two kinds of callback share. Thread-safe as far as the callable is.
class AsyncCallbackBase : public Object<IMFAsyncCallback> {
 public:
  explicit AsyncCallbackBase(std::optional<CallbackParameters> parameters) : parameters_(parameters) {}

  HRESULT STDMETHODCALLTYPE GetParameters(DWORD* flags, DWORD* queue) noexcept final {
    if (!flags || !queue) return E_POINTER;
    if (!parameters_) return E_NOTIMPL;  // the standard queue, and nothing promised
    *flags = parameters_->flags;
    *queue = parameters_->queue;
    return S_OK;
  }

 private:
  const std::optional<CallbackParameters> parameters_;
};

template <typename Callable>
class ReusableCallback final : public AsyncCallbackBase {
 public:
  ReusableCallback(Callable callable, std::optional<CallbackParameters> parameters)
      : AsyncCallbackBase(parameters), callable_(std::move(callable)) {}

  HRESULT STDMETHODCALLTYPE Invoke(IMFAsyncResult* result) noexcept override {
    return guarded([&] {
      callable_(result);
      return S_OK;
    });
  }

 private:
  Callable callable_;
};

template <typename Callable>
class OneShotCallback final : public AsyncCallbackBase {
 public:
  OneShotCallback(Callable callable, std::optional<CallbackParameters> parameters)
      : AsyncCallbackBase(parameters), callable_(std::move(callable)) {}

  HRESULT STDMETHODCALLTYPE Invoke(IMFAsyncResult* result) noexcept override {
    if (invoked_.exchange(true)) return E_UNEXPECTED;
    return guarded([&] {
      Callable callable = std::move(*callable_);
      callable_.reset();
      callable(result);
      return S_OK;
    });
  }

 private:
  std::optional<Callable> callable_;
  std::atomic<bool> invoked_{false};
};

}  // namespace detail

/// A callable `void(IMFAsyncResult*)` as an IMFAsyncCallback that may be invoked again and again, from several threads
/// where its user asks for that; Invoke allocates nothing. Without `parameters`, GetParameters is E_NOTIMPL.
template <std::invocable<IMFAsyncResult*> F>
ComPtr<IMFAsyncCallback> make_callback(F&& callable, std::optional<CallbackParameters> parameters = std::nullopt) {
  return make<detail::ReusableCallback<std::decay_t<F>>>(std::forward<F>(callable), parameters);
}

/// The same for one Invoke: the callable, and what it holds, is destroyed when it returns, however long the platform
/// keeps the callback. A second Invoke is E_UNEXPECTED.
template <std::invocable<IMFAsyncResult*> F>
ComPtr<IMFAsyncCallback> make_one_shot_callback(F&& callable,
                                                std::optional<CallbackParameters> parameters = std::nullopt) {
  return make<detail::OneShotCallback<std::decay_t<F>>>(std::forward<F>(callable), parameters);
}

}  // namespace caesura::com
