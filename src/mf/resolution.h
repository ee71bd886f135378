// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <vector>

#include "mf/headers.h"

namespace caesura::mf {

/// A media sink that binding had its activate make. Sink::Shutdown alone would leave the activate with a dead sink.
struct ActivatedSink {
  ComPtr<IMFActivate> activate;
  ComPtr<IMFMediaSink> sink;
};

/// An asynchronous transform that was made for a topology: it works until it is shut down.
struct MadeTransform {
  ComPtr<IMFTransform> transform;
  ComPtr<IMFActivate> activate;  // null: made from its class
};

/// An object that took another one's place in a node.
struct BoundNode {
  ComPtr<IMFTopologyNode> node;
  ComPtr<IUnknown> before;  // null: there was none
};

/// What comes of making a topology full, beside that topology: clients see it, and may give it back. Thread-bound.
struct Resolution {
  std::vector<ActivatedSink> sinks{};
  std::vector<MadeTransform> transforms{};
  std::vector<BoundNode> nodes{};
  std::vector<ComPtr<IMFTransform>> equipped{};             // those that were given a device manager
  std::map<TOPOID, ComPtr<IMFMediaType>> accepted_types{};  // by output node: what its sink has accepted
};

/// Shuts an asynchronous transform down that nobody will use. Reference: Asynchronous MFTs, "Shutting Down".
void shut_down(const MadeTransform& made);

/// For a topology that failed: shuts down what was made for it, and puts the activates back, so that they can be used
/// again. A sink that has a presentation clock serves another topology as well, and is left alone.
void discard(const Resolution& resolution);

}  // namespace caesura::mf
