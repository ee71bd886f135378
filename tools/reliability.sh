# SPDX-License-Identifier: MIT
# Sourced by ./dev: the figures of docs/reliability.md, and the commands that make them. A part named PART has a section in
# the page and a function measure_PART below, which ends by writing build/figures/PART.md.

# keep_figures PART: makes a table of lines such as `calls swept: 12`.
keep_figures() {
  mkdir -p "$build/figures"
  {
    printf '| what | figure |\n| --- | --- |\n'
    sed -E 's/^([^:]+): (.*)$/| \1 | \2 |/'
  } >"$build/figures/$1.md"
}

# measure PART FILTER: keeps the lines `figure: WHAT: FIGURE` that native tests write.
measure() {
  local part=$1 filter=$2 log=$build/log/$1.log code=0
  configure_and_build native caesura_engine_tests || return 1
  "$build/native/bin/caesura_engine_tests" --gtest_color=no "--gtest_filter=$filter" >"$log" 2>&1 || code=$?
  ((code == 0)) || show_failures "$log"
  sed -n 's/^figure: //p' "$log" | keep_figures "$part"
  return "$code"
}

measure_sweep() { CAESURA_SWEEP=all measure sweep '*SessionSweep*'; }
measure_storm() { CAESURA_STORM_COMMANDS=${CAESURA_STORM_COMMANDS:-1000000} measure storm '*Storms.*'; }

fuzz_targets=(state_table session topology options)

# seconds_of DURATION: 90, 90s, 15m or 2h.
seconds_of() {
  [[ $1 =~ ^([0-9]+)([smh]?)$ ]] || die "no duration: $1"
  case ${BASH_REMATCH[2]} in
  m) echo $((BASH_REMATCH[1] * 60)) ;;
  h) echo $((BASH_REMATCH[1] * 3600)) ;;
  *) echo "${BASH_REMATCH[1]}" ;;
  esac
}

# run_fuzzers SECONDS TARGET...: at once, each from the corpus and from what earlier runs left in build/fuzzing. Sets
# `executions` and `findings`, the files that show what was found.
run_fuzzers() {
  local seconds=$1 target folder log file runs=()
  shift
  executions=0
  findings=()
  configure_and_build fuzz "${@/#/caesura_fuzz_}" || return 1
  for target in "$@"; do
    folder=$build/fuzzing/$target
    mkdir -p "$folder/corpus" "$folder/found" "$build/log"
    "$build/fuzz/bin/caesura_fuzz_$target" "-max_total_time=$seconds" -max_len=400 -timeout=60 -print_final_stats=1 \
      "-artifact_prefix=$folder/found/" "$folder/corpus" "$root/tests/fuzz/corpus/$target" \
      >"$build/log/fuzz-$target.log" 2>&1 </dev/null 8>&- &
    runs+=($!)
  done
  wait "${runs[@]}" || true
  for target in "$@"; do
    log=$build/log/fuzz-$target.log
    executions=$((executions + $(sed -n 's/^stat::number_of_executed_units: //p' "$log" | grep . || echo 0)))
    if file=$(grep -o "Test unit written to .*" "$log"); then findings+=("${file#Test unit written to }"); fi
  done
}

# show_findings: how to see each again.
show_findings() {
  local file target
  for file in ${findings[@]+"${findings[@]}"}; do
    target=$(basename "$(dirname "$(dirname "$file")")")
    say "found: build/fuzz/bin/caesura_fuzz_$target $file"
    grep -hE 'found: |runtime error: |ERROR: ' "$build/log/fuzz-$target.log" >&2 || true
  done
}

