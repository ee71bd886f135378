// SPDX-License-Identifier: MIT
#include "com/hresult.h"

#include "base/log.h"

namespace caesura::com {

void log_failure(const char* expression, const char* file, int line, HRESULT hr) noexcept {
  LOG_DEBUG(com, "{:#010x} from {} ({}:{})", static_cast<unsigned>(hr), expression, file, line);
}

}  // namespace caesura::com
