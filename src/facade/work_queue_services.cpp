// SPDX-License-Identifier: MIT
#include "facade/work_queue_services.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "com/async_callback.h"
#include "com/hresult.h"

namespace caesura::facade {
namespace {

using mf::ComPtr;

/// Where an answer carries the MMCSS task.
const GUID& kTask = MF_TOPONODE_WORKQUEUE_MMCSS_TASKID;

/// The ways of IMFWorkQueueServices::GetTopologyWorkQueueMMCSSClass with a buffer: `length` says how many characters it
/// takes, and gets how many are needed, the terminator included; without a buffer, only that is asked.
HRESULT copy_text(const std::wstring& text, LPWSTR buffer, DWORD* length) {
  RETURN_HR_IF(E_POINTER, !length);
  const DWORD room = std::exchange(*length, static_cast<DWORD>(text.size() + 1));
  if (!buffer) return S_OK;
  RETURN_HR_IF(MF_E_BUFFERTOOSMALL, room < *length);
  std::copy_n(text.c_str(), *length, buffer);
  return S_OK;
}

}  // namespace

WorkQueueServices::WorkQueueServices(std::shared_ptr<engine::Session> session,
                                     const std::shared_ptr<Executor>& executor)
    : session_(std::move(session)), strand_(Strand::create(executor, "work queues")) {}

HRESULT WorkQueueServices::refuse_after_shutdown() const { return com::to_hresult(session_->usable()); }

void WorkQueueServices::complete(ComPtr<IMFAsyncResult> result, HRESULT status) {
  strand_->post([result = std::move(result), status] {
    static_cast<void>(result->SetStatus(status));
    static_cast<void>(MFInvokeCallback(result.Get()));
  });
}

// --------------------------------------------------------------------------------------------------------- topologies

HRESULT WorkQueueServices::begin_topology(bool registered, IMFAsyncCallback* callback, IUnknown* state) {
  RETURN_HR_IF(E_POINTER, !callback);
  RETURN_IF_FAILED(refuse_after_shutdown());
  ComPtr<IMFAsyncResult> result;
  RETURN_IF_FAILED(MFCreateAsyncResult(nullptr, callback, state, &result));
  const ComPtr<WorkQueueServices> self(this);
  return com::to_hresult(session_->use_queues(
      registered, [self, result](Status status) { self->complete(result, com::to_hresult(status)); }));
}

HRESULT STDMETHODCALLTYPE WorkQueueServices::BeginRegisterTopologyWorkQueuesWithMMCSS(IMFAsyncCallback* callback,
                                                                                      IUnknown* state) noexcept {
  return com::guarded([&] { return begin_topology(true, callback, state); });
}

HRESULT STDMETHODCALLTYPE WorkQueueServices::EndRegisterTopologyWorkQueuesWithMMCSS(IMFAsyncResult* result) noexcept {
  return result ? result->GetStatus() : E_POINTER;
}

HRESULT STDMETHODCALLTYPE WorkQueueServices::BeginUnregisterTopologyWorkQueuesWithMMCSS(IMFAsyncCallback* callback,
                                                                                        IUnknown* state) noexcept {
  return com::guarded([&] { return begin_topology(false, callback, state); });
}

HRESULT STDMETHODCALLTYPE WorkQueueServices::EndUnregisterTopologyWorkQueuesWithMMCSS(IMFAsyncResult* result) noexcept {
  return result ? result->GetStatus() : E_POINTER;
}

std::shared_ptr<const mf::BranchQueue> WorkQueueServices::topology_queue(DWORD label) const {
  const engine::TopologyPtr topology = session_->connected_topology();
  if (!topology) return nullptr;
  for (const engine::TopologyNode& node : topology->nodes) {
    const auto* source = std::get_if<engine::SourceStream>(&node.kind);
    auto queue = source ? std::dynamic_pointer_cast<const mf::BranchQueue>(source->queue) : nullptr;
    if (queue && queue->wish().id == label) return queue;
  }
  return nullptr;
}

HRESULT STDMETHODCALLTYPE WorkQueueServices::GetTopologyWorkQueueMMCSSClass(DWORD queue, LPWSTR name,
                                                                            DWORD* length) noexcept {
  return com::guarded([&]() -> HRESULT {
    RETURN_IF_FAILED(refuse_after_shutdown());
    const auto found = topology_queue(queue);
    RETURN_HR_IF(E_INVALIDARG, !found);
    return copy_text(found->wish().mmcss, name, length);
  });
}

HRESULT STDMETHODCALLTYPE WorkQueueServices::GetTopologyWorkQueueMMCSSTaskId(DWORD queue, DWORD* task) noexcept {
  return com::guarded([&]() -> HRESULT {
    RETURN_HR_IF(E_POINTER, !task);
    RETURN_IF_FAILED(refuse_after_shutdown());
    const auto found = topology_queue(queue);
    RETURN_HR_IF(E_INVALIDARG, !found);
    *task = found->task();
    return S_OK;
  });
}

HRESULT STDMETHODCALLTYPE WorkQueueServices::GetTopologyWorkQueueMMCSSPriority(DWORD queue, LONG* priority) noexcept {
  return com::guarded([&]() -> HRESULT {
    RETURN_HR_IF(E_POINTER, !priority);
    RETURN_IF_FAILED(refuse_after_shutdown());
    const auto found = topology_queue(queue);
    RETURN_HR_IF(E_INVALIDARG, !found);
    *priority = found->wish().priority;
    return S_OK;
  });
}

// ----------------------------------------------------------------------------------------------------- platform queues

HRESULT STDMETHODCALLTYPE WorkQueueServices::BeginRegisterPlatformWorkQueueWithMMCSS(DWORD queue, LPCWSTR name,
                                                                                     DWORD task,
                                                                                     IMFAsyncCallback* callback,
                                                                                     IUnknown* state) noexcept {
  return BeginRegisterPlatformWorkQueueWithMMCSSEx(queue, name, task, 0, callback, state);
}

HRESULT STDMETHODCALLTYPE WorkQueueServices::BeginRegisterPlatformWorkQueueWithMMCSSEx(DWORD queue, LPCWSTR name,
                                                                                       DWORD task, LONG priority,
                                                                                       IMFAsyncCallback* callback,
                                                                                       IUnknown* state) noexcept {
  return com::guarded([&]() -> HRESULT {
    RETURN_HR_IF(E_POINTER, !name);
    return begin_platform(queue, Registration{name, task, priority}, callback, state);
  });
}

/// Registers for the class of `wanted`, or, without one, for none any more.
HRESULT WorkQueueServices::begin_platform(DWORD queue, std::optional<Registration> wanted, IMFAsyncCallback* callback,
                                          IUnknown* state) {
  RETURN_HR_IF(E_POINTER, !callback);
  RETURN_IF_FAILED(refuse_after_shutdown());
  ComPtr<IMFAttributes> answer;  // carries the task to End
  ComPtr<IMFAsyncResult> result;
  RETURN_IF_FAILED(MFCreateAttributes(&answer, 1));
  RETURN_IF_FAILED(MFCreateAsyncResult(answer.Get(), callback, state, &result));
  const auto finish = [self = ComPtr<WorkQueueServices>(this), answer, result, queue](std::optional<Registration> made,
                                                                                      HRESULT status) {
    static_cast<void>(answer->SetUINT32(kTask, made ? made->task : 0));
    if (SUCCEEDED(status)) self->record(queue, std::move(made));
    self->complete(result, status);
  };
  const ComPtr<IMFAsyncCallback> answered = com::make_one_shot_callback(
      [finish, wanted](IMFAsyncResult* platform) mutable {
        const HRESULT status = wanted ? MFEndRegisterWorkQueueWithMMCSS(platform, &wanted->task)
                                      : MFEndUnregisterWorkQueueWithMMCSS(platform);
        finish(std::move(wanted), status);
      },
      com::kMultithreaded);
  const HRESULT hr = wanted ? MFBeginRegisterWorkQueueWithMMCSSEx(queue, wanted->mmcss.c_str(), wanted->task,
                                                                  wanted->priority, answered.Get(), nullptr)
                            : MFBeginUnregisterWorkQueueWithMMCSS(queue, answered.Get(), nullptr);
  if (hr == E_NOTIMPL) finish(std::move(wanted), S_OK);
  return hr == E_NOTIMPL ? S_OK : hr;
}

HRESULT STDMETHODCALLTYPE WorkQueueServices::EndRegisterPlatformWorkQueueWithMMCSS(IMFAsyncResult* result,
                                                                                   DWORD* task) noexcept {
  return com::guarded([&]() -> HRESULT {
    RETURN_HR_IF(E_POINTER, !result || !task);
    *task = 0;
    ComPtr<IUnknown> object;
    ComPtr<IMFAttributes> answer;
    RETURN_HR_IF(E_INVALIDARG, FAILED(result->GetObject(&object)) || FAILED(object.As(&answer)));
    UINT32 value = 0;
    static_cast<void>(answer->GetUINT32(kTask, &value));
    *task = value;
    return result->GetStatus();
  });
}

HRESULT STDMETHODCALLTYPE WorkQueueServices::BeginUnregisterPlatformWorkQueueWithMMCSS(DWORD queue,
                                                                                       IMFAsyncCallback* callback,
                                                                                       IUnknown* state) noexcept {
  return com::guarded([&] { return begin_platform(queue, std::nullopt, callback, state); });
}

HRESULT STDMETHODCALLTYPE WorkQueueServices::EndUnregisterPlatformWorkQueueWithMMCSS(IMFAsyncResult* result) noexcept {
  return result ? result->GetStatus() : E_POINTER;
}

/// On the strand, before the client is called back.
void WorkQueueServices::record(DWORD queue, std::optional<Registration> registration) {
  strand_->post([self = ComPtr<WorkQueueServices>(this), queue, registration = std::move(registration)]() mutable {
    Registrations all = *self->registrations_.get();
    if (registration)
      all[queue] = std::move(*registration);
    else
      all.erase(queue);
    self->registrations_.set(std::move(all));
  });
}

WorkQueueServices::Registration WorkQueueServices::registration(DWORD queue) const {
  const std::shared_ptr<const Registrations> all = registrations_.get();
  const auto found = all->find(queue);
  return found == all->end() ? Registration() : found->second;
}

HRESULT STDMETHODCALLTYPE WorkQueueServices::GetPlaftormWorkQueueMMCSSClass(DWORD queue, LPWSTR name,
                                                                            DWORD* length) noexcept {
  return com::guarded([&]() -> HRESULT {
    RETURN_HR_IF(E_POINTER, !length);
    RETURN_IF_FAILED(refuse_after_shutdown());
    const HRESULT hr = MFGetWorkQueueMMCSSClass(queue, name, length);
    return hr == E_NOTIMPL ? copy_text(registration(queue).mmcss, name, length) : hr;
  });
}

HRESULT STDMETHODCALLTYPE WorkQueueServices::GetPlatformWorkQueueMMCSSTaskId(DWORD queue, DWORD* task) noexcept {
  return com::guarded([&]() -> HRESULT {
    RETURN_HR_IF(E_POINTER, !task);
    RETURN_IF_FAILED(refuse_after_shutdown());
    const HRESULT hr = MFGetWorkQueueMMCSSTaskId(queue, task);
    if (hr == E_NOTIMPL) *task = registration(queue).task;
    return hr == E_NOTIMPL ? S_OK : hr;
  });
}

HRESULT STDMETHODCALLTYPE WorkQueueServices::GetPlatformWorkQueueMMCSSPriority(DWORD queue, LONG* priority) noexcept {
  return com::guarded([&]() -> HRESULT {
    RETURN_HR_IF(E_POINTER, !priority);
    RETURN_IF_FAILED(refuse_after_shutdown());
    const HRESULT hr = MFGetWorkQueueMMCSSPriority(queue, priority);
    if (hr == E_NOTIMPL) *priority = registration(queue).priority;
    return hr == E_NOTIMPL ? S_OK : hr;
  });
}

}  // namespace caesura::facade
