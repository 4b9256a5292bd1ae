#!/bin/sh
# Counts the machine instructions of the main path on a fixed text, those of the language engine and those of all else
# apart, and fails if either grew by more than a tenth over the recorded number. How busy the machine is does not
# matter, so this can gate a change.
#
#   benches/instructions.sh            compare with benches/instructions.txt
#   benches/instructions.sh --record   record the numbers of this build
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
    echo "instructions.sh: this processor has no AVX2, so its numbers say nothing; not compared" >&2
    exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# One thread, so that no scheduling is counted.
valgrind --tool=callgrind --callgrind-out-file="$work/out" --log-file="$work/log" \
    "$program" extract --jobs 1 --format nq "$text" >"$work/quads"
[ -s "$work/quads" ] || { echo "instructions.sh: no quads were written" >&2; exit 2; }
# The table has a line a function with the instructions of all that it calls; the first function is the whole program.
callgrind_annotate --inclusive=yes --threshold=100 "$work/out" 2>/dev/null | tr -d , | awk '
    / PROGRAM TOTALS/ { all = $1 }
    /briefgraph::language::engine::Engine::analyse/ && !language { language = $1 }
    END { if (all && language) printf "language %.0f\nelse %.0f\n", language, all - language }' >"$work/counts"
[ -s "$work/counts" ] || { echo "instructions.sh: callgrind gave no counts" >&2; cat "$work/log" >&2; exit 2; }

if [ "${1:-}" = --record ]; then
    cp "$work/counts" "$record"
    cat "$record"
    exit 0
fi
[ -s "$record" ] || { echo "instructions.sh: nothing is recorded; record it with --record" >&2; exit 2; }
awk 'NR == FNR { before[$1] = $2; next }
    {
        grown = ($2 - before[$1]) * 100 / before[$1]
        printf "%s: %.0f instructions, %+.1f %% against the recorded %.0f\n", $1, $2, grown, before[$1]
        if (grown > 10) slow = 1
    }
    END { exit slow }' "$record" "$work/counts" ||
    { echo "instructions.sh: more than a tenth slower; find out why, or record the new numbers with the reason" >&2; exit 1; }
