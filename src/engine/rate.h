// SPDX-License-Identifier: MIT
#pragma once

#include "base/result.h"

namespace caesura::engine {

/// How fast a presentation is played. Immutable.
struct Rate {
  float speed = 1;    // 1: as it was recorded; negative: backwards; 0: frame by frame
  bool thin = false;  // the source may leave samples out

  friend constexpr bool operator==(const Rate&, const Rate&) = default;
};

/// What the components of one topology can be played at, taken together. It asks them each time, so it is thread-safe
/// as far as they are, and may take as long as they take.
class RateSupport {
 public:
  struct Question {
    bool reverse = false;
    bool thin = false;
  };

  virtual ~RateSupport() = default;
  /// kOk, kUnsupportedRate, kReverseUnsupported or kThinningUnsupported.
  virtual Status check(Rate rate) = 0;
  /// The bounds of what may be asked for in that direction: negative in reverse. 0 may be a bound and not supported.
  virtual Result<float> slowest(Question question) = 0;
  virtual Result<float> fastest(Question question) = 0;
};

}  // namespace caesura::engine
