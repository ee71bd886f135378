// SPDX-License-Identifier: MIT
#include "soak/platform_items.h"

#include <atomic>

#include "com/async_callback.h"
#include "mf/headers.h"
#include "support/com_wait.h"
#include "support/process_counters.h"

namespace caesura::test {

PlatformItems::PlatformItems() {
  constexpr std::size_t kItems = 200;
  std::atomic<std::size_t> done{0};
  const auto callback = com::make_callback([&](IMFAsyncResult*) { ++done; });
  const auto put = [&](std::size_t items) {
    done = 0;
    for (std::size_t i = 0; i < items; ++i) MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_STANDARD, callback.Get(), nullptr);
    becomes_true([&] { return done == items; });
    Sleep(100);  // what is given back behind the call
  };
  put(kItems);
  auto before = heap_blocks();
  put(kItems);
  for (const auto& [size, count] : heap_blocks())
    if (count >= before[size] + kItems) bytes_ = size;
}

}  // namespace caesura::test
