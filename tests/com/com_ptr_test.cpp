// SPDX-License-Identifier: MIT
#include <utility>

#include <gtest/gtest.h>

#include "support/com_rules.h"
#include "support/com_test_object.h"

namespace caesura::test {
namespace {

TEST(ComPtr, TakesOverAnAttachedReference) {
  ComPtr<IServiceProvider> pointer;

  pointer.Attach(new FreeThreadedObject);

  EXPECT_EQ(references(pointer.Get()), 1u);
}

TEST(ComPtr, ReleasesWhatItHeldWhenAnotherIsAttached) {
  const auto first = com::make<FreeThreadedObject>();
  ComPtr<IServiceProvider> pointer = first;

  pointer.Attach(new FreeThreadedObject);

  EXPECT_EQ(references(first.Get()), 1u);
}

TEST(ComPtr, MovesWithoutCounting) {
  ComPtr<IServiceProvider> from = com::make<FreeThreadedObject>();

  const ComPtr<IServiceProvider> to = std::move(from);

  EXPECT_FALSE(from);
  EXPECT_EQ(references(to.Get()), 1u);
}

}  // namespace
}  // namespace caesura::test
