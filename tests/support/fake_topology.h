// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "support/fake_media.h"

namespace caesura::test {

/// A source node for the stream with that index, of the source's own presentation descriptor, which `descriptor` gets
/// where it is empty and gives where it is not.
ComPtr<IMFTopologyNode> make_source_node(IMFMediaSource* source, DWORD stream_index,
                                         ComPtr<IMFPresentationDescriptor>& descriptor);
ComPtr<IMFTopologyNode> make_transform_node(IUnknown* transform);
ComPtr<IMFTopologyNode> make_output_node(IUnknown* stream_sink);
ComPtr<IMFTopologyNode> make_tee_node();
/// The nodes in that order; each is connected, output 0 to input 0, to the next.
ComPtr<IMFTopology> make_chain(const std::vector<ComPtr<IMFTopologyNode>>& nodes);

}  // namespace caesura::test
