#!/bin/sh
# Counts the machine instructions of the main path on a fixed text and fails if they grew by more than a tenth over
# the recorded number. How busy the machine is does not matter, so this can gate a change.
#
#   benches/instructions.sh            compare with benches/instructions.txt
#   benches/instructions.sh --record   record the number of this build
#
# The program is that of the tests (BRIEFGRAPH names another one): its code is less optimised than a release, but what
# makes one slower makes the other slower, and nothing has to be built for it. Valgrind shows the same processor, one
# with AVX2, on all machines that have at least that, so that the nets take the same way through their kernels.
set -eu
cd "$(dirname "$0")/.."
program=${BRIEFGRAPH:-target/debug/briefgraph}
record=benches/instructions.txt
text=seeds/two-sessions-2020.md

if ! command -v valgrind >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -q && apt-get install -y -q --no-install-recommends valgrind
fi
command -v valgrind >/dev/null || { echo "instructions.sh: valgrind is missing" >&2; exit 2; }
[ -x "$program" ] || { echo "instructions.sh: no program in $program" >&2; exit 2; }
if grep -q flags /proc/cpuinfo && ! grep -qw avx2 /proc/cpuinfo; then
    echo "instructions.sh: this processor has no AVX2, so its number says nothing; not compared" >&2
    exit 0
fi

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
