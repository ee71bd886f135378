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

# reliability [--all]
reliability() {
  local part
  if [[ ${1:-} == --all ]]; then
    for part in $("$root/tools/reliability" "$root/docs/reliability.md" --names); do
      "measure_$part" || die "$part failed"
    done
  fi
  mkdir -p "$build/figures"
  "$root/tools/reliability" "$root/docs/reliability.md" "$build/figures"
}
