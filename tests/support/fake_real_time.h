// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "com/object.h"
#include "mf/work_queue_api.h"
#include "support/fake_call_log.h"
#include "support/fake_media.h"

namespace caesura::test {

/// What a component that has threads is told: logs "<name>.RegisterThreads" (class, task), "<name>.UnregisterThreads"
/// and "<name>.SetWorkQueue" (the queue). Thread-safe.
class FakeRealTimeClient final : public com::Object<mf::IMFRealTimeClient> {
 public:
  FakeRealTimeClient(std::shared_ptr<CallLog> log, std::string name) : log_(std::move(log)), name_(std::move(name)) {}

  HRESULT STDMETHODCALLTYPE RegisterThreads(DWORD task, LPCWSTR name) noexcept override {
    log_->add(name_ + ".RegisterThreads", plain_text(name) + " " + std::to_string(task));
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE UnregisterThreads() noexcept override {
    log_->add(name_ + ".UnregisterThreads");
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE SetWorkQueue(DWORD queue) noexcept override {
    log_->add(name_ + ".SetWorkQueue", std::to_string(queue));
    return S_OK;
  }

 private:
  const std::shared_ptr<CallLog> log_;
  const std::string name_;
};

}  // namespace caesura::test
