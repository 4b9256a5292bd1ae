#!/usr/bin/env python3
"""Kills `build` at random moments: each document is then wholly old or wholly new, and the next build ends with the
same bytes as one that was never disturbed.

Usage: kill.py BRIEFGRAPH [KILLS] [DOCUMENTS]
"""
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

SENTENCES = [
    "The Port Authority of Lund proposed a ferry line to Ystad.",
    "Mayor Ada Lindqvist of the Green Party said the city would pay €2.5 million for quay {n}.",
    "Parliament passed the Harbour Fees Act in March 2024.",
    "The Maritime Union called for shorter shifts on {n} ships.",
]


def write_texts(folder, documents, version):
    for n in range(documents):
        body = "\n\n".join(s.format(n=n + 1000 * version) for s in SENTENCES)
        (folder / f"brief-{n:03}.txt").write_text(f"Harbour brief {n}, version {version}\n\n{body}\n")


def documents_of(store):
    return {path.name: path.read_bytes() for path in sorted((store / "documents").glob("*.nq"))}


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    kills = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    documents = int(sys.argv[3]) if len(sys.argv) > 3 else 200
    dice = random.Random(7)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        texts = folder / "texts"
        texts.mkdir()

        def build(store):
            return [program, "build", "--quiet", "--store", store, "texts"]

        whole = []
        for version in (0, 1):
            write_texts(texts, documents, version)
            started = time.monotonic()
            subprocess.run(build(f"whole-{version}"), cwd=folder, check=True)
            longest = time.monotonic() - started
            whole.append(documents_of(folder / f"whole-{version}"))
        store, partial = folder / "store", 0
        for kill in range(kills):
            write_texts(texts, documents, kill % 2)
            process = subprocess.Popen(build("store"), cwd=folder)
            time.sleep(dice.uniform(0, longest))
            process.kill()
            process.wait()
            found = documents_of(store) if store.exists() else {}
            for name, content in found.items():
                if content not in (whole[0].get(name), whole[1].get(name)):
                    sys.exit(f"after kill {kill}, {name} is neither the old nor the new document")
            if (store / "store.json").exists():
                query = [program, "query", "--store", "store", "--format", "csv", "documents"]
                answer = subprocess.run(query, cwd=folder, capture_output=True, text=True, check=False)
                if answer.returncode not in (0, 1) or answer.stderr:
                    sys.exit(f"after kill {kill} the store does not open: {answer.stderr}")
            versions = {content == whole[1].get(name) for name, content in found.items()}
            partial += len(versions) == 2 or 0 < len(found) < documents
        last = (kills - 1) % 2
        subprocess.run(build("store"), cwd=folder, check=True)
        if documents_of(store) != whole[last]:
            sys.exit("the build after the kills does not end with the bytes of an undisturbed one")
        shutil.rmtree(store)
    print(f"kill: {kills} kills, {partial} of them half-way through {documents} documents; nothing lost, same bytes")


if __name__ == "__main__":
    main()
