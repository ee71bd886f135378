// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>

#include "engine/ports.h"

namespace caesura::engine {

/// Which component has failed or has not answered, for the events and messages that tell of it. Immutable.
struct Fault {
  NodeId node = 0;        // 0: it is not behind one node
  std::string component;  // as its port describes it
  std::string asked{};    // what it was asked to do and has not done: "start"; empty: it failed by itself
};
using FaultPtr = std::shared_ptr<const Fault>;

/// `media source of x.dll, node 0x1, was asked to start and does not answer`.
std::string sentence_of(const Fault& fault);

/// How long components may take before the session gives them up.
struct Patience {
  std::chrono::milliseconds answer{10'000};  // to each step of a command, and to a request for a sample

  /// A topology takes many components, one after the other, to be made and asked.
  std::chrono::milliseconds resolution() const { return 3 * answer; }
  /// Neither Close nor Shutdown has to be answered with care.
  std::chrono::milliseconds closing() const {
    return std::min<std::chrono::milliseconds>(answer, std::chrono::seconds(2));
  }
  std::chrono::milliseconds teardown_step() const { return std::min(answer, std::chrono::milliseconds(750)); }
  /// A sink that completes a file may have to write a good part of it once more.
  std::chrono::milliseconds finalization() const { return 6 * answer; }
};

}  // namespace caesura::engine
