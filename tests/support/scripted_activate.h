// SPDX-License-Identifier: MIT
#pragma once

#include <utility>

#include "com/object.h"
#include "mf/headers.h"

namespace caesura::test {

/// An IMFActivate that hands out the object it was given, and counts. Its attributes are the platform's. Thread-bound.
class ScriptedActivate final : public com::Object<com::Chain<IMFActivate, IMFAttributes>> {
 public:
  explicit ScriptedActivate(mf::ComPtr<IUnknown> object) : object_(std::move(object)) {
    MFCreateAttributes(&store_, 0);
  }

  HRESULT answer = S_OK;  // of ActivateObject
  int activations = 0;
  int shutdowns = 0;

  HRESULT STDMETHODCALLTYPE ActivateObject(REFIID iid, void** object) noexcept override {
    ++activations;
    *object = nullptr;
    return FAILED(answer) ? answer : object_->QueryInterface(iid, object);
  }
  HRESULT STDMETHODCALLTYPE ShutdownObject() noexcept override {
    ++shutdowns;
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE DetachObject() noexcept override { return E_NOTIMPL; }

  HRESULT STDMETHODCALLTYPE GetItem(REFGUID key, PROPVARIANT* value) noexcept override {
    return store_->GetItem(key, value);
  }
  HRESULT STDMETHODCALLTYPE GetItemType(REFGUID key, MF_ATTRIBUTE_TYPE* type) noexcept override {
    return store_->GetItemType(key, type);
  }
  HRESULT STDMETHODCALLTYPE CompareItem(REFGUID key, REFPROPVARIANT value, BOOL* result) noexcept override {
    return store_->CompareItem(key, value, result);
  }
  HRESULT STDMETHODCALLTYPE Compare(IMFAttributes* theirs, MF_ATTRIBUTES_MATCH_TYPE match,
                                    BOOL* result) noexcept override {
    return store_->Compare(theirs, match, result);
  }
  HRESULT STDMETHODCALLTYPE GetUINT32(REFGUID key, UINT32* value) noexcept override {
    return store_->GetUINT32(key, value);
  }
  HRESULT STDMETHODCALLTYPE GetUINT64(REFGUID key, UINT64* value) noexcept override {
    return store_->GetUINT64(key, value);
  }
  HRESULT STDMETHODCALLTYPE GetDouble(REFGUID key, double* value) noexcept override {
    return store_->GetDouble(key, value);
  }
  HRESULT STDMETHODCALLTYPE GetGUID(REFGUID key, GUID* value) noexcept override { return store_->GetGUID(key, value); }
  HRESULT STDMETHODCALLTYPE GetStringLength(REFGUID key, UINT32* length) noexcept override {
    return store_->GetStringLength(key, length);
  }
  HRESULT STDMETHODCALLTYPE GetString(REFGUID key, LPWSTR value, UINT32 size, UINT32* length) noexcept override {
    return store_->GetString(key, value, size, length);
  }
  HRESULT STDMETHODCALLTYPE GetAllocatedString(REFGUID key, LPWSTR* value, UINT32* length) noexcept override {
    return store_->GetAllocatedString(key, value, length);
  }
  HRESULT STDMETHODCALLTYPE GetBlobSize(REFGUID key, UINT32* size) noexcept override {
    return store_->GetBlobSize(key, size);
  }
  HRESULT STDMETHODCALLTYPE GetBlob(REFGUID key, UINT8* buffer, UINT32 size, UINT32* length) noexcept override {
    return store_->GetBlob(key, buffer, size, length);
  }
  HRESULT STDMETHODCALLTYPE GetAllocatedBlob(REFGUID key, UINT8** buffer, UINT32* size) noexcept override {
    return store_->GetAllocatedBlob(key, buffer, size);
  }
  HRESULT STDMETHODCALLTYPE GetUnknown(REFGUID key, REFIID iid, LPVOID* object) noexcept override {
    return store_->GetUnknown(key, iid, object);
  }
  HRESULT STDMETHODCALLTYPE SetItem(REFGUID key, REFPROPVARIANT value) noexcept override {
    return store_->SetItem(key, value);
  }
  HRESULT STDMETHODCALLTYPE DeleteItem(REFGUID key) noexcept override { return store_->DeleteItem(key); }
  HRESULT STDMETHODCALLTYPE DeleteAllItems() noexcept override { return store_->DeleteAllItems(); }
  HRESULT STDMETHODCALLTYPE SetUINT32(REFGUID key, UINT32 value) noexcept override {
    return store_->SetUINT32(key, value);
  }
  HRESULT STDMETHODCALLTYPE SetUINT64(REFGUID key, UINT64 value) noexcept override {
    return store_->SetUINT64(key, value);
  }
  HRESULT STDMETHODCALLTYPE SetDouble(REFGUID key, double value) noexcept override {
    return store_->SetDouble(key, value);
  }
  HRESULT STDMETHODCALLTYPE SetGUID(REFGUID key, REFGUID value) noexcept override {
    return store_->SetGUID(key, value);
  }
  HRESULT STDMETHODCALLTYPE SetString(REFGUID key, LPCWSTR value) noexcept override {
    return store_->SetString(key, value);
  }
  HRESULT STDMETHODCALLTYPE SetBlob(REFGUID key, const UINT8* buffer, UINT32 size) noexcept override {
    return store_->SetBlob(key, buffer, size);
  }
  HRESULT STDMETHODCALLTYPE SetUnknown(REFGUID key, IUnknown* object) noexcept override {
    return store_->SetUnknown(key, object);
  }
  HRESULT STDMETHODCALLTYPE LockStore() noexcept override { return store_->LockStore(); }
  HRESULT STDMETHODCALLTYPE UnlockStore() noexcept override { return store_->UnlockStore(); }
  HRESULT STDMETHODCALLTYPE GetCount(UINT32* count) noexcept override { return store_->GetCount(count); }
  HRESULT STDMETHODCALLTYPE GetItemByIndex(UINT32 index, GUID* key, PROPVARIANT* value) noexcept override {
    return store_->GetItemByIndex(index, key, value);
  }
  HRESULT STDMETHODCALLTYPE CopyAllItems(IMFAttributes* to) noexcept override { return store_->CopyAllItems(to); }

 private:
  const mf::ComPtr<IUnknown> object_;
  mf::ComPtr<IMFAttributes> store_;
};

}  // namespace caesura::test
