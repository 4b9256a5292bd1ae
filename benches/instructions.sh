#!/bin/sh
# Counts the machine instructions of the main path on a fixed text and fails if they grew by more than a tenth over
# the recorded number. Counts do not depend on how busy the machine is, so this can gate a change.
#
#   benches/instructions.sh            compare with benches/instructions.txt
#   benches/instructions.sh --record   record the number of this build
#
# Needs valgrind and a release build: cargo build --release --no-default-features
set -eu
cd "$(dirname "$0")/.."
program=${BRIEFGRAPH:-target/release/briefgraph}
record=benches/instructions.txt
text=seeds/two-sessions-2020.md

command -v valgrind >/dev/null || { echo "instructions.sh: valgrind is missing" >&2; exit 2; }
[ -x "$program" ] || { echo "instructions.sh: no program in $program" >&2; exit 2; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# One thread, so that no scheduling is counted.
valgrind --tool=callgrind --callgrind-out-file="$work/out" --log-file="$work/log" \
    "$program" extract --jobs 1 --format nq "$text" >"$work/quads"
[ -s "$work/quads" ] || { echo "instructions.sh: no quads were written" >&2; exit 2; }
count=$(sed -n 's/^summary: *\([0-9]*\).*/\1/p; s/^totals: *\([0-9]*\).*/\1/p' "$work/out" | tail -n 1)
[ -n "$count" ] || { echo "instructions.sh: callgrind gave no count" >&2; cat "$work/log" >&2; exit 2; }

if [ "${1:-}" = --record ]; then
    echo "$count" >"$record"
    echo "recorded $count instructions"
    exit 0
fi
[ -s "$record" ] || { echo "instructions.sh: no number is recorded; record one with --record" >&2; exit 2; }
before=$(cat "$record")
percent=$(awk -v a="$before" -v b="$count" 'BEGIN { printf "%.1f", (b - a) * 100 / a }')
echo "$count instructions, $percent % against the recorded $before"
awk -v a="$before" -v b="$count" 'BEGIN { exit b > a * 1.1 }' ||
    { echo "instructions.sh: more than a tenth slower; find out why, or record the new number with the reason" >&2; exit 1; }
