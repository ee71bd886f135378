// SPDX-License-Identifier: MIT
#include "mf/branch_queue.h"

#include <utility>

#include "base/log.h"
#include "mf/work_queue_api.h"

namespace caesura::mf {
namespace {

void tell(IMFRealTimeClientEx* client, const BranchQueue* queue) {
  if (!queue) {
    client->UnregisterThreads();
    client->SetWorkQueueEx(MFASYNC_CALLBACK_QUEUE_UNDEFINED, 0);
    return;
  }
  const QueueWish& wish = queue->wish();
  client->SetWorkQueueEx(queue->platform_queue(), wish.item_priority);
  DWORD task = queue->task();
  if (!wish.mmcss.empty()) client->RegisterThreadsEx(&task, wish.mmcss.c_str(), wish.priority);
}

void tell(IMFRealTimeClient* client, const BranchQueue* queue) {
  if (!queue) {
    client->UnregisterThreads();
    client->SetWorkQueue(MFASYNC_CALLBACK_QUEUE_UNDEFINED);
    return;
  }
  const QueueWish& wish = queue->wish();
  client->SetWorkQueue(queue->platform_queue());
  if (!wish.mmcss.empty()) client->RegisterThreads(queue->task(), wish.mmcss.c_str());
}

template <typename Client>
bool tell_as(IUnknown* component, const BranchQueue* queue) {
  ComPtr<Client> client;
  if (FAILED(component->QueryInterface(IID_PPV_ARGS(&client)))) return false;
  tell(client.Get(), queue);
  return true;
}

}  // namespace

BranchQueue::~BranchQueue() {
  if (const DWORD queue = queue_) static_cast<void>(MFUnlockWorkQueue(queue));
}

DWORD BranchQueue::platform_queue() const {
  DWORD present = queue_;
  if (present != 0) return present;
  DWORD made = 0;
  DWORD task = wish_.task;
  HRESULT hr = E_NOTIMPL;
  if (!wish_.mmcss.empty()) hr = MFLockSharedWorkQueue(wish_.mmcss.c_str(), wish_.priority, &task, &made);
  if (FAILED(hr)) hr = MFAllocateWorkQueueEx(MF_MULTITHREADED_WORKQUEUE, &made);
  if (FAILED(hr)) {
    LOG_WARN(session, "the platform gives no work queue for the label {}: {:#010x}", wish_.id,
             static_cast<std::uint32_t>(hr));
    return 0;
  }
  if (queue_.compare_exchange_strong(present, made)) {
    task_ = task;
    return made;
  }
  static_cast<void>(MFUnlockWorkQueue(made));  // another component was quicker
  return present;
}

void QueueMember::use(IUnknown* component, const engine::ForeignPtr& queue) {
  const auto* wanted = dynamic_cast<const BranchQueue*>(queue.get());
  if (!wanted && !registered_) return;
  registered_ = wanted != nullptr;
  if (!tell_as<IMFRealTimeClientEx>(component, wanted)) tell_as<IMFRealTimeClient>(component, wanted);
}

}  // namespace caesura::mf
