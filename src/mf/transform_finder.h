// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "mf/headers.h"

namespace caesura::mf {

/// A transform that could be made, and its name for messages. Thread-bound.
struct TransformCandidate {
  std::string name;
  CLSID clsid{};
  ComPtr<IMFActivate> activate;  // null: made from the CLSID

  Result<ComPtr<IMFTransform>> create() const;
};

/// The platform's synchronous software decoders for `input`, best first (MFTEnumEx). Empty: there is none. Thread-safe.
std::vector<TransformCandidate> find_decoders(IMFMediaType* input);

/// What may turn the uncompressed `input` into another uncompressed type, the most trustworthy first: the platform's
/// own converters, then whatever else is registered as a video processor. Thread-safe.
std::vector<TransformCandidate> find_converters(IMFMediaType* input);

}  // namespace caesura::mf
