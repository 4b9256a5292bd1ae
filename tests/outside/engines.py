#!/usr/bin/env python3
"""Other engines read what the store holds, and their answers to the shipped tables are the program's own.

Usage: engines.py BRIEFGRAPH TEXT...
"""
import csv
import io
import pathlib
import subprocess
import sys
import tempfile

import pyoxigraph
import rdflib

ROOT = pathlib.Path(__file__).resolve().parents[2]
TABLES = ["entities", "affiliations", "proposals", "laws", "money", "statements", "quantities"]


def own_rows(program, store, name):
    query = [program, "query", "--store", store, "--format", "csv", str(ROOT / "queries" / f"{name}.rq")]
    answer = subprocess.run(query, capture_output=True, text=True, check=False)
    if answer.returncode not in (0, 1):
        sys.exit(f"{name}: {answer.stderr}")
    return list(csv.DictReader(io.StringIO(answer.stdout)))


def main():
    program, texts = sys.argv[1], sys.argv[2:]
    with tempfile.TemporaryDirectory() as folder:
        store = pathlib.Path(folder) / "store"
        subprocess.run([program, "build", "--quiet", "--store", str(store), *texts], check=True)
        # One text of all files: rdflib keeps the default graphs of several files apart.
        quads = "".join(path.read_text() for path in sorted((store / "documents").glob("*.nq")))
        oxigraph, dataset = pyoxigraph.Store(), rdflib.Dataset(default_union=True)
        oxigraph.load(quads, format=pyoxigraph.RdfFormat.N_QUADS)
        dataset.parse(data=quads, format="nquads")
        checked = 0
        for name in TABLES:
            query = (ROOT / "queries" / f"{name}.rq").read_text()
            own = own_rows(program, str(store), name)
            other = list(oxigraph.query(query, use_default_graph_as_union=True))
            third = list(dataset.query(query))
            if not len(own) == len(other) == len(third):
                sys.exit(f"{name}: {len(own)} rows here, {len(other)} in pyoxigraph, {len(third)} in rdflib")
            checked += len(own)
    print(f"engines: pyoxigraph and rdflib give the same {checked} rows of {len(TABLES)} tables")


if __name__ == "__main__":
    main()
