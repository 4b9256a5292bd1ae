#!/bin/sh
# Proves that the job makes the same set of quads as one machine, from the texts of the repository.
#
#   contrib/spark/test.sh [PROGRAM]
#
# Needs Python with the package pyspark (3.5 or later) and a Java runtime. PYTHON names another interpreter.
set -eu
cd "$(dirname "$0")/../.."
program=$(realpath "${1:-target/release/briefgraph}")
[ -x "$program" ] || { echo "test.sh: no program in $program" >&2; exit 2; }
python=${PYTHON:-python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Each brief three times, once with another end, so that there are duplicates to drop, and one line that is none.
"$python" - "$work/corpus.jsonl" tests/briefs/*.txt <<'PY'
import json, sys
with open(sys.argv[1], "w", encoding="utf-8") as out:
    for path in sys.argv[2:]:
        text = open(path, encoding="utf-8").read()
        for copy, ending in enumerate(["", "", "\nThe council meets again in June.\n"]):
            out.write(json.dumps({"id": f"{path}-{copy}", "text": text + ending}, ensure_ascii=False) + "\n")
    out.write("{this line is no JSON\n")
PY

# Exit code 2 says that a line was skipped, which is what is wanted here.
"$program" extract --format nq - <"$work/corpus.jsonl" >"$work/one.nq" 2>"$work/one.log" || [ $? -eq 2 ]
LC_ALL=C sort -u "$work/one.nq" >"$work/one.sorted"
for partitions in 1 5; do
    PYSPARK_PYTHON=$python "$python" contrib/spark/extract.py --briefgraph "$program" --partitions "$partitions" \
        "$work/corpus.jsonl" "$work/out$partitions" 2>"$work/spark.log" || { tail -n 20 "$work/spark.log" >&2; exit 1; }
    cat "$work/out$partitions"/part-* >"$work/spark.nq"
    LC_ALL=C sort "$work/spark.nq" >"$work/spark.sorted"
    cmp "$work/one.sorted" "$work/spark.sorted" || { echo "test.sh: $partitions partitions make other quads" >&2; exit 1; }
    echo "$partitions partitions: the same $(wc -l <"$work/spark.nq") quads as one machine"
done
