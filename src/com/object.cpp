// SPDX-License-Identifier: MIT
#include "com/object.h"

#include <array>
#include <cstdint>
#include <cstring>

#include "base/log.h"
#include "com/guid_text.h"

namespace caesura::com {
namespace {

/// The (class, IID) pairs already logged, as hashes; a full table ends the logging. No lock: QueryInterface is called
/// from everywhere.
std::array<std::atomic<std::uint64_t>, 256> logged_pairs{};

bool first_time(const std::type_info& type, REFIID iid) noexcept {
  std::uint64_t words[2];
  std::memcpy(words, &iid, sizeof words);
  std::uint64_t pair = type.hash_code() * 0x9E3779B97F4A7C15u ^ words[0] * 31u ^ words[1];
  if (pair == 0) pair = 1;
  for (std::atomic<std::uint64_t>& slot : logged_pairs) {
    std::uint64_t seen = 0;
    if (slot.compare_exchange_strong(seen, pair, std::memory_order_relaxed)) return true;
    if (seen == pair) return false;
  }
  return false;
}

}  // namespace

void log_no_interface(const std::type_info& type, REFIID iid) noexcept {
  if (!first_time(type, iid)) return;
  try {
    LOG_DEBUG(com, "{}: no interface {}", type.name(), guid_text(iid));
  } catch (...) {
    // A line of the log is not worth a failed query.
  }
}

}  // namespace caesura::com
