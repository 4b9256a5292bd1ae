#!/bin/sh
# Builds the page and tests it in headless Chromium. BRIEFGRAPH names the program (target/debug/briefgraph unless
# given), SCREENSHOTS a folder for pictures of every view.
set -eu
cd "$(dirname "$0")/.."
if ! command -v chromium >/dev/null; then
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null
fi
[ -d node_modules ] || npm ci --silent
npm run --silent check
node --test --test-reporter=spec tests/*.test.mjs
