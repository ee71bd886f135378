// SPDX-License-Identifier: MIT
#include "com/sound_value.h"

namespace caesura::com {
namespace {

constexpr ULONG kLargest = ULONG{1} << 26;  // bytes of a blob, elements of a vector

bool is_plain(VARTYPE type) {
  switch (type) {
    case VT_I1:
    case VT_UI1:
    case VT_I2:
    case VT_UI2:
    case VT_I4:
    case VT_UI4:
    case VT_I8:
    case VT_UI8:
    case VT_INT:
    case VT_UINT:
    case VT_R4:
    case VT_R8:
    case VT_BOOL:
    case VT_ERROR:
    case VT_CY:
    case VT_DATE:
    case VT_FILETIME:
      return true;
    default:
      return false;
  }
}

bool is_sound_block(ULONG size, const void* start) { return size == 0 || (start && size <= kLargest); }

}  // namespace

bool is_sound(const PROPVARIANT& value) {
  if ((value.vt & VT_VECTOR) != 0) {
    const auto element = static_cast<VARTYPE>(value.vt & ~VT_VECTOR);
    return is_plain(element) && element != VT_INT && element != VT_UINT &&
           is_sound_block(value.caub.cElems, value.caub.pElems);
  }
  switch (value.vt) {
    case VT_EMPTY:
    case VT_NULL:
    case VT_BSTR:
      return true;
    case VT_LPSTR:
    case VT_LPWSTR:
    case VT_CLSID:
    case VT_UNKNOWN:
    case VT_DISPATCH:
    case VT_STREAM:
    case VT_STORAGE:
      return value.punkVal != nullptr;
    case VT_BLOB:
      return is_sound_block(value.blob.cbSize, value.blob.pBlobData);
    default:
      return is_plain(value.vt);
  }
}

}  // namespace caesura::com
