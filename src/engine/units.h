// SPDX-License-Identifier: MIT
//
// The components that a session drives as a whole, each with the strand on which it is called. Two topologies may share
// a source or a sink, one after the other: they then share the unit.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/strand.h"
#include "engine/ports.h"

namespace caesura::engine {

/// A component and its strand. Immutable.
template <typename Port>
struct Unit {
  std::shared_ptr<Port> port;
  std::shared_ptr<Strand> strand;

  /// Runs `call(port)` on the unit's strand. Thread-safe.
  template <typename F>
  void post(F call) const {
    strand->post([port = port, call = std::move(call)]() mutable {
      const std::shared_ptr<Port> held = std::move(port);
      call(*held);
    });
  }
};

/// The units known so far, by port. Strand-bound: the session's.
template <typename Port>
class Roster {
 public:
  Roster(std::shared_ptr<Executor> executor, std::string name)
      : executor_(std::move(executor)), name_(std::move(name)) {}

  /// The unit of `port`: the one it has already, or a new one.
  Unit<Port> unit(const std::shared_ptr<Port>& port) {
    for (const Unit<Port>& unit : units_) {
      if (unit.port == port) return unit;
    }
    units_.push_back({port, Strand::create(executor_, name_)});
    return units_.back();
  }
  void remove(const std::shared_ptr<Port>& port) {
    std::erase_if(units_, [&](const Unit<Port>& unit) { return unit.port == port; });
  }
  const std::vector<Unit<Port>>& units() const { return units_; }
  void clear() { units_.clear(); }

 private:
  const std::shared_ptr<Executor> executor_;
  const std::string name_;
  std::vector<Unit<Port>> units_;
};

}  // namespace caesura::engine
