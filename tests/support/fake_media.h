// SPDX-License-Identifier: MIT
//
// What the COM fakes are made of: media types, samples, an event queue behind IMFMediaEventGenerator's four methods.
#pragma once

#include <string>
#include <vector>

#include "com/object.h"
#include "mf/headers.h"
#include "mf/prop_variant.h"

namespace caesura::test {

using com::ComPtr;

/// 16-bit PCM, 48 kHz, 2 channels.
ComPtr<IMFMediaType> make_audio_type();
ComPtr<IMFMediaType> make_video_type(REFGUID subtype, UINT32 width = 320, UINT32 height = 240);
/// A sample with one buffer of `bytes` bytes, each `fill`.
ComPtr<IMFSample> make_sample(LONGLONG time, LONGLONG duration, DWORD bytes = 16, BYTE fill = 0);

/// An object that a fake gives for a service.
struct FakeService {
  GUID service = GUID_NULL;
  ComPtr<IUnknown> object{};
};
/// IMFGetService::GetService over a list.
HRESULT get_service(const std::vector<FakeService>& services, REFGUID service, REFIID iid, void** object);

/// Plain letters as a log takes them.
std::string plain_text(LPCWSTR letters);

/// IMFMediaEventGenerator over the platform's event queue, for fakes that list `Base` in their Object. Thread-safe.
template <typename Base>
class FakeGenerator : public Base {
 public:
  HRESULT STDMETHODCALLTYPE GetEvent(DWORD flags, IMFMediaEvent** event) noexcept override {
    return queue_->GetEvent(flags, event);
  }
  HRESULT STDMETHODCALLTYPE BeginGetEvent(IMFAsyncCallback* callback, IUnknown* state) noexcept override {
    return queue_->BeginGetEvent(callback, state);
  }
  HRESULT STDMETHODCALLTYPE EndGetEvent(IMFAsyncResult* result, IMFMediaEvent** event) noexcept override {
    return queue_->EndGetEvent(result, event);
  }
  HRESULT STDMETHODCALLTYPE QueueEvent(MediaEventType type, REFGUID extended, HRESULT status,
                                       const PROPVARIANT* value) noexcept override {
    return queue_->QueueEventParamVar(type, extended, status, value);
  }

  /// Raises an event with any value.
  void raise(MediaEventType type, HRESULT status = S_OK, const mf::PropVariant& value = {}) {
    emit(type, status, value.get());
  }
  void raise_event(IMFMediaEvent* event) { static_cast<void>(queue_->QueueEvent(event)); }

 protected:
  FakeGenerator() { MFCreateEventQueue(&queue_); }
  /// What becomes of an event that it raises.
  virtual void emit(MediaEventType type, HRESULT status, const PROPVARIANT& value) {
    static_cast<void>(queue_->QueueEventParamVar(type, GUID_NULL, status, &value));
  }
  void shut_down_events() { queue_->Shutdown(); }

 private:
  ComPtr<IMFMediaEventQueue> queue_;
};

}  // namespace caesura::test
