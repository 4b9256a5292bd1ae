#!/usr/bin/env python3
"""Runs `briefgraph extract` over a corpus with Apache Spark.

    spark-submit extract.py [--briefgraph PROGRAM] [--partitions N] [--date DAY] CORPUS... OUT

CORPUS is files or folders of JSON Lines, one document a line: {"id": ..., "title": ..., "date": ..., "text": ...}.
OUT is a new folder of N-Quads files, each quad once and in order, so that their concatenation is a sorted file.

Extraction is a function of one document, and the IRIs follow from its text: however the corpus is cut, the set of
quads is the one that a single machine makes of it. Duplicates are dropped because a quad may come from many documents
(an entity's name, a person's membership).
"""

import argparse
import subprocess
import sys
import tempfile


def extract(lines, command):
    """Pipes one partition through the program; yields quads as lines.

    The program's standard error goes to a file, not a pipe: a pipe that nobody empties would stop it. A bad line is
    reported there and skipped (exit code 2 with output); a program that died is a failure of the partition, so that
    Spark tries it again.
    """
    with tempfile.TemporaryFile("w+b") as source, tempfile.TemporaryFile("w+b") as log:
        empty = True
        for line in lines:
            empty = False
            source.write(line.encode("utf-8") + b"\n")
        if empty:
            return
        source.seek(0)
        program = subprocess.Popen(command, stdin=source, stdout=subprocess.PIPE, stderr=log)
        for quad in program.stdout:
            yield quad.decode("utf-8").rstrip("\n")
        code = program.wait()
        log.seek(0)
        message = log.read().decode("utf-8", "replace")
        if code not in (0, 1, 2):
            raise RuntimeError(f"`{' '.join(command)}` ended with {code}: {message[-2000:]}")
        if code == 2:
            print(message, file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--briefgraph", default="briefgraph", help="the program on the workers")
    parser.add_argument("--partitions", type=int, default=0, help="parts of the corpus [default: as Spark cuts it]")
    parser.add_argument("--date", help="day of issue of all documents")
    parser.add_argument("corpus", nargs="+")
    parser.add_argument("out")
    args = parser.parse_args()

    from pyspark.sql import SparkSession

    session = SparkSession.builder.appName("briefgraph").getOrCreate()
    # Spark's own parallelism is across partitions: one thread a program.
    command = [args.briefgraph, "extract", "--jobs", "1", "--format", "nq"]
    if args.date:
        command += ["--date", args.date]
    command.append("-")
    documents = session.sparkContext.textFile(",".join(args.corpus))
    if args.partitions:
        documents = documents.repartition(args.partitions)
    quads = documents.mapPartitions(lambda lines: extract(lines, command)).distinct().sortBy(lambda quad: quad)
    quads.saveAsTextFile(args.out)
    session.stop()


if __name__ == "__main__":
    main()
