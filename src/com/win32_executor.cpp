// SPDX-License-Identifier: MIT
#include "com/win32_executor.h"

#include <algorithm>
#include <exception>
#include <memory>
#include <new>
#include <utility>

#include "base/log.h"
#include "com/module.h"

namespace caesura::com {
namespace {

/// A task in the pool's hands. Holds the executor, and with it the apartment, until the task is over.
struct Job {
  std::shared_ptr<Executor> executor;
  Task task;
};

/// Runs and destroys the job. What the task holds goes before the executor does.
void run(std::unique_ptr<Job> job) noexcept {
  try {
    job->task();
    job->task = Task();
  } catch (const std::exception& error) {
    LOG_ERROR(com, "exception in a task: {}", error.what());
  } catch (...) {
    LOG_ERROR(com, "unknown exception in a task");
  }
}

void CALLBACK on_post(PTP_CALLBACK_INSTANCE, void* context) { run(std::unique_ptr<Job>(static_cast<Job*>(context))); }

void CALLBACK on_timer(PTP_CALLBACK_INSTANCE, void* context, PTP_TIMER timer) {
  CloseThreadpoolTimer(timer);  // allowed here: the pool frees it when this callback has returned
  run(std::unique_ptr<Job>(static_cast<Job*>(context)));
}

void CALLBACK on_release_apartment(PTP_CALLBACK_INSTANCE, void* cookie) {
  CoDecrementMTAUsage(static_cast<CO_MTA_USAGE_COOKIE>(cookie));
}

/// The environment that keeps this DLL mapped while a callback is pending.
class Environment {
 public:
  Environment() {
    InitializeThreadpoolEnvironment(&environment_);
    SetThreadpoolCallbackLibrary(&environment_, module::handle());
  }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;
  ~Environment() { DestroyThreadpoolEnvironment(&environment_); }

  PTP_CALLBACK_ENVIRON get() { return &environment_; }

 private:
  TP_CALLBACK_ENVIRON environment_;
};

}  // namespace

std::shared_ptr<Win32Executor> Win32Executor::create() { return std::shared_ptr<Win32Executor>(new Win32Executor); }

Win32Executor::Win32Executor() {
  if (FAILED(CoIncrementMTAUsage(&apartment_))) throw std::bad_alloc();
}

Win32Executor::~Win32Executor() {
  // The end of an apartment unloads the DLLs that were loaded for it, this one perhaps. The caller's stack may lead
  // through this DLL, so the pool does it, which keeps the DLL mapped meanwhile.
  Environment environment;
  if (!TrySubmitThreadpoolCallback(on_release_apartment, apartment_, environment.get())) {
    LOG_WARN(com, "the pool is exhausted: the multithreaded apartment stays");
  }
}

void Win32Executor::post(Task task) {
  auto job = std::make_unique<Job>(Job{shared_from_this(), std::move(task)});
  Environment environment;
  if (!TrySubmitThreadpoolCallback(on_post, job.get(), environment.get())) throw std::bad_alloc();
  job.release();
}

void Win32Executor::post_after(std::chrono::nanoseconds delay, Task task) {
  auto job = std::make_unique<Job>(Job{shared_from_this(), std::move(task)});
  Environment environment;
  PTP_TIMER timer = CreateThreadpoolTimer(on_timer, job.get(), environment.get());
  if (!timer) throw std::bad_alloc();
  job.release();

  // Negative: relative to now. Rounded up, since a task must not be early.
  const long long hns = std::max<long long>(0, (delay.count() + 99) / 100);
  ULARGE_INTEGER due;
  due.QuadPart = static_cast<ULONGLONG>(-hns);
  FILETIME time{due.LowPart, due.HighPart};
  SetThreadpoolTimer(timer, &time, 0, 0);
}

}  // namespace caesura::com
