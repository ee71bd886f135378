// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

#include "com/win32.h"

namespace caesura::test {

/// The activation context of a manifest, in force on this thread while this lives: classes without registration.
class ActivationContext {
 public:
  explicit ActivationContext(const std::filesystem::path& manifest) {
    const std::wstring source = manifest.wstring();
    ACTCTXW request{};
    request.cbSize = sizeof request;
    request.lpSource = source.c_str();
    context_ = CreateActCtxW(&request);
    is_active_ = context_ != INVALID_HANDLE_VALUE && ActivateActCtx(context_, &cookie_);
  }
  ActivationContext(const ActivationContext&) = delete;
  ActivationContext& operator=(const ActivationContext&) = delete;
  ~ActivationContext() {
    if (is_active_) DeactivateActCtx(0, cookie_);
    if (context_ != INVALID_HANDLE_VALUE) ReleaseActCtx(context_);
  }

  bool is_active() const { return is_active_; }

 private:
  HANDLE context_;
  ULONG_PTR cookie_ = 0;
  bool is_active_;
};

}  // namespace caesura::test
