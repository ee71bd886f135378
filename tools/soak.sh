# SPDX-License-Identifier: MIT
# Sourced by ./dev: the parts of docs/reliability.md that run under Wine.

measure_soak() { measure_under_wine soak caesura_soak run_soak "${CAESURA_SOAK_SECONDS:-1800}"; }
measure_broken() { measure_under_wine broken caesura-play run_end_to_end broken; }
measure_heap() { measure_under_wine heap "caesura_checked caesura_conformance_tests" run_heap; }

# measure_under_wine PART TARGETS COMMAND...: keeps the lines `figure: WHAT: FIGURE` of what a run writes to build/log/PART.log.
measure_under_wine() {
  local part=$1 targets=$2 before=$failed
  shift 2
  need build wine play media sound screen
  "$root/tools/make-media" "$build/media" tests
  # shellcheck disable=SC2086 # one word a target
  configure_and_build mingw-release $targets || return 1
  ready
  surrounded "$part" "$@"
  sed -n 's/^figure: //p' "$build/log/$part.log" | keep_figures "$part"
  ((failed == before))
}

# run_soak SECONDS: sessions, for so long.
run_soak() {
  CAESURA_WINE=$wine run_checks soak soak $(($1 + 120)) \
    python3 "$root/tests/soak/run.py" "$release/bin/caesura_soak.exe" "$1" "$build/soak.svg"
  sed '/^\(ok\|FAIL\|figure\)/d' "$build/log/soak.log" >&2
}

# run_heap: lives of sessions with the DLL that has the debug allocator in it, and with Wine's checks of its heaps.
run_heap() {
  local log=$build/log/heap.log label=heap ended=() before=$failed passed_before=$passed start=$SECONDS code=0
  local line blocks errors left
  (cd "$release/bin" && CAESURA_DLL=$(windows_path checked/caesura.dll) WINEDEBUG=warn+heap timeout --foreground -k 10 300 \
    "$wine" caesura_conformance_tests.exe --gtest_color=no --gtest_filter='Lifetime*:Close*:Queue*:Rate*:Scrub*:DataFlow*') \
    >"$log" 2>&1 </dev/null 8>&- || code=$?
  count_cases "$log" || true
  while read -r line; do
    fail "heap: $line"
  done < <(tr -d '\r' <"$log" | grep -E '(warn|err):heap:|^debug heap: ([0-9]+ bytes|no block) ')
  # Each time the DLL goes it says what it has seen.
  read -r blocks errors left < <(tr -d '\r' <"$log" |
    awk '/^debug heap: [0-9]+ blocks, / { blocks += $3; errors += $5; left += $7 } END { print blocks + 0, errors + 0, left + 0 }')
  ((blocks > 0)) || fail "heap: the debug allocator was not there"
  printf 'figure: %s: %s\n' "tests" "$((passed - passed_before))" "blocks that the DLL allocated" "$blocks" \
    "freed twice, used after they were freed, overrun" "$errors" "never freed" "$left" >>"$log"
  if ((code != 0 && failed == before)); then fail "heap: ended with code $code"; fi
  ((failed == before)) || show_failures "$log"
  say "heap: $((passed - passed_before)) passed, $((failed - before)) failed, $blocks blocks, $((SECONDS - start)) s"
}

# soak [--for DURATION]
soak() {
  local seconds=1800
  case ${1:-} in
  '') ;;
  --for) seconds=$(seconds_of "${2:-}") ;;
  *) die "soak takes --for DURATION" ;;
  esac
  CAESURA_SOAK_SECONDS=$seconds measure_soak || exit 1
  cat "$build/figures/soak.md"
}
