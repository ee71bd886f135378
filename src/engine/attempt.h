// SPDX-License-Identifier: MIT
#pragma once

#include <exception>

#include "base/log.h"
#include "base/status.h"

namespace caesura::engine {

/// What `call`, which calls a component, gives: a Status or a Result. What a component throws is its failure, so that
/// whoever waits for the answer gets one.
template <typename F>
auto attempt(F&& call) -> decltype(call()) {
  try {
    return call();
  } catch (const std::exception& error) {
    LOG_ERROR(session, "a component threw: {}", error.what());
  } catch (...) {
    LOG_ERROR(session, "a component threw something that is no std::exception");
  }
  return status::kUnexpected;
}

}  // namespace caesura::engine
