#!/bin/sh
# Publishes a store to a real Virtuoso and compares what is there with what is here.
#
#   tests/outside/virtuoso.sh [PROGRAM]
#
# Needs Virtuoso 7 (Debian: `apt-get install virtuoso-opensource`) and curl. The server is started in a folder of its
# own on free ports and stopped at the end.
set -eu
cd "$(dirname "$0")/../.."
program=$(realpath "${1:-target/release/briefgraph}")
[ -x "$program" ] || { echo "virtuoso.sh: no program in $program" >&2; exit 2; }
server=$(command -v virtuoso-t) || { echo "virtuoso.sh: virtuoso-t is missing" >&2; exit 2; }
work=$(mktemp -d)
sql=$((20000 + $$ % 10000))
http=$((30000 + $$ % 10000))
trap 'kill "$pid" 2>/dev/null; wait "$pid" 2>/dev/null; rm -rf "$work"' EXIT
pid=

cat >"$work/virtuoso.ini" <<INI
[Database]
DatabaseFile=v.db
ErrorLogFile=v.log
LockFile=v.lck
TransactionFile=v.trx
xa_persistent_file=v.pxa
TempStorage=TempDatabase
[TempDatabase]
DatabaseFile=t.db
TransactionFile=t.trx
[Parameters]
ServerPort=$sql
DirsAllowed=.
[HTTPServer]
ServerPort=$http
ServerRoot=.
[SPARQL]
ResultSetMaxRows=10000000
INI
(cd "$work" && exec "$server" +foreground +configfile virtuoso.ini >server.log 2>&1) &
pid=$!
tries=0
until curl --silent --output /dev/null "http://localhost:$http/"; do
    tries=$((tries + 1))
    [ "$tries" -lt 120 ] || { echo "virtuoso.sh: the server does not start" >&2; cat "$work/server.log" >&2; exit 2; }
    sleep 1
done

export BRIEFGRAPH_PASSWORD=dba
store=$work/store
publish() {
    "$program" publish --store "$store" --to "http://localhost:$http/sparql-graph-crud-auth" --user dba
}
# The triples of the graphs that were published, counted there.
there() {
    curl --silent --fail --get "http://localhost:$http/sparql" --data-urlencode "format=text/csv" \
        --data-urlencode "query=SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } FILTER(STRSTARTS(STR(?g), 'https://w3id.org/briefgraph/')) }" |
        tail -n 1
}
here() {
    "$program" query --store "$store" --format csv -e 'SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }' | tail -n 1 | tr -d '\r'
}
same() {
    a=$(there) b=$(here)
    [ "$a" = "$b" ] || { echo "virtuoso.sh: $1: $a triples there, $b here" >&2; exit 1; }
    echo "$1: $a triples on both sides"
}

"$program" build --quiet --store "$store" tests/briefs/dev-*.txt
publish
same "first run"
"$program" build --quiet --store "$store" seeds/two-sessions-2020.md
publish
same "one document more"
"$program" remove --quiet --store "$store" tests/briefs/dev-kenya-water-release-2026.txt
publish
same "one document withdrawn"

# A wrong password is said at once, and nothing is lost.
if BRIEFGRAPH_PASSWORD=wrong "$program" publish --store "$store" --to "http://localhost:$http/sparql-graph-crud-auth" --user dba --all 2>"$work/refused"; then
    echo "virtuoso.sh: a wrong password was taken" >&2
    exit 1
fi
grep -q "does not accept the credentials" "$work/refused"

# The server dies in the middle and comes back: the same command goes on.
kill -9 "$pid"
wait "$pid" 2>/dev/null || true
"$program" publish --store "$store" --to "http://localhost:$http/sparql-graph-crud-auth" --user dba --all --tries 2 2>"$work/gone" && exit 1
grep -q "cannot reach" "$work/gone"
rm -f "$work/v.lck"
(cd "$work" && exec "$server" +foreground +configfile virtuoso.ini >server.log 2>&1) &
pid=$!
until curl --silent --output /dev/null "http://localhost:$http/"; do sleep 1; done
publish
same "after a crash of the server"
