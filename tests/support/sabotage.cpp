// SPDX-License-Identifier: MIT
#include "support/sabotage.h"

#include <limits>

#include "support/fake_media.h"

namespace caesura::test {
namespace {

using mf::PropVariant;

/// A sample that is not as its stream's others are, each time another way.
ComPtr<IMFSample> distorted(int which) {
  constexpr LONGLONG kFirst = std::numeric_limits<LONGLONG>::min();
  constexpr LONGLONG kLast = std::numeric_limits<LONGLONG>::max();
  ComPtr<IMFSample> bare;
  switch (which % 5) {
    case 0:
      MFCreateSample(&bare);  // neither time nor buffer
      return bare;
    case 1:
      return make_sample(kFirst, kLast, 16);
    case 2:
      return make_sample(kLast, kLast, 16);
    case 3:
      return make_sample(-1, -1, 1);
    default:
      return make_sample(0, 0, 100'003);
  }
}

PropVariant text() {
  PropVariant value;
  value.receive()->vt = VT_LPWSTR;
  value.receive()->pwszVal = static_cast<LPWSTR>(CoTaskMemAlloc(sizeof(wchar_t)));
  *value.receive()->pwszVal = L'\0';
  return value;
}

}  // namespace

void Saboteur::event(const char* name, IUnknown* owner, const Emit& emit, MediaEventType type, HRESULT status,
                     const PROPVARIANT& value) {
  const bool due = is_due(name);
  switch (due ? sabotage_.sin : Sin::kNone) {
    case Sin::kSwallowed:
      return;
    case Sin::kDoubled:
      emit(type, status, value);
      return emit(type, status, value);
    case Sin::kDelayed: {
      Result<PropVariant> copy = PropVariant::copy_of(value);
      std::thread([owner = ComPtr<IUnknown>(owner), emit, type, status, copy = std::move(copy)] {
        Sleep(kSlow);
        emit(type, status, copy.value().get());
      }).detach();
      return;
    }
    case Sin::kFailed:
      return emit(type, sabotage_.code, value);
    case Sin::kEmptied:
      return emit(type, status, PropVariant().get());
    case Sin::kMistyped:
      return emit(type, status, text().get());
    case Sin::kForeign:
      return emit(type, status, PropVariant::of_unknown(make_audio_type().Get()).get());
    case Sin::kUnknown:
      return emit(static_cast<MediaEventType>(0x7fff0000), status, value);
    case Sin::kError:
      return emit(MEError, sabotage_.code, PropVariant().get());
    case Sin::kDistorted:
      if (type == MEMediaSample)
        return emit(type, status, PropVariant::of_unknown(distorted(sabotage_.nth).Get()).get());
      return emit(type, status, PropVariant::of_int64(std::numeric_limits<LONGLONG>::min()).get());
    default:
      return emit(type, status, value);
  }
}

std::map<std::string, int> Saboteur::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

int Saboteur::count(const std::string& call) const {
  const std::lock_guard lock(mutex_);
  const auto found = counts_.find(call);
  return found == counts_.end() ? 0 : found->second;
}

bool Saboteur::was_due() const {
  const std::lock_guard lock(mutex_);
  return was_due_;
}

bool Saboteur::is_due(const char* name) {
  const std::lock_guard lock(mutex_);
  const int count = ++counts_[name];
  if (sabotage_.call != name || (sabotage_.nth != 0 && sabotage_.nth != count)) return false;
  was_due_ = true;
  return true;
}

void Saboteur::empty(MFT_OUTPUT_DATA_BUFFER* out) {
  // A sample that the caller lent stays the caller's.
  if (out->pEvents) std::exchange(out->pEvents, nullptr)->Release();
  out->pSample = nullptr;
}

void Saboteur::fill(MFT_OUTPUT_DATA_BUFFER* out) {
  out->dwStreamID = 0xffffffff;
  out->dwStatus = 0xffffffff;
}

}  // namespace caesura::test