# merge_corpus TARGET: makes the corpus of the repository the fewest inputs that go everywhere, at most the largest 24.
merge_corpus() {
  local kept=$root/tests/fuzz/corpus/$1 merged=$build/fuzzing/$1/merged
  rm -rf "$merged"
  mkdir -p "$merged" "$kept"
  "$build/fuzz/bin/caesura_fuzz_$1" -set_cover_merge=1 -timeout=60 "$merged" "$kept" "$build/fuzzing/$1/corpus" \
    >"$build/log/merge-$1.log" 2>&1 || return 1
  rm -f "$kept"/*
  find "$merged" -type f -printf '%s %p\n' | sort -rn | head -n 24 | cut -d' ' -f2- | xargs -r cp -t "$kept"
}

# fuzz [TARGET] [--for DURATION]
fuzz() {
  local seconds=3600 targets=() target executions findings
  while (($#)); do
    case $1 in
    --for)
      seconds=$(seconds_of "${2:-}")
      shift
      ;;
    *)
      [[ " ${fuzz_targets[*]} " == *" $1 "* ]] || die "no such target: $1; there are ${fuzz_targets[*]}"
      targets+=("$1")
      ;;
    esac
    shift
  done
  ((${#targets[@]})) || targets=("${fuzz_targets[@]}")
  need build test
  run_fuzzers "$seconds" "${targets[@]}" || exit 1
  for target in "${targets[@]}"; do merge_corpus "$target" || say "the corpus of $target could not be merged"; done
  printf '%s: %s\n' targets "${targets[*]}" seconds "$seconds" executions "$executions" findings "${#findings[@]}" |
    keep_figures fuzz
  cat "$build/figures/fuzz.md"
  show_findings
  ((${#findings[@]} == 0))
}

measure_fuzz() { fuzz; }

# fuzz_briefly SECONDS: as a test; each target is a case.
fuzz_briefly() {
  local executions findings start=$SECONDS
  if ! run_fuzzers "$1" "${fuzz_targets[@]}"; then
    fail "fuzz: build"
    return
  fi
  passed=$((passed + ${#fuzz_targets[@]} - ${#findings[@]}))
  local file
  for file in ${findings[@]+"${findings[@]}"}; do fail "fuzz: $file"; done
  ((executions)) || fail "fuzz: nothing was executed"
  show_findings
  say "fuzz: $executions executions, ${#findings[@]} findings, $((SECONDS - start)) s"
}

# sweep
sweep() {
  need build test
  measure_sweep
  cat "$build/figures/sweep.md"
}

# storm [--commands N]
storm() {
  need build test
  case ${1:-} in
  '') ;;
  --commands) export CAESURA_STORM_COMMANDS=${2:?} ;;
  *) die "storm takes --commands N" ;;
  esac
  measure_storm
  cat "$build/figures/storm.md"
}

# measure_hostile: the tests that wish a session ill, whole.
measure_hostile() {
  local log=$build/log/hostile.log code=0
  configure_and_build mingw-release caesura_hostile_tests || return 1
  ready
  CAESURA_SWEEP=all CAESURA_STORM_COMMANDS=${CAESURA_STORM_COMMANDS:-1000000} \
    surrounded hostile "$wine" "$release/bin/caesura_hostile_tests.exe" --gtest_color=no >"$log" 2>&1 </dev/null 8>&- || code=$?
  ((code == 0)) || show_failures "$log"
  tr -d '\r' <"$log" | sed -n 's/^figure: //p' | keep_figures hostile
  return "$code"
}

# measure_peer: Wine's own session and ours with the same components.
measure_peer() {
  local copy prefixes=() code=0
  configure_and_build mingw-release caesura_hostile_cases || return 1
  ready
  for copy in 1 2 3 4 5 6; do
    prefixes+=("$build/peer-prefix/$copy")
    copy_prefix "$prefix" "$build/peer-prefix/$copy"
  done
  CAESURA_WINE=$wine env -u DISPLAY "$root/tools/hostile-table" "$release/bin" "$build/figures/peer.md" \
    "$build/log/hostile" "${prefixes[@]}" 8>&- || code=$?
  for copy in "${prefixes[@]}"; do WINEPREFIX=$copy wineserver -k 2>/dev/null || true; done
  rm -rf "$build/peer-prefix"
  return "$code"
}

# hostile [--peer]
hostile() {
  need build wine play sound screen test
  case ${1:-} in
  '') measure_hostile && cat "$build/figures/hostile.md" ;;
  --peer) measure_peer && cat "$build/figures/peer.md" ;;
  *) die "hostile takes --peer" ;;
  esac
}

# reliability [--all | PART...]
reliability() {
  local part names parts=("$@")
  names=$("$root/tools/reliability" "$root/docs/reliability.md" --names | tr '\n' ' ')
  [[ ${1:-} != --all ]] || read -ra parts <<<"$names"
  for part in ${parts[@]+"${parts[@]}"}; do
    [[ " $names " == *" $part "* ]] || die "the page has no section $part; there are $names"
    "measure_$part" || die "$part failed"
  done
  mkdir -p "$build/figures"
  "$root/tools/reliability" "$root/docs/reliability.md" "$build/figures"
}
