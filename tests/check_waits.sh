#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Nothing waits by what loses wake-ups where libstdc++ 12 has no futex; base/countdown.h does the same and does not.
set -euo pipefail
cd "$(dirname "$0")/.."
lossy='std::(latch|barrier|counting_semaphore|binary_semaphore|stop_callback)\b|atomic_(flag_)?wait\b|<(latch|barrier|semaphore)>'
if grep -rnE "$lossy" --include='*.cpp' --include='*.h' src clients samples tests | grep -v '^src/base/countdown.h:.*///'; then
  echo "these can wait for ever under Wine: use Countdown of base/countdown.h" >&2
  exit 1
fi
