// SPDX-License-Identifier: MIT
#pragma once

#include <mutex>

#include <pthread.h>

namespace caesura {

/// A std::mutex that gives back what it has. libstdc++'s needs no destructor, it thinks, but that of MinGW-w64 keeps a
/// block of memory from the first lock on, and a handle from the first time that somebody had to wait.
class Mutex : public std::mutex {
 public:
  Mutex() = default;
  ~Mutex() { pthread_mutex_destroy(native_handle()); }
};

}  // namespace caesura
