// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <memory>
#include <utility>

#include <gtest/gtest.h>

#include "com/async_callback.h"
#include "com/event_generator.h"
#include "com/hresult.h"
#include "com/object.h"
#include "com/win32_executor.h"
#include "support/com_media_foundation.h"
#include "support/com_wait.h"

namespace caesura::test {

using com::ComPtr;

/// A generator and nothing else.
class Generator final : public com::EventGenerator<com::Object<IMFMediaEventGenerator>> {
 public:
  explicit Generator(std::shared_ptr<Executor> executor)
      : EventGenerator(com::MediaEventQueue::create(std::move(executor))) {}

  void shut_down() { events()->shut_down(); }
};

/// A generator on the process's pool, and verbs for its clients.
class EventGeneratorTest : public testing::Test {
 protected:
  ComPtr<Generator> make_generator() { return com::make<Generator>(executor_); }

  HRESULT raise(MediaEventType type) { return generator_->QueueEvent(type, GUID_NULL, S_OK, nullptr); }
  HRESULT get(DWORD flags = MF_EVENT_FLAG_NO_WAIT) {
    return generator_->GetEvent(flags, event_.ReleaseAndGetAddressOf());
  }
  HRESULT begin(const ComPtr<IMFAsyncCallback>& callback, IUnknown* state = nullptr) {
    return generator_->BeginGetEvent(callback.Get(), state);
  }
  HRESULT end(IMFAsyncResult* result) { return generator_->EndGetEvent(result, event_.ReleaseAndGetAddressOf()); }
  MediaEventType last_type() {
    MediaEventType type = MEUnknown;
    if (event_) event_->GetType(&type);
    return type;
  }
  /// A callback that ends its request and says so.
  ComPtr<IMFAsyncCallback> make_ending_callback() {
    return com::make_callback([this](IMFAsyncResult* result) {
      ended_ = end(result);
      invoked_.raise();
    });
  }

  MediaFoundation media_foundation_;
  std::shared_ptr<Executor> executor_ = com::Win32Executor::create();
  ComPtr<Generator> generator_ = make_generator();
  ComPtr<IMFMediaEvent> event_;
  std::atomic<HRESULT> ended_{E_PENDING};
  Signal invoked_;
};

}  // namespace caesura::test
