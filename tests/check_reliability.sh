#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The page of the reliability tests and the script that writes it fit together.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
wrong() {
  echo "$*" >&2
  exit 1
}

page=$root/docs/reliability.md
names=$("$root/tools/reliability" "$page" --names)
[[ -n $names ]] || wrong "the page has no section"
[[ $(grep -c '^<!-- end -->$' "$page") == $(wc -w <<<"$names") ]] || wrong "a section of the page does not end"
for name in $names; do
  grep -q "^measure_$name() {" "$root"/tools/*.sh || wrong "nothing measures $name"
done

cp "$page" "$folder/page"
first=${names%%$'\n'*}
echo 'a new figure' >"$folder/$first.md"
"$root/tools/reliability" "$folder/page" "$folder"
[[ $(diff "$page" "$folder/page" | grep '^>') == '> a new figure' ]] || wrong "the page does not show what was measured"
rm "$folder/$first.md"
cp "$folder/page" "$folder/again"
"$root/tools/reliability" "$folder/again" "$folder"
cmp "$folder/page" "$folder/again" || wrong "a section without new figures does not keep its old ones"
echo lost >"$folder/stranger.md"
! "$root/tools/reliability" "$folder/page" "$folder" 2>/dev/null || wrong "figures without a section are lost"

# Durations of ./dev fuzz.
# shellcheck source=tools/reliability.sh
source "$root/tools/reliability.sh"
die() { exit 3; }
[[ "$(seconds_of 90) $(seconds_of 45s) $(seconds_of 20m) $(seconds_of 2h)" == "90 45 1200 7200" ]] || wrong "durations"
! (seconds_of soon) 2>/dev/null || wrong "a duration that is none"
! (build=$folder reliability nothing) 2>/dev/null || wrong "a section that is none"
for target in "${fuzz_targets[@]}"; do
  [[ -n $(find "$root/tests/fuzz/corpus/$target" -type f) ]] || wrong "$target has no corpus"
  grep -Eq "\{\"$target\", *$target *\}" "$root/tests/fuzz/targets.h" || wrong "$target is not replayed"
done
(($(find "$root/tests/fuzz/corpus" -type f | wc -l) < 100)) || wrong "the corpus has grown too large"
