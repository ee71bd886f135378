# SPDX-License-Identifier: MIT
# Sourced by ./dev: builds and runs every test and counts cases.

passed=0
failed=0
filter_text='' # a part of the names of the cases that are wanted
declare -a failures=()

fail() {
  failed=$((failed + 1))
  failures+=("$1")
}

# expect_cases LABEL PASSED FAILED: where everything is to run, figures that are still these are a failure.
expect_cases() {
  if [[ -z $filter_text ]] && ((passed == $2 && failed == $3)); then fail "$1: no case was run"; fi
}

# count_cases LOG: adds the cases of a GoogleTest log to the figures; answers 1 if one began and never ended.
# Sets `ended`, the names of the cases that did.
count_cases() {
  local line name running=
  ended=()
  while IFS= read -r line; do
    case $line in
    *'[ RUN      ] '*) running=${line##*'[ RUN      ] '} ;;
    *'[       OK ] '*' ms)') passed=$((passed + 1)) ;;&
    *'[  FAILED  ] '*' ms)') fail "$label: $running" ;;&
    *'[       OK ] '*' ms)' | *'[  FAILED  ] '*' ms)' | *'[  SKIPPED ] '*' ms)')
      ended+=("$running")
      running=
      ;;
    esac
  done < <(tr -d '\r' <"$1")
  [[ -n $running ]] || return 0
  fail "$label: $running did not end"
  ended+=("$running")
  return 1
}

# show_failures LOG: what the cases wrote that failed or never ended, what a sanitizer had to say during others, and what came
# after the last case.
show_failures() {
  tr -d '\r' <"$1" | awk '
    /\[ RUN      \] / { text = ""; inside = 1 }
    inside { text = text $0 "\n" }
    /\[  (     OK|FAILED |SKIPPED) \] .* ms\)$/ {
      if (/FAILED/ || text ~ /Sanitizer: |runtime error: /) printf "%s", text
      text = ""
    }
    END { printf "%s", text }' >&2
}

# run_cases LABEL SECONDS COMMAND...: one GoogleTest program. After a crash or a timeout the cases behind it get their turn.
run_cases() {
  local label=$1 seconds=$2 log=$build/log/test-$1.log code attempt skip= start=$SECONDS ended=()
  local before=$failed passed_before=$passed failed_before
  shift 2
  for attempt in 1 2 3 4 5 6; do
    code=0
    timeout --foreground -k 10 "$seconds" "$@" --gtest_color=no "--gtest_filter=*$filter_text*${skip:+-$skip}" \
      >"$log" 2>&1 </dev/null 8>&- || code=$?
    failed_before=$failed
    if count_cases "$log"; then
      if ((code != 0 && failed == failed_before)); then
        fail "$label: ended with code $code"
      fi
      ((failed == before)) || show_failures "$log"
      break
    fi
    show_failures "$log"
    skip+=${skip:+:}$(IFS=: && echo "${ended[*]}")
  done
  expect_cases "$label" "$passed_before" "$before"
  say "$label: $((passed - passed_before)) passed, $((failed - before)) failed, $((SECONDS - start)) s"
}

# run_scripts PRESET: the tests of ctest that are no GoogleTest programs.
run_scripts() {
  local preset=$1 log=$build/log/script-$1.log line name before=$failed passed_before=$passed
  ctest --test-dir "$build/$preset" -L script -R "${filter_text:-.}" --output-on-failure --timeout 300 \
    >"$log" 2>&1 </dev/null 8>&- || true
  while read -r line; do
    [[ $line =~ Test\ +#[0-9]+:\ ([^\ ]+)\ \.+(.*) ]] || continue
    name=${BASH_REMATCH[1]}
    case ${BASH_REMATCH[2]} in
    *Passed*) passed=$((passed + 1)) ;;
    *'***'*) fail "$preset scripts: $name" ;;
    esac
  done <"$log"
  expect_cases "$preset scripts" "$passed_before" "$before"
  ((failed == before)) || cat "$log" >&2
  say "$preset scripts: $((passed - passed_before)) passed, $((failed - before)) failed"
}

# run_checks LABEL LOG SECONDS COMMAND...: a script that writes a line a check, `ok` or `FAIL`, as tests/e2e does.
run_checks() {
  local label=$1 log=$build/log/$2.log seconds=$3 line before=$failed passed_before=$passed start=$SECONDS code=0
  shift 3
  timeout --foreground -k 10 "$seconds" "$@" >"$log" 2>&1 </dev/null 8>&- || code=$?
  while read -r line; do
    case $line in
    'ok  '*) passed=$((passed + 1)) ;;
    'FAIL  '*) fail "$label: ${line#FAIL  }" ;;
    'left out: '* | 'noted: '*) say "$label: $line" ;;
    esac
  done <"$log"
  if ((code != 0 && failed == before)); then fail "$label: ended with code $code"; fi
  expect_cases "$label" "$passed_before" "$before"
  ((failed == before)) || cat "$log" >&2
  say "$label: $((passed - passed_before)) passed, $((failed - before)) failed, $((SECONDS - start)) s"
}

