// SPDX-License-Identifier: MIT
#pragma once

#include "base/result.h"
#include "com/hresult.h"
#include "mf/headers.h"

namespace caesura::mf {

/// A PROPVARIANT that clears itself. Thread-bound.
class PropVariant {
 public:
  PropVariant() { PropVariantInit(&value_); }
  PropVariant(PropVariant&& other) noexcept : value_(other.value_) { PropVariantInit(&other.value_); }
  PropVariant& operator=(PropVariant&& other) noexcept {
    std::swap(value_, other.value_);
    return *this;
  }
  ~PropVariant() { PropVariantClear(&value_); }

  static PropVariant of_int64(LONGLONG value) {
    PropVariant variant;
    variant.value_.vt = VT_I8;
    variant.value_.hVal.QuadPart = value;
    return variant;
  }
  static PropVariant of_uint32(UINT32 value) {
    PropVariant variant;
    variant.value_.vt = VT_UI4;
    variant.value_.ulVal = value;
    return variant;
  }
  static PropVariant of_uint64(ULONGLONG value) {
    PropVariant variant;
    variant.value_.vt = VT_UI8;
    variant.value_.uhVal.QuadPart = value;
    return variant;
  }
  static PropVariant of_float(float value) {
    PropVariant variant;
    variant.value_.vt = VT_R4;
    variant.value_.fltVal = value;
    return variant;
  }
  /// Adds a reference.
  static PropVariant of_unknown(IUnknown* object) {
    PropVariant variant;
    variant.value_.vt = VT_UNKNOWN;
    variant.value_.punkVal = object;
    object->AddRef();
    return variant;
  }
  static Result<PropVariant> copy_of(const PROPVARIANT& other) {
    PropVariant variant;
    RETURN_IF_FAILED(PropVariantCopy(&variant.value_, &other));
    return variant;
  }

  const PROPVARIANT& get() const { return value_; }
  VARTYPE type() const { return value_.vt; }
  LONGLONG int64() const { return value_.hVal.QuadPart; }
  float float32() const { return value_.fltVal; }
  /// The interface of a VT_UNKNOWN, or null when there is none.
  template <typename T>
  ComPtr<T> query() const {
    ComPtr<T> object;
    if (value_.vt == VT_UNKNOWN && value_.punkVal)
      static_cast<void>(value_.punkVal->QueryInterface(IID_PPV_ARGS(&object)));
    return object;
  }
  /// To receive a value; empty until then.
  PROPVARIANT* receive() { return &value_; }

 private:
  PROPVARIANT value_;
};

}  // namespace caesura::mf
