// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "mf/headers.h"
#include "mf/resolve_hints.h"

namespace caesura::mf {

/// A transform that could be made, and its name for messages. Thread-bound.
struct TransformCandidate {
  std::string name;
  CLSID clsid{};
  ComPtr<IMFActivate> activate;  // null: made from the CLSID

  /// Unlocked where it is asynchronous.
  Result<ComPtr<IMFTransform>> create() const;
};

/// The platform's decoders for `input`, best first (MFTEnumEx): those in software, registered for this process or for
/// all, and where `hints` say so the ones in hardware, too. Empty: there is none. Thread-safe.
std::vector<TransformCandidate> find_decoders(IMFMediaType* input, const ResolveHints& hints);

/// What may turn the uncompressed `input` into another uncompressed type, the most trustworthy first: the platform's
/// own converters, then whatever else is registered as a video processor. Thread-safe.
std::vector<TransformCandidate> find_converters(IMFMediaType* input, const ResolveHints& hints);

}  // namespace caesura::mf
