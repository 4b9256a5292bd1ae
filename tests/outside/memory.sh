#!/bin/sh
# How much memory does each export of a large store take, against the store alone?
#
#     tests/outside/memory.sh PATH/TO/briefgraph SMALL_STORE [COPIES]
#
# Fails if an export takes three times the store's own memory. Needs GNU time and python3.
set -eu

program=$(realpath "$1")
small=$2
copies=${3:-1000}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 "$here/repeat_store.py" "$small" "$work/store" "$copies"

# Peak of resident memory in MiB, and seconds.
measure() {
    command time -f "%M %e" -o "$work/time" "$program" "$@" >/dev/null 2>"$work/message" || { cat "$work/message"; exit 1; }
    tail -n 1 "$work/time" | awk '{ printf "%d %s", $1 / 1024, $2 }'
}

own=$(measure query --store "$work/store" --format json -e 'ASK { ?s ?p ?o }')
echo "store alone: ${own% *} MiB, ${own#* } s"
for what in ttl nt nq trig jsonld rdfxml csv xlsx html "svg --view network" "gexf --view network" "graphml --view money" "dot --view proposals"; do
    # The words of `what` are a format and its options.
    # shellcheck disable=SC2086
    took=$(measure export --quiet --store "$work/store" --force -o "$work/out" --format $what)
    rm -rf "$work/out"
    echo "$what: ${took% *} MiB, ${took#* } s"
    [ "${took% *}" -lt $((3 * ${own% *})) ] || { echo "$what takes too much memory"; exit 1; }
done
