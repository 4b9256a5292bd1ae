#!/bin/sh
# Load on `briefgraph serve`, on the loopback interface alone: 50 clients with a mix of the shipped queries, and the same
# queries by Oxigraph called in process (pyoxigraph) for comparison. Needs wrk and a Python with pyoxigraph.
#
#   tests/outside/load.sh target/release/briefgraph seeds/two-sessions-2020.md [SECONDS] [PYTHON]
set -eu
program=$1 brief=$2 seconds=${3:-60} python=${4:-python3}
here=$(dirname "$0")
folder=$(mktemp -d)
"$program" build --quiet --store "$folder/store" "$brief"
: >"$folder/log"
"$program" serve --store "$folder/store" --listen 127.0.0.1:0 2>"$folder/log" &
server=$!
trap 'kill $server 2>/dev/null || true; wait $server 2>/dev/null || true; rm -rf "$folder"' EXIT
until address=$(grep -o 'http://127.0.0.1:[0-9]*' "$folder/log"); do sleep 0.1; done
"$python" "$here/load.py" mix "$here/../../queries" >"$folder/queries"
QUERIES=$folder/queries wrk -t1 -c50 -d"${seconds}s" --latency --timeout 10s -s "$here/load.lua" "$address" | tail -1
kill $server && wait $server
"$program" export --quiet --store "$folder/store" --format nq -o "$folder/graph.nq" --force >/dev/null
"$python" "$here/load.py" compare "$folder/queries" "$folder/graph.nq" "$((seconds / 4 + 1))"
