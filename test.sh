#!/bin/sh
# Runs all tests. Installs what they need where it is missing: Debian packages (as root), a Python environment in
# .venv, the page's packages by npm.
set -eu
cd "$(dirname "$0")"

missing=""
command -v dot >/dev/null || missing="$missing graphviz"
command -v rapper >/dev/null || missing="$missing raptor2-utils"
command -v chromium >/dev/null || missing="$missing chromium"
if [ -n "$missing" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -q && apt-get install -y -q --no-install-recommends $missing
fi
if [ ! -x .venv/bin/python ]; then
    python3 -m venv .venv
fi
.venv/bin/pip install -q --disable-pip-version-check \
    rdflib==7.6.0 pyoxigraph==0.5.13 pyshacl==0.40.1 networkx==3.6.1 openpyxl==3.1.5 SPARQLWrapper schemathesis==4.32.5
if command -v npm >/dev/null; then
    (cd web && npm ci --no-audit --no-fund)
fi

# A fixed seed: the same texts on every run.
PROPTEST_RNG_SEED="${PROPTEST_RNG_SEED:-20}" PATH="$PWD/.venv/bin:$PATH" cargo test "$@"

program=$PWD/target/debug/briefgraph
texts="seeds/two-sessions-2020.md $(ls tests/briefs/*.txt)"
# The paths hold no blanks.
# shellcheck disable=SC2086
{
    .venv/bin/python tests/outside/shacl.py "$program" $texts
    .venv/bin/python tests/outside/engines.py "$program" $texts
    VENV=.venv tests/outside/rdf.sh "$program" $texts
}
docs/pictures.sh "$program" --check
.venv/bin/python tests/outside/protocol.py "$program" seeds/two-sessions-2020.md
.venv/bin/python tests/outside/odd.py "$program" seeds/two-sessions-2020.md
.venv/bin/python tests/outside/kill.py "$program" "${BRIEFGRAPH_KILLS:-40}" "${BRIEFGRAPH_KILL_DOCUMENTS:-60}"
if command -v npm >/dev/null; then
    (cd web && BRIEFGRAPH="$program" npm test)
fi
