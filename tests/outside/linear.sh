#!/bin/bash
# Shows that the time to read texts grows with their length and number and not faster: for 1, 10 and 100 times the
# corpus, and for one text 1, 10 and 100 times as long, the time for 10 is within a tenth of the straight line through
# the other two.
#
#   tests/outside/linear.sh [BRIEFGRAPH] [TEXT...]
#
# Times are seconds of the processor, the best of three runs, so that a busy machine does little harm.
set -eu
program=${1:-target/release/briefgraph}
shift || true
[ $# -gt 0 ] || set -- seeds/two-sessions-2020.md tests/briefs/*.txt
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
TIMEFORMAT='%3U %3S'

# Seconds to read all that is in a folder.
seconds() {
  for _ in 1 2 3; do
    { time "$program" extract --jobs 1 "$1" >/dev/null 2>&1; } 2>&1 | awk '{ print $1 + $2 }'
  done | sort -n | head -n 1
}

compare() {
  awk -v what="$1" -v one="$2" -v ten="$3" -v hundred="$4" 'BEGIN {
    line = one + (hundred - one) / 11
    off = (ten - line) / line * 100
    printf "%s: 1 time %.3f s, 10 times %.3f s, 100 times %.3f s; 10 times is %+.1f %% off the line\n", what, one, ten, hundred, off
    exit off > 10 || off < -10
  }'
}

for times in 1 10 100; do
  mkdir -p "$work/many-$times" "$work/long-$times"
  for number in $(seq "$times"); do
    for text in "$@"; do
      cp "$text" "$work/many-$times/$number-$(basename "$text")"
    done
    { cat "$1"; echo; } >>"$work/long-$times/text.md"
  done
done
failed=0
for what in many long; do
  compare "$what" "$(seconds "$work/$what-1")" "$(seconds "$work/$what-10")" "$(seconds "$work/$what-100")" || failed=1
done
exit $failed
