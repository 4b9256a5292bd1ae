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
    .venv/bin/pip install -q pyshacl rdflib pyoxigraph SPARQLWrapper
fi

if [ -f web/package.json ] && command -v npm >/dev/null; then
    (cd web && npm ci --no-audit --no-fund)
fi
PATH="$PWD/.venv/bin:$PATH" cargo test "$@"

program=target/debug/briefgraph
texts="seeds/two-sessions-2020.md $(ls tests/briefs/*.txt)"
.venv/bin/python tests/outside/shacl.py $program $texts
.venv/bin/python tests/outside/engines.py $program $texts
.venv/bin/python tests/outside/kill.py $program "${BRIEFGRAPH_KILLS:-40}" "${BRIEFGRAPH_KILL_DOCUMENTS:-60}"
if [ -f web/package.json ] && command -v npm >/dev/null; then
    (cd web && npm test)
fi
