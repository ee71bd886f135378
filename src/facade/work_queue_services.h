// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/executor.h"
#include "base/published.h"
#include "base/strand.h"
#include "com/object.h"
#include "engine/session.h"
#include "mf/branch_queue.h"
#include "mf/work_queue_api.h"

namespace caesura::facade {

/// The work queues of a session's topologies, and those of the platform, at the Multimedia Class Scheduler. Topology
/// queues: the session's components are told. Platform queues: the platform is asked; where it knows no MMCSS (Wine),
/// registration succeeds all the same, and what was registered can be asked for here. Each Begin calls back once, with
/// MF_E_SHUTDOWN when the session's Shutdown comes first. Outlives its session. Thread-safe.
/// Reference: IMFWorkQueueServices, IMFWorkQueueServicesEx.
class WorkQueueServices final
    : public com::Object<com::FreeThreaded, com::Chain<mf::IMFWorkQueueServicesEx, mf::IMFWorkQueueServices>> {
 public:
  WorkQueueServices(std::shared_ptr<engine::Session> session, const std::shared_ptr<Executor>& executor);

  HRESULT STDMETHODCALLTYPE BeginRegisterTopologyWorkQueuesWithMMCSS(IMFAsyncCallback* callback,
                                                                     IUnknown* state) noexcept override;
  HRESULT STDMETHODCALLTYPE EndRegisterTopologyWorkQueuesWithMMCSS(IMFAsyncResult* result) noexcept override;
  HRESULT STDMETHODCALLTYPE BeginUnregisterTopologyWorkQueuesWithMMCSS(IMFAsyncCallback* callback,
                                                                       IUnknown* state) noexcept override;
  HRESULT STDMETHODCALLTYPE EndUnregisterTopologyWorkQueuesWithMMCSS(IMFAsyncResult* result) noexcept override;
  HRESULT STDMETHODCALLTYPE GetTopologyWorkQueueMMCSSClass(DWORD queue, LPWSTR name, DWORD* length) noexcept override;
  HRESULT STDMETHODCALLTYPE GetTopologyWorkQueueMMCSSTaskId(DWORD queue, DWORD* task) noexcept override;
  HRESULT STDMETHODCALLTYPE BeginRegisterPlatformWorkQueueWithMMCSS(DWORD queue, LPCWSTR name, DWORD task,
                                                                    IMFAsyncCallback* callback,
                                                                    IUnknown* state) noexcept override;
  HRESULT STDMETHODCALLTYPE EndRegisterPlatformWorkQueueWithMMCSS(IMFAsyncResult* result,
                                                                  DWORD* task) noexcept override;
  HRESULT STDMETHODCALLTYPE BeginUnregisterPlatformWorkQueueWithMMCSS(DWORD queue, IMFAsyncCallback* callback,
                                                                      IUnknown* state) noexcept override;
  HRESULT STDMETHODCALLTYPE EndUnregisterPlatformWorkQueueWithMMCSS(IMFAsyncResult* result) noexcept override;
  HRESULT STDMETHODCALLTYPE GetPlaftormWorkQueueMMCSSClass(DWORD queue, LPWSTR name, DWORD* length) noexcept override;
  HRESULT STDMETHODCALLTYPE GetPlatformWorkQueueMMCSSTaskId(DWORD queue, DWORD* task) noexcept override;

  HRESULT STDMETHODCALLTYPE GetTopologyWorkQueueMMCSSPriority(DWORD queue, LONG* priority) noexcept override;
  HRESULT STDMETHODCALLTYPE BeginRegisterPlatformWorkQueueWithMMCSSEx(DWORD queue, LPCWSTR name, DWORD task,
                                                                      LONG priority, IMFAsyncCallback* callback,
                                                                      IUnknown* state) noexcept override;
  HRESULT STDMETHODCALLTYPE GetPlatformWorkQueueMMCSSPriority(DWORD queue, LONG* priority) noexcept override;

 private:
  /// What a platform queue is registered for.
  struct Registration {
    std::wstring mmcss;
    DWORD task = 0;
    LONG priority = 0;
  };
  using Registrations = std::map<DWORD, Registration>;

  HRESULT refuse_after_shutdown() const;
  HRESULT begin_topology(bool registered, IMFAsyncCallback* callback, IUnknown* state);
  HRESULT begin_platform(DWORD queue, std::optional<Registration> wanted, IMFAsyncCallback* callback, IUnknown* state);
  /// The queue of that label in the present topology; null where there is none.
  std::shared_ptr<const mf::BranchQueue> topology_queue(DWORD label) const;
  Registration registration(DWORD queue) const;
  void record(DWORD queue, std::optional<Registration> registration);
  /// Calls the client back, on the strand.
  void complete(mf::ComPtr<IMFAsyncResult> result, HRESULT status);

  const std::shared_ptr<engine::Session> session_;
  const std::shared_ptr<Strand> strand_;
  Published<Registrations> registrations_;  // set on the strand
};

}  // namespace caesura::facade
