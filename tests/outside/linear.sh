#!/bin/sh
# Shows that the time to read a text grows with its length and not faster: ten times the text in twelve times the time.
#
#   tests/outside/linear.sh [BRIEFGRAPH] [TEXT]
set -eu
program=${1:-target/release/briefgraph}
text=${2:-seeds/two-sessions-2020.md}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
seconds() {
  : > "$work/$1.txt"
  for _ in $(seq "$1"); do cat "$text" >> "$work/$1.txt"; echo >> "$work/$1.txt"; done
  best=1000000
  for _ in 1 2 3; do
    started=$(date +%s%N)
    "$program" extract --jobs 1 "$work/$1.txt" > /dev/null
    took=$((($(date +%s%N) - started) / 1000))
    [ "$took" -lt "$best" ] && best=$took
  done
  echo "$best"
}
# A text of one copy is mostly the start of the program.
short=$(seconds 10)
long=$(seconds 100)
echo "10 copies: $((short / 1000)) ms, 100 copies: $((long / 1000)) ms, ratio $(echo "scale=1; $long / $short" | bc)"
[ "$long" -le "$((short * 12))" ]
