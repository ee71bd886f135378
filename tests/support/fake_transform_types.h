// SPDX-License-Identifier: MIT
//
// What the fake transforms share: the types they offer, and the names of messages in the log.
#pragma once

#include <algorithm>
#include <vector>

#include "support/fake_media.h"

namespace caesura::test {

inline GUID guid_of(IMFMediaType* type, REFGUID key) {
  GUID value = GUID_NULL;
  static_cast<void>(type->GetGUID(key, &value));
  return value;
}

inline bool same_kind(IMFMediaType* a, IMFMediaType* b) {
  return guid_of(a, MF_MT_MAJOR_TYPE) == guid_of(b, MF_MT_MAJOR_TYPE) &&
         guid_of(a, MF_MT_SUBTYPE) == guid_of(b, MF_MT_SUBTYPE);
}

/// By major type and subtype.
inline bool lists(const std::vector<ComPtr<IMFMediaType>>& types, IMFMediaType* type) {
  return std::any_of(types.begin(), types.end(), [&](const auto& known) { return same_kind(known.Get(), type); });
}

/// In all details.
inline bool lists_whole(const std::vector<ComPtr<IMFMediaType>>& types, IMFMediaType* type) {
  return std::any_of(types.begin(), types.end(), [&](const auto& known) {
    DWORD differences = 0;
    return known->IsEqual(type, &differences) == S_OK;
  });
}

inline HRESULT type_at(const std::vector<ComPtr<IMFMediaType>>& types, DWORD index, IMFMediaType** type) {
  return index < types.size() ? types[index].CopyTo(type) : MF_E_NO_MORE_TYPES;
}

inline const char* message_name(MFT_MESSAGE_TYPE message) {
  switch (message) {
    case MFT_MESSAGE_COMMAND_FLUSH:
      return ".Flush";
    case MFT_MESSAGE_SET_D3D_MANAGER:
      return ".SetDeviceManager";
    case MFT_MESSAGE_COMMAND_DRAIN:
      return ".Drain";
    case MFT_MESSAGE_NOTIFY_BEGIN_STREAMING:
      return ".BeginStreaming";
    case MFT_MESSAGE_NOTIFY_END_STREAMING:
      return ".EndStreaming";
    case MFT_MESSAGE_NOTIFY_START_OF_STREAM:
      return ".StartOfStream";
    case MFT_MESSAGE_NOTIFY_END_OF_STREAM:
      return ".EndOfStream";
    default:
      return ".OtherMessage";
  }
}

}  // namespace caesura::test
