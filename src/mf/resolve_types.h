// SPDX-License-Identifier: MIT
//
// Media types as the resolver handles them: lists of what a component offers, and types filled up from others.
#pragma once

#include <functional>
#include <vector>

#include "mf/headers.h"

namespace caesura::mf {

using MediaTypes = std::vector<ComPtr<IMFMediaType>>;

/// What other topologies have. Empty: nothing.
struct InUse {
  std::function<bool(IMFStreamSink*)> sink{};     // whether one plays on it, or is going to
  std::function<bool(IMFTransform*)> equipped{};  // whether one has given it a device manager
};

/// The types that a component enumerates, in its own order. Empty where it enumerates none.
MediaTypes types_of(IMFMediaTypeHandler* handler);
MediaTypes input_types_of(IMFTransform* transform);
MediaTypes output_types_of(IMFTransform* transform);

/// The handler of a source node's stream.
HRESULT handler_of_source(IMFTopologyNode* node, IMFMediaTypeHandler** handler);
/// The handler of the stream sink that an output node holds.
HRESULT handler_of_output(IMFTopologyNode* node, IMFMediaTypeHandler** handler);

/// A copy of `type` with what it leaves open (size, rate, channels, …) as in `from`, and for uncompressed audio with
/// the block size and byte rate that follow. Null where memory is short.
ComPtr<IMFMediaType> complete(IMFMediaType* type, IMFMediaType* from);

/// Sorts `types` by how much of the uncompressed `from` a conversion loses, the faithful ones first.
void sort_by_loss(MediaTypes& types, IMFMediaType* from);

}  // namespace caesura::mf
