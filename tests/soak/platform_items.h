// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <map>

namespace caesura::test {

/// What the platform keeps for ever of each work item that somebody has put: Wine 8 leaves a block of 248 bytes, so a
/// soak grows with the events that are fetched asynchronously, whoever fetches them. Immutable.
class PlatformItems {
 public:
  /// Puts some items and looks at what they leave.
  PlatformItems();

  /// The size of such a block, bytes; 0 where nothing is left.
  std::size_t bytes() const { return bytes_; }

 private:
  std::size_t bytes_ = 0;
};

}  // namespace caesura::test
