#!/usr/bin/env python3
"""The graph of real briefs is well formed by the shapes, and a fact robbed of its evidence is not.

Usage: shacl.py BRIEFGRAPH TEXT...
"""
import pathlib
import subprocess
import sys
import tempfile

import pyshacl
import rdflib

ROOT = pathlib.Path(__file__).resolve().parents[2]
BG = rdflib.Namespace("https://w3id.org/briefgraph/ontology#")
PROV = rdflib.Namespace("http://www.w3.org/ns/prov#")


def graph_of(program, texts):
    """The union of all graphs of a fresh store with these texts."""
    with tempfile.TemporaryDirectory() as folder:
        store = str(pathlib.Path(folder) / "store")
        subprocess.run([program, "build", "--quiet", "--store", store, *texts], check=True)
        everything = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
        query = [program, "query", "--store", store, "--format", "nt", "-e", everything]
        triples = subprocess.run(query, check=True, capture_output=True, text=True).stdout
    return rdflib.Graph().parse(data=triples, format="nt")


def conforms(graph, shapes):
    ok, _, report = pyshacl.validate(graph, shacl_graph=shapes, advanced=False, inference="none")
    return ok, report


def main():
    program, texts = sys.argv[1], sys.argv[2:]
    shapes = rdflib.Graph().parse(ROOT / "ontology" / "shapes.ttl")
    for name in ("briefgraph.ttl", "stages.ttl"):
        rdflib.Graph().parse(ROOT / "ontology" / name)
    graph = graph_of(program, texts)
    ok, report = conforms(graph, shapes)
    if not ok:
        sys.exit(f"the graph does not conform:\n{report[:4000]}")
    facts = sorted(graph.subjects(rdflib.RDF.type, BG.Fact))
    if not facts:
        sys.exit("no fact was read")
    for robbed in (PROV.wasDerivedFrom, BG.modality, BG.confidence):
        poorer = rdflib.Graph()
        for triple in graph:
            if not (triple[0] == facts[0] and triple[1] == robbed):
                poorer.add(triple)
        if conforms(poorer, shapes)[0]:
            sys.exit(f"{facts[0]} lost its {robbed} and still conforms")
    print(f"shacl: {len(facts)} facts conform; 3 robbed facts are caught")


if __name__ == "__main__":
    main()
