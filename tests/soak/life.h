// SPDX-License-Identifier: MIT
#pragma once

#include <random>

#include "support/session_fixture.h"

namespace caesura::test {

/// Lives of sessions with the tests' own components: two presentations, all commands, each awaited; some are cut off by
/// Shutdown or Close in the middle. The same seed, the same lives. Thread-bound.
class Lives : public PresentationTest {
 public:
  explicit Lives(unsigned seed);

  /// One life, from its creation to its end. False where an answer was missing or not as it should be.
  bool live();

 private:
  void TestBody() override {}
  Hr carry_out(SessionClient& session, int step);

  std::mt19937 choose_;
  std::unique_ptr<Presentation> first_;
  std::unique_ptr<Presentation> second_;
};

}  // namespace caesura::test
