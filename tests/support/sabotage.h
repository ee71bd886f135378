// SPDX-License-Identifier: MIT
//
// What makes one call, or one event, of otherwise honest components go wrong.
#pragma once

#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "base/mutex.h"
#include "mf/headers.h"
#include "mf/prop_variant.h"

namespace caesura::test {

/// What goes wrong.
enum class Sin {
  kNone,
  // of calls
  kReturn,       // does nothing and returns a code
  kReturnAfter,  // does it, and returns a code
  kTwice,        // does it twice
  kElsewhere,    // does it on another thread, and waits for that
  kSlow,         // does it after a while
  kNull,         // does it, returns S_OK and gives nothing: null for an object
  kGarbage,      // the same with garbage: the largest count, a time before all times
  kInside,       // calls Sabotage::inside first
  // of events
  kSwallowed,  // never comes
  kDoubled,    // comes twice
  kDelayed,    // comes late, from another thread
  kFailed,     // with a code as its status
  kEmptied,    // without its value
  kMistyped,   // with a string in its place
  kForeign,    // with an object that is something else
  kUnknown,    // as an event that nobody knows
  kError,      // MEError comes in its place
  kDistorted,  // with another sample: no buffer, no time, the end of time
};

/// Which call goes wrong, and how.
struct Sabotage {
  std::string call;  // "sink.OnClockStart", "stream.event"
  int nth = 0;       // counted from 1; 0: every one
  Sin sin = Sin::kNone;
  HRESULT code = S_OK;
  std::function<void()> inside{};
};

/// Counts the calls on the components that share it and lets one of them go wrong. A component holds it for as long as
/// it lives, so whoever is left alone with it knows that all of them are gone. Thread-safe.
class Saboteur {
 public:
  explicit Saboteur(Sabotage sabotage = {}) : sabotage_(std::move(sabotage)) {}
  Saboteur(const Saboteur&) = delete;
  Saboteur& operator=(const Saboteur&) = delete;

  /// A call whose honest form is `deed`; `out` are where it writes to.
  template <typename Deed, typename... Out>
  HRESULT call(const char* name, const Deed& deed, Out*... out) {
    if (!is_due(name)) return deed();
    switch (sabotage_.sin) {
      case Sin::kReturn:
        return sabotage_.code;
      case Sin::kReturnAfter:
        static_cast<void>(deed());
        return sabotage_.code;
      case Sin::kTwice:
        static_cast<void>(deed());
        (empty(out), ...);
        return deed();
      case Sin::kElsewhere:
        return elsewhere(deed);
      case Sin::kSlow:
        Sleep(kSlow);
        return deed();
      case Sin::kNull: {
        const HRESULT hr = deed();
        (empty(out), ...);
        return SUCCEEDED(hr) ? hr : S_OK;
      }
      case Sin::kGarbage: {
        const HRESULT hr = deed();
        (fill(out), ...);
        return SUCCEEDED(hr) ? hr : S_OK;
      }
      case Sin::kInside:
        sabotage_.inside();
        return deed();
      default:
        return deed();
    }
  }

  using Emit = std::function<void(MediaEventType, HRESULT, const PROPVARIANT&)>;
  /// An event, which `emit` raises. `owner`, which lives as long as emit may be called, is held where that is later.
  void event(const char* name, IUnknown* owner, const Emit& emit, MediaEventType type, HRESULT status,
             const PROPVARIANT& value);

  /// How often each call was made.
  std::map<std::string, int> counts() const;
  int count(const std::string& call) const;
  /// Whether it came to what was to go wrong.
  bool was_due() const;

 private:
  static constexpr DWORD kSlow = 30;  // ms

  bool is_due(const char* name);

  template <typename Deed>
  static HRESULT elsewhere(const Deed& deed) {
    HRESULT hr = E_UNEXPECTED;
    std::thread([&] { hr = deed(); }).join();
    return hr;
  }

  template <typename Interface>
  static void empty(Interface** out) {
    if (out && *out) std::exchange(*out, nullptr)->Release();
  }
  static void empty(PROPVARIANT* out) { PropVariantClear(out); }
  template <typename Plain>
  static void empty(Plain* out) {
    if (out) *out = {};
  }
  template <typename Interface>
  static void fill(Interface** out) {
    empty(out);
  }
  template <typename Plain>
  static void fill(Plain* out) {
    if (out) FillMemory(out, sizeof *out, 0xff);
  }
  static void fill(LONGLONG* out) { *out = std::numeric_limits<LONGLONG>::min(); }
  static void fill(MFT_OUTPUT_DATA_BUFFER* out);
  static void empty(MFT_OUTPUT_DATA_BUFFER* out);

  const Sabotage sabotage_;
  mutable Mutex mutex_;
  std::map<std::string, int> counts_;  // under mutex_, as the next
  bool was_due_ = false;
};

}  // namespace caesura::test
