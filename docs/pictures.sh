#!/bin/sh
# Draws the pictures of the documentation from the shipped brief.
#
#     docs/pictures.sh PATH/TO/briefgraph            writes them
#     docs/pictures.sh PATH/TO/briefgraph --check    compares, and fails if one would change
set -eu

program=$(realpath "$1")
mode=${2:-}
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$program" build --quiet --store "$work/store" seeds/two-sessions-2020.md >/dev/null
"$program" export --quiet --store "$work/store" --view proposals -o "$work/proposals.svg"
if [ "$mode" = --check ]; then
    cmp "$work/proposals.svg" docs/proposals.svg || {
        echo "docs/proposals.svg is not what the program draws; run docs/pictures.sh $1" >&2
        exit 1
    }
else
    cp "$work/proposals.svg" docs/proposals.svg
fi
