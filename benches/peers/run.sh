#!/bin/sh
# Compares this program with spaCy's small English model and with pyoxigraph: same texts, one core, same minute.
#
#   benches/peers/run.sh [COPIES]
#
# Makes a virtual environment in benches/peers/venv on first use (some 200 MB). VENV names another one.
set -eu
cd "$(dirname "$0")/../.."
venv=${VENV:-benches/peers/venv}
if [ ! -x "$venv/bin/python" ]; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --requirement benches/peers/requirements.txt
fi
cargo build --release --no-default-features --example measure
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1 RAYON_NUM_THREADS=1
exec taskset -c 0 "$venv/bin/python" benches/peers/compare.py "${1:-20}"
