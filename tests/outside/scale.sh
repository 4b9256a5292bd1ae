#!/bin/sh
# Builds a graph of many documents and shows that memory stays flat and that a second run has nothing to do.
#
#   tests/outside/scale.sh [BRIEFGRAPH] [DOCUMENTS]
#
# Prints documents, seconds, the resident memory when a tenth and when all were stored, and the time of the second run.
# Fails if memory grows by more than a fifth between the two, or if the second run takes more than a twentieth.
set -eu
program=${1:-target/release/briefgraph}
documents=${2:-10000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

awk -v documents="$documents" -v folder="$work/texts" '
function pick(list,  parts, n) { n = split(list, parts, "|"); return parts[1 + int(rand() * n)] }
BEGIN {
  srand(7)
  first = "Ola|Per|Ida|Jon|Mia|Tor|Eva|Lars|Nina|Odd|Siri|Alf"
  last = "Fenn|Holm|Dahl|Berg|Strand|Lund|Moe|Vik|Nes|Haug|Lie|Sand"
  town = "Elm Point|Grey Sand|Northwick|Easton|Low Ferry|Millbrook|Stonehaven|Fairhill"
  body = "harbour board|county council|planning office|coast guard|transport ministry|fisheries agency"
  law = "Harbour|Ferries|Dredging|Mussel Beds|Coastal Roads|Lighthouses"
  for (d = 1; d <= documents; d++) {
    file = sprintf("%s/%02d/brief-%05d.txt", folder, d % 50, d)
    if (d <= 50) system("mkdir -p " folder sprintf("/%02d", d % 50))
    printf "COAST LETTER %d\n%d May 20%02d\n\n", d, 1 + d % 28, 10 + d % 15 > file
    for (p = 1; p <= 8; p++) {
      name = pick(first) " " pick(last)
      place = pick(town)
      printf "The %s of %s proposed to spend %d million crowns on the quay, its chair %s said on Friday. ", pick(body), place, 1 + int(rand() * 900), name > file
      printf "The %s Bill passed its second reading in %s, and %d percent of the ships will have to pay more. ", pick(law), place, 1 + int(rand() * 90) > file
      printf "\"It is time to act for %s,\" %s told reporters.\n\n", place, name > file
    }
    close(file)
  }
}'

now() { date +%s.%N; }
started=$(now)
"$program" build --quiet --store "$work/store" "$work/texts" &
process=$!
early=0 peak=0
while kill -0 "$process" 2>/dev/null; do
  resident=$(awk '/^VmRSS/ { print $2 }' "/proc/$process/status" 2>/dev/null || true)
  if [ -n "$resident" ]; then
    stored=$(find "$work/store/documents" -type f 2>/dev/null | wc -l)
    if [ "$stored" -lt $((documents / 10)) ]; then
      [ "$resident" -gt "$early" ] && early=$resident
    else
      [ "$resident" -gt "$peak" ] && peak=$resident
    fi
  fi
  sleep 0.5
done
wait "$process"
first=$(echo "$(now) - $started" | bc)
started=$(now)
"$program" build --quiet --store "$work/store" "$work/texts"
second=$(echo "$(now) - $started" | bc)

echo "documents: $documents"
echo "first run: $first s"
echo "resident memory until a tenth was stored: $((early / 1024)) MiB; later at most: $((peak / 1024)) MiB"
echo "second run: $second s"
[ "$((peak * 5))" -le "$((early * 6))" ] || { echo "memory grows by more than a fifth" >&2; exit 1; }
[ "$(echo "$second * 20 < $first" | bc)" = 1 ] || { echo "the second run takes more than a twentieth" >&2; exit 1; }