# run_end_to_end [GROUP]: real files, played, listened to and looked at.
run_end_to_end() {
  CAESURA_WINE=$wine CAESURA_PLAY=$release/bin/caesura-play.exe CAESURA_MEDIA=$build/media \
    CAESURA_SINK_MONITOR=caesura.monitor run_checks "end to end" "${1:-end-to-end}" 1200 python3 "$root/tests/e2e/run.py" "$@"
}

# check_play WHAT RESULT ARGUMENT...: `./dev play` as a user runs it, where there is neither display nor sound server, ends
# with this result.
check_play() {
  local what=$1 result=$2 log=$build/log/play.log code=0
  shift 2
  env -u DISPLAY -u PULSE_SERVER XDG_RUNTIME_DIR=/nonexistent timeout --foreground -k 10 120 \
    "$root/dev" play "$@" --json --volume 0 >"$log" 2>&1 </dev/null 8>&- || code=$?
  if ((code == 0)) && tr -d '\r' <"$log" | grep -q "\"type\":\"summary\".*\"result\":\"$result\""; then
    passed=$((passed + 1))
  else
    fail "./dev play $what: code $code"
    cat "$log" >&2
  fi
}

# run_play: the prefix is let go meanwhile, since `./dev play` holds it by itself.
run_play() {
  local before=$failed start=$SECONDS
  flock -u 8
  check_play "without a file" ended
  check_play "with two files" ended "$build/media/clip.wav" "$build/media/clip.m4a" --from 3 --until 3.5
  check_play "with a file" stopped "$build/media/clip.mp4" --seek 1 --stop-at 1.5
  flock -s 8
  say "./dev play: 3 checks, $((failed - before)) failed, $((SECONDS - start)) s"
}

# surrounded NAME COMMAND...: with a prefix, a sound server and a display of its own.
surrounded() {
  export WINEPREFIX=$build/test-prefix/$1
  shift
  copy_prefix "$prefix" "$WINEPREFIX"
  private_sound
  private_screen
  "$@"
  end_wine
  leave_surroundings
  WINEPREFIX=$prefix
}

# peer_tests FILTER: Wine's own session in the conformance suite, several cases at a time, since most of them only wait.
peer_tests() {
  local copy prefixes=() code=0
  configure_and_build mingw-release caesura_conformance_tests caesura_programs_tests || exit 1
  ready
  for copy in 1 2 3 4 5 6 7 8; do
    prefixes+=("$build/peer-prefix/$copy")
    copy_prefix "$prefix" "$build/peer-prefix/$copy"
  done
  private_sound
  private_screen
  CAESURA_WINE=$wine python3 "$root/tests/conformance/run_peer.py" "$release/bin" \
    "$root/docs/conformance-peer.txt" "$build/log/peer" "${prefixes[@]}" --filter "$1" 8>&- || code=$?
  for copy in "${prefixes[@]}"; do WINEPREFIX=$copy wineserver -k 2>/dev/null || true; done
  rm -rf "$build/peer-prefix"
  ((code == 0)) || return "$code"
  python3 "$root/tests/conformance/check_conformance.py" "$root" --update
}

# all_tests FILTER
all_tests() {
  local preset program name clang=
  filter_text=$1
  "$root/tools/make-media" "$build/media" tests

  for preset in native asan tsan; do
    configure_and_build "$preset" || {
      fail "$preset: build"
      continue
    }
    # The sweep is whole without sanitizers.
    if [[ $preset == native ]]; then unset CAESURA_SWEEP_STEP; else export CAESURA_SWEEP_STEP=11; fi
    for program in "$build/$preset"/bin/caesura_*_tests; do
      name=$(basename "$program")
      # ThreadSanitizer's fixed mappings and a strongly randomised address space do not go together.
      if [[ $preset == tsan ]] && setarch -R true 2>/dev/null; then
        run_cases "$preset-$name" 600 setarch -R "$program"
      else
        run_cases "$preset-$name" 600 "$program"
      fi
    done
  done
  run_scripts native
  [[ -n $filter_text ]] || fuzz_briefly 120

  if configure_and_build mingw-release; then
    ready
    cd "$release/bin"
    for program in caesura_*_tests.exe; do
      name=${program%.exe}
      surrounded "$name" run_cases "wine-$name" 900 "$wine" "$program"
    done
    surrounded scripts run_scripts mingw-release
    if [[ -z $filter_text ]]; then
      surrounded end-to-end run_end_to_end
      # A soak looks at memory, and mostly waits: this takes the time that it leaves over.
      (
        chrt --idle --pid 0 "$BASHPID" || true
        configure_and_build mingw-clang caesura caesura-play
      ) 8>&- &
      clang=$!
      surrounded heap run_heap
      surrounded soak run_soak 120
      run_play
      if wait "$clang"; then passed=$((passed + 1)); else fail "mingw-clang: build"; fi
    fi
  else
    fail "mingw-release: build"
  fi

  ((passed + failed)) || fail "no test has $filter_text in its name"
  ((failed == 0)) || printf 'failed: %s\n' "${failures[@]}"
  echo "$passed passed, $failed failed"
  ((failed == 0))
}
