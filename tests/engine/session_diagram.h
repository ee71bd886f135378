// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace caesura::engine {

/// The session's table as a Mermaid state diagram: what docs/session-states.md shows.
std::string mermaid();

}  // namespace caesura::engine
