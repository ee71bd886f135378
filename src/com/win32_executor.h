// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "base/executor.h"
#include "com/win32.h"

namespace caesura::com {

/// Runs tasks on the process's thread pool. While one lives, or a task of it is pending, the process has a
/// multithreaded apartment, to which the pool's threads belong (CoIncrementMTAUsage), so that tasks may use COM
/// objects. The DLL stays mapped until its last pending task has returned; a pending task does not count as a
/// reference for DllCanUnloadNow. Thread-safe.
class Win32Executor final : public Executor, public std::enable_shared_from_this<Win32Executor> {
 public:
  /// Throws std::bad_alloc when there is no apartment to be had.
  static std::shared_ptr<Win32Executor> create();
  ~Win32Executor() override;

  /// Both throw std::bad_alloc when the pool takes nothing more.
  void post(Task task) override;
  void post_after(std::chrono::nanoseconds delay, Task task) override;

 private:
  Win32Executor();

  CO_MTA_USAGE_COOKIE apartment_ = nullptr;
};

}  // namespace caesura::com
