// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "engine/ports.h"
#include "mf/headers.h"

namespace caesura::mf {

/// What a source node's attributes say of the threads of its branch. Immutable.
struct QueueWish {
  DWORD id = 0;            // MF_TOPONODE_WORKQUEUE_ID: the client's own label
  std::wstring mmcss{};    // MF_TOPONODE_WORKQUEUE_MMCSS_CLASS; empty: none
  DWORD task = 0;          // MF_TOPONODE_WORKQUEUE_MMCSS_TASKID
  LONG priority = 0;       // MF_TOPONODE_WORKQUEUE_MMCSS_PRIORITY, of the threads
  LONG item_priority = 0;  // MF_TOPONODE_WORKQUEUE_ITEM_PRIORITY

  friend bool operator==(const QueueWish&, const QueueWish&) = default;
};

/// A wish, and the platform's work queue that answers it: allocated when the first component asks for it, and given
/// back with this. Thread-safe.
class BranchQueue final : public engine::Foreign {
 public:
  explicit BranchQueue(QueueWish wish) : wish_(std::move(wish)), task_(wish_.task) {}
  BranchQueue(const BranchQueue&) = delete;
  BranchQueue& operator=(const BranchQueue&) = delete;
  ~BranchQueue() override;

  const QueueWish& wish() const { return wish_; }
  /// The platform's queue: multithreaded, and of the MMCSS class where there is one. 0: the platform has none.
  DWORD platform_queue() const;
  /// The MMCSS task of its threads: the client's, or the one that came with the queue.
  DWORD task() const { return task_; }

 private:
  const QueueWish wish_;
  mutable std::atomic<DWORD> queue_{0};
  mutable std::atomic<DWORD> task_;
};

/// What one component knows of the queue of its branch. Strand-bound.
class QueueMember {
 public:
  /// Tells `component`, where it is an IMFRealTimeClientEx or an IMFRealTimeClient, of `queue`, a BranchQueue; null:
  /// that it has none any more, where it had one. What it answers concerns nobody.
  void use(IUnknown* component, const engine::ForeignPtr& queue);

 private:
  bool registered_ = false;
};

}  // namespace caesura::mf
