#!/bin/sh
# Do other people's tools read what briefgraph writes?
#
#     tests/outside/rdf.sh PATH/TO/briefgraph TEXT...
#
# Needs rapper (raptor2-utils), dot (graphviz) and python3 with venv; installs rdflib, pyoxigraph, pySHACL, NetworkX and
# openpyxl into a virtual environment (`$VENV`, by default a temporary one).
set -eu

program=$(realpath "$1")
shift
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
venv=${VENV:-$work/venv}
if [ ! -x "$venv/bin/python" ]; then
    python3 -m venv "$venv"
fi
"$venv/bin/pip" install --quiet --disable-pip-version-check \
    rdflib==7.6.0 pyoxigraph==0.5.13 pyshacl==0.40.1 networkx==3.6.1 openpyxl==3.1.5

store=$work/store
"$program" build --quiet --store "$store" --date 2026-01-15 "$@" >/dev/null
for format in ttl nt nq trig jsonld rdf; do
    "$program" export --quiet --store "$store" -o "$work/graph.$format"
done
# The same bytes again.
"$program" export --store "$store" --format ttl | cmp - "$work/graph.ttl"
"$program" export --store "$store" --format jsonld | cmp - "$work/graph.jsonld"

for pair in turtle:ttl ntriples:nt nquads:nq trig:trig rdfxml:rdf; do
    rapper --quiet --count --input "${pair%%:*}" "$work/graph.${pair##*:}"
done
echo "rapper reads Turtle, N-Triples, N-Quads, TriG and RDF/XML"

for view in proposals affiliations money laws network; do
    for format in dot svg graphml gexf; do
        status=0
        "$program" export --quiet --store "$store" --view $view -o "$work/$view.$format" 2>"$work/message" || status=$?
        # An empty view says so, exits with 1 and writes nothing.
        if [ $status -eq 1 ]; then
            [ ! -e "$work/$view.$format" ] && grep -q "nothing to show" "$work/message"
        else
            [ $status -eq 0 ]
        fi
    done
    if [ -e "$work/$view.dot" ]; then
        dot -Tsvg -o "$work/$view.dot.svg" "$work/$view.dot"
    fi
done
echo "dot draws every view"

"$program" export --quiet --store "$store" --format csv -o "$work/tables"
"$program" export --quiet --store "$store" -o "$work/tables.xlsx"
"$program" export --quiet --store "$store" -o "$work/page.html"
"$program" verify "$work/page.html"
# A closed pipe is no error.
"$program" export --store "$store" --format nq | head -n 1 >/dev/null

# Bad input: each with its exit code, and nothing lost.
expect() {
    wanted=$1
    shift
    status=0
    "$program" "$@" --store "$store" >"$work/output" 2>"$work/message" || status=$?
    [ $status -eq "$wanted" ] || { echo "exit $status, expected $wanted: $*"; cat "$work/message"; exit 1; }
}
sum=$(sha256sum <"$work/graph.ttl")
expect 2 export -o "$work/graph.ttl"
grep -q -- "--force" "$work/message"
[ "$sum" = "$(sha256sum <"$work/graph.ttl")" ]
expect 0 export -o "$work/graph.ttl" --force
expect 1 export --view proposals --by "Nobody of That Name" -o "$work/nobody.svg"
expect 1 export --about "Nobody of That Name" -o "$work/nobody.ttl"
expect 1 export --format csv --since 2999 -o "$work/nobody"
expect 1 graph path "Nobody of That Name" "Nobody Else"
expect 2 export -o "$work/no-such-folder/graph.ttl"
expect 2 export -o "$work/graph.unknown"
expect 2 export --format csv
[ -z "$(find "$work" -name "nobody*" -o -name "*.part")" ]
if [ -e /dev/full ]; then
    status=0
    "$program" export --store "$store" --format nq >/dev/full 2>/dev/null || status=$?
    [ $status -eq 2 ] || { echo "a full disk goes unnoticed"; exit 1; }
fi
echo "bad input is refused with the right exit code"

"$venv/bin/python" "$here/check_rdf.py" "$work" "$root/ontology"
