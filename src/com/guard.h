// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <new>
#include <utility>

#include "base/log.h"
#include "com/win32.h"

namespace caesura::com {

/// Runs `body`, which returns a HRESULT, at the edge where exceptions end: every COM method that could throw, and
/// every export. Out of memory becomes E_OUTOFMEMORY; anything else is a bug of ours and becomes E_UNEXPECTED.
template <typename Body>
HRESULT guarded(Body&& body) noexcept {
  try {
    return std::forward<Body>(body)();
  } catch (const std::bad_alloc&) {
    return E_OUTOFMEMORY;
  } catch (const std::exception& error) {
    LOG_ERROR(com, "exception at the COM boundary: {}", error.what());
    return E_UNEXPECTED;
  } catch (...) {
    LOG_ERROR(com, "unknown exception at the COM boundary");
    return E_UNEXPECTED;
  }
}

}  // namespace caesura::com
