// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "com/object.h"
#include "mf/headers.h"
#include "mf/media_type_text.h"

namespace caesura::test {

/// A stream sink whose taste in media types a test writes down; it plays nothing. Thread-bound.
class ScriptedStreamSink final
    : public com::Object<com::Chain<IMFStreamSink, IMFMediaEventGenerator>, IMFMediaTypeHandler> {
 public:
  /// Answers SetCurrentMediaType.
  std::function<HRESULT(IMFMediaType*)> answer = [](IMFMediaType*) { return S_OK; };
  std::vector<mf::ComPtr<IMFMediaType>> enumerated;
  mf::ComPtr<IMFMediaType> current;
  /// What was offered, in words, the last one last.
  std::vector<std::string> offers;
  int enumerations = 0;
  DWORD id = 0;

  /// Takes the types of `subtype` and no other.
  void take_only(const GUID& subtype) {
    answer = [subtype](IMFMediaType* type) {
      GUID offered{};
      type->GetGUID(MF_MT_SUBTYPE, &offered);
      return InlineIsEqualGUID(offered, subtype) ? S_OK : MF_E_INVALIDMEDIATYPE;
    };
  }

  HRESULT STDMETHODCALLTYPE SetCurrentMediaType(IMFMediaType* type) noexcept override {
    offers.push_back(mf::describe(type));
    const HRESULT hr = answer(type);
    if (SUCCEEDED(hr)) current = type;
    return hr;
  }
  HRESULT STDMETHODCALLTYPE GetCurrentMediaType(IMFMediaType** type) noexcept override {
    return current ? current.CopyTo(type) : MF_E_NOT_INITIALIZED;
  }
  HRESULT STDMETHODCALLTYPE GetMediaTypeCount(DWORD* count) noexcept override {
    ++enumerations;
    *count = static_cast<DWORD>(enumerated.size());
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE GetMediaTypeByIndex(DWORD index, IMFMediaType** type) noexcept override {
    return index < enumerated.size() ? enumerated[index].CopyTo(type) : MF_E_NO_MORE_TYPES;
  }
  HRESULT STDMETHODCALLTYPE IsMediaTypeSupported(IMFMediaType* type, IMFMediaType** closest) noexcept override {
    if (closest) *closest = nullptr;
    return answer(type);
  }
  HRESULT STDMETHODCALLTYPE GetMajorType(GUID*) noexcept override { return E_NOTIMPL; }

  HRESULT STDMETHODCALLTYPE GetMediaTypeHandler(IMFMediaTypeHandler** handler) noexcept override {
    *handler = this;
    AddRef();
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE GetIdentifier(DWORD* identifier) noexcept override {
    *identifier = id;
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE GetMediaSink(IMFMediaSink**) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE ProcessSample(IMFSample*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE PlaceMarker(MFSTREAMSINK_MARKER_TYPE, const PROPVARIANT*,
                                        const PROPVARIANT*) noexcept override {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE Flush() noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetEvent(DWORD, IMFMediaEvent**) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE BeginGetEvent(IMFAsyncCallback*, IUnknown*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE EndGetEvent(IMFAsyncResult*, IMFMediaEvent**) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE QueueEvent(MediaEventType, REFGUID, HRESULT, const PROPVARIANT*) noexcept override {
    return E_NOTIMPL;
  }
};

}  // namespace caesura::test
