"""Reads the exports of one store with rdflib, pyoxigraph, pySHACL, NetworkX and openpyxl.

Called by rdf.sh with the folder of the exports and the folder of the ontology.
"""

import csv
import hashlib
import re
import sys
from pathlib import Path

import networkx
import openpyxl
import pyoxigraph
import pyshacl
import rdflib
from rdflib.namespace import RDF

FORMATS = {"ttl": "turtle", "nt": "nt", "nq": "nquads", "trig": "trig", "jsonld": "json-ld", "rdf": "xml"}
PROV = rdflib.Namespace("http://www.w3.org/ns/prov#")
BG = rdflib.Namespace("https://w3id.org/briefgraph/ontology#")


def triples_by_rdflib(path: Path) -> set:
    dataset = rdflib.Dataset()
    dataset.parse(path, format=FORMATS[path.suffix[1:]])
    return {tuple(map(str, quad[:3])) for quad in dataset.quads()}


def quads_by_pyoxigraph(path: Path) -> set:
    formats = pyoxigraph.RdfFormat
    known = {"ttl": formats.TURTLE, "nt": formats.N_TRIPLES, "nq": formats.N_QUADS, "trig": formats.TRIG, "rdf": formats.RDF_XML}
    with path.open("rb") as file:
        return set(pyoxigraph.parse(file, format=known[path.suffix[1:]]))


def check_formats(folder: Path) -> None:
    expected = triples_by_rdflib(folder / "graph.nq")
    for ending in FORMATS:
        found = triples_by_rdflib(folder / f"graph.{ending}")
        assert found == expected, f"rdflib reads another graph from {ending}: {list(found ^ expected)[:3]}"
    print(f"rdflib reads the same {len(expected)} triples from {len(FORMATS)} formats")
    assert quads_by_pyoxigraph(folder / "graph.nq") == quads_by_pyoxigraph(folder / "graph.trig")
    for ending in ["ttl", "nt", "rdf"]:
        found = {quad.triple for quad in quads_by_pyoxigraph(folder / f"graph.{ending}")}
        assert found == {quad.triple for quad in quads_by_pyoxigraph(folder / "graph.nq")}, ending
    print("pyoxigraph reads the same graph from 5 formats")


def check_shapes(folder: Path, ontology: Path) -> None:
    data = rdflib.Graph().parse(folder / "graph.ttl")
    shapes = rdflib.Graph().parse(ontology / "shapes.ttl")
    terms = rdflib.Graph().parse(ontology / "briefgraph.ttl")
    conforms, _, report = pyshacl.validate(data, shacl_graph=shapes, ont_graph=terms)
    assert conforms, report
    facts = sorted(data.subjects(RDF.type, BG.Fact))
    data.remove((facts[0], PROV.wasDerivedFrom, None))
    conforms, _, _ = pyshacl.validate(data, shacl_graph=shapes, ont_graph=terms)
    assert not conforms, "a fact without evidence passes the shapes"
    print(f"pySHACL: {len(facts)} facts hold the shapes; one robbed of its evidence does not")


def check_page(folder: Path) -> None:
    """The hash of the page is that of the sorted N-Quads, computed without briefgraph."""
    page = (folder / "page.html").read_text(encoding="utf-8")
    stated = re.search(r'name="briefgraph-graph" content="([0-9a-f]{64})"', page).group(1)
    dataset = pyoxigraph.Dataset(quads_by_pyoxigraph(folder / "graph.nq"))
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.UNSTABLE)
    lines = sorted(line for line in pyoxigraph.serialize(dataset, format=pyoxigraph.RdfFormat.N_QUADS).decode().split("\n") if line)
    found = hashlib.sha256("".join(line + "\n" for line in lines).encode()).hexdigest()
    assert found == stated, (found, stated)
    print("the hash of the page is that of its graph")


def check_tables(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "tables.xlsx", read_only=True)
    for path in sorted((folder / "tables").glob("*.csv")):
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.reader(file))
        sheet = [row for row in book[path.stem].iter_rows(values_only=True) if any(cell is not None for cell in row)]
        assert len(sheet) == len(rows), path.stem
    print(f"openpyxl reads {len(book.sheetnames)} sheets with the rows of the CSV files")


def check_networks(folder: Path) -> None:
    for path in sorted(folder.glob("*.graphml")):
        graphml = networkx.read_graphml(path)
        # NetworkX knows GEXF up to 1.2; the elements that it reads are the same.
        text = path.with_suffix(".gexf").read_text(encoding="utf-8").replace("http://gexf.net/1.3", "http://www.gexf.net/1.2draft")
        (folder / "draft.gexf").write_text(text.replace('version="1.3"', 'version="1.2"'), encoding="utf-8")
        gexf = networkx.read_gexf(folder / "draft.gexf")
        assert graphml.number_of_nodes() == gexf.number_of_nodes(), path.stem
        assert graphml.number_of_edges() == gexf.number_of_edges(), path.stem
        print(f"NetworkX reads {path.stem}: {graphml.number_of_nodes()} nodes, {graphml.number_of_edges()} edges")


def main() -> None:
    folder, ontology = Path(sys.argv[1]), Path(sys.argv[2])
    check_formats(folder)
    check_shapes(folder, ontology)
    check_page(folder)
    check_tables(folder)
    check_networks(folder)


if __name__ == "__main__":
    main()
