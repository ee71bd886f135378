// SPDX-License-Identifier: MIT
#include <cstdlib>
#include <iostream>

#include "targets.h"

namespace caesura::fuzz {

void require(bool holds, const std::string& what) {
  if (holds) return;
  std::cerr << "found: " << what << std::endl;
  std::abort();
}

}  // namespace caesura::fuzz
