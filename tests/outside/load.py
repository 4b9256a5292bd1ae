"""The query mix of the load test, and the same mix by Oxigraph in process. See load.sh."""

import multiprocessing
import pathlib
import sys
import time
import urllib.parse

# Questions about one name need a name; the others are taken as they are shipped.
NEEDS_A_NAME = {"about", "what-changed"}


def mix(folder):
    for path in sorted(pathlib.Path(folder).glob("*.rq")):
        if path.stem not in NEEDS_A_NAME:
            print(urllib.parse.quote(path.read_text(), safe=""))


def answer(queries, graph, seconds):
    import pyoxigraph

    store = pyoxigraph.Store()
    store.load(path=graph, format=pyoxigraph.RdfFormat.N_QUADS)
    done, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        results = store.query(queries[done % len(queries)], use_default_graph_as_union=True)
        if isinstance(results, pyoxigraph.QueryTriples):
            results.serialize(format=pyoxigraph.RdfFormat.TURTLE)
        else:
            results.serialize(format=pyoxigraph.QueryResultsFormat.JSON)
        done += 1
    return done


def compare(queries, graph, seconds):
    queries = [urllib.parse.unquote(line.strip()) for line in open(queries)]
    workers = multiprocessing.cpu_count()
    with multiprocessing.Pool(workers) as pool:
        done = sum(pool.starmap(answer, [(queries, graph, seconds)] * workers))
    print(f"in process: {done / seconds:.0f} queries/s on {workers} processes")


if __name__ == "__main__":
    command, arguments = sys.argv[1], sys.argv[2:]
    if command == "mix":
        mix(*arguments)
    else:
        compare(arguments[0], arguments[1], int(arguments[2]))
