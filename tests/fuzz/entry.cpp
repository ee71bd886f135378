// SPDX-License-Identifier: MIT
//
// What libFuzzer calls. CAESURA_FUZZ_TARGET is the target of this program.
#include "base/log.h"
#include "targets.h"

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  caesura::log::set_levels("*=off");
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  caesura::fuzz::CAESURA_FUZZ_TARGET(bytes, size);
  return 0;
}
