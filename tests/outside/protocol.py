#!/usr/bin/env python3
"""Speaks to `briefgraph serve` as other people's tools do: curl, rdflib, SPARQLWrapper, and plain requests that
rebuild the cases of the W3C SPARQL 1.1 Protocol tests.

    python3 -m venv .venv && .venv/bin/pip install rdflib SPARQLWrapper
    .venv/bin/python tests/outside/protocol.py target/release/briefgraph seeds/two-sessions-2020.md
"""

import http.client
import os
import re
import signal
import subprocess
import sys
import tempfile
import urllib.parse

TOKEN = "a token for tests from outside"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
FORM = "application/x-www-form-urlencoded"
passed = failed = 0


def check(name, condition, detail=""):
    global passed, failed
    passed, failed = passed + bool(condition), failed + (not condition)
    if not condition:
        print(f"FAILED {name}: {detail}")


class Server:
    """A writable server on a store of its own."""

    def __init__(self, program, brief, folder):
        store = os.path.join(folder, "store")
        subprocess.run([program, "build", "--quiet", "--store", store, brief], check=True)
        self.process = subprocess.Popen(
            [program, "serve", "--store", store, "--listen", "127.0.0.1:0", "--writable"],
            stderr=subprocess.PIPE, text=True, env={**os.environ, "BRIEFGRAPH_TOKEN": TOKEN},
        )
        self.port = int(re.search(r"http://127\.0\.0\.1:(\d+)", self.process.stderr.readline()).group(1))
        self.url = f"http://127.0.0.1:{self.port}"

    def request(self, method, path, body=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body.encode() if isinstance(body, str) else body, headers)
        response = connection.getresponse()
        return response.status, dict((k.lower(), v) for k, v in response.getheaders()), response.read()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=15)


def form(**fields):
    return urllib.parse.urlencode(fields, doseq=True)


def protocol_cases(server):
    """The W3C cases, by their names in the protocol test suite."""
    ask = "ASK {}"
    g1, g2 = "http://example.org/data0.rdf", "http://example.org/data1.rdf"
    auth = {"Authorization": f"Bearer {TOKEN}"}
    for number, graph in enumerate((g1, g2)):
        body = f"<http://example.org/s{number}> <http://example.org/p> {number} ."
        server.request("PUT", "/store?" + form(graph=graph), body, Content_Type="text/turtle", **auth)

    def query(name, status, method, path, body=None, **headers):
        code, answered, text = server.request(method, path, body, **headers)
        check(name, code // 100 == status if status < 10 else code == status, (code, text[:200]))
        return answered, text

    get = lambda **fields: "/sparql?" + form(**fields)
    count = "SELECT (COUNT(*) AS ?n) { ?s <http://example.org/p> ?o }"
    named = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s <http://example.org/p> ?o } }"
    rows = lambda text: text.decode().split()[1]

    query("query_get", 200, "GET", get(query=ask))
    query("query_post_form", 200, "POST", "/sparql", form(query=ask), Content_Type=FORM)
    query("query_post_direct", 200, "POST", "/sparql", ask, Content_Type=QUERY)
    for name, fields, text, expected in [
        ("query_dataset_default_graph", {"default-graph-uri": [g1]}, count, "1"),
        ("query_dataset_default_graphs", {"default-graph-uri": [g1, g2]}, count, "2"),
        ("query_dataset_named_graphs", {"named-graph-uri": [g1, g2]}, named, "2"),
        ("query_dataset_full", {"default-graph-uri": [g1], "named-graph-uri": [g2]}, named, "1"),
        ("query_multiple_dataset", {"default-graph-uri": [g1]}, count.replace("{", f"FROM <{g2}> {{", 1), "1"),
    ]:
        _, by_get = query(name + "_get", 200, "GET", get(query=text, **fields), Accept="text/csv")
        _, by_post = query(name + "_post", 200, "POST", "/sparql?" + form(**fields), text, Content_Type=QUERY, Accept="text/csv")
        check(name, rows(by_get) == rows(by_post) == expected, (by_get, by_post))
    for name, text, accept, kind in [
        ("query_content_type_select", "SELECT * {} LIMIT 1", "application/sparql-results+xml, application/sparql-results+json", "sparql-results"),
        ("query_content_type_ask", ask, "application/sparql-results+json", "sparql-results+json"),
        ("query_content_type_describe", "DESCRIBE <http://example.org/s0>", "application/rdf+xml, text/turtle", "rdf+xml"),
        ("query_content_type_construct", "CONSTRUCT { <a:s> <a:p> 1 } WHERE {}", "text/turtle", "turtle"),
    ]:
        headers, _ = query(name, 200, "GET", get(query=text), Accept=accept)
        check(name + " type", kind in headers["content-type"] or "turtle" in headers["content-type"], headers)

    query("bad_query_method", 405, "PUT", get(query=ask))
    query("bad_multiple_queries", 400, "GET", get(query=[ask, "SELECT * {}"]))
    query("bad_query_wrong_media_type", 415, "POST", "/sparql", ask, Content_Type="text/plain")
    query("bad_query_missing_form_type", 415, "POST", "/sparql", form(query=ask))
    query("bad_query_missing_direct_type", 415, "POST", "/sparql", ask)
    query("bad_query_non_utf8", 4, "POST", "/sparql", ask.encode("utf-16"), Content_Type=QUERY + "; charset=UTF-16")
    query("bad_query_syntax", 400, "GET", get(query="ASK {"))

    insert = "INSERT DATA { GRAPH <http://example.org/u> { <a:s> <a:p> 1 } }"
    query("update_post_form", 2, "POST", "/sparql", form(update=insert), Content_Type=FORM, **auth)
    query("update_post_direct", 2, "POST", "/sparql", insert, Content_Type=UPDATE, **auth)
    _, text = query("update_seen", 200, "GET", get(query="ASK { GRAPH <http://example.org/u> { <a:s> <a:p> 1 } }"), Accept="text/csv")
    check("update seen", text.strip() == b"true", text)
    move = "INSERT { GRAPH <http://example.org/u2> { ?s ?p ?o } } WHERE { ?s <http://example.org/p> ?o . ?s ?p ?o }"
    query("update_dataset_default_graph", 2, "POST", "/sparql?" + form(**{"using-graph-uri": g1}), move, Content_Type=UPDATE, **auth)
    _, text = query("update_dataset", 200, "GET", get(query="SELECT (COUNT(*) AS ?n) { GRAPH <http://example.org/u2> { ?s ?p ?o } }"), Accept="text/csv")
    check("update_dataset_default_graph rows", rows(text) == "1", text)
    query("bad_update_get", 400, "GET", get(update=insert))
    query("bad_multiple_updates", 400, "POST", "/sparql", form(update=[insert, insert]), Content_Type=FORM, **auth)
    query("bad_update_wrong_media_type", 415, "POST", "/sparql", insert, Content_Type="text/plain", **auth)
    query("bad_update_missing_form_type", 415, "POST", "/sparql", form(update=insert), **auth)
    query("bad_update_non_utf8", 4, "POST", "/sparql", insert.encode("utf-16"), Content_Type=UPDATE + "; charset=UTF-16", **auth)
    query("bad_update_syntax", 400, "POST", "/sparql", "INSERT BOGUS", Content_Type=UPDATE, **auth)
    conflict = "INSERT { GRAPH <a:g> { ?s ?p ?o } } USING <http://example.org/x> WHERE { ?s ?p ?o }"
    query("bad_update_dataset_conflict", 400, "POST", "/sparql?" + form(**{"using-graph-uri": g1}), conflict, Content_Type=UPDATE, **auth)
    query("update_without_token", 401, "POST", "/sparql", insert, Content_Type=UPDATE)


def curl(server):
    def run(*arguments):
        return subprocess.run(["curl", "-s", "--max-time", "20", *arguments], capture_output=True, text=True, check=True).stdout

    table = run("-G", f"{server.url}/sparql", "--data-urlencode", "query=SELECT * { ?s ?p ?o } LIMIT 3", "-H", "Accept: text/csv")
    check("curl select", len(table.splitlines()) == 4, table)
    check("curl post", '"boolean":true' in run(f"{server.url}/sparql", "--data-urlencode", "query=ASK { ?s ?p ?o }"))
    check("curl head", "200 OK" in run("-I", f"{server.url}/store?default"))
    check("curl --compressed", "head" in run("--compressed", "-G", f"{server.url}/sparql", "--data-urlencode", "query=SELECT * { ?s ?p ?o } LIMIT 100"))
    check("curl turtle", "@prefix" in run(f"{server.url}/sparql", "-H", "Accept: text/turtle"))


def rdflib_store(server):
    from rdflib import Graph, URIRef
    from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore

    bg = "https://w3id.org/briefgraph/ontology#"
    graph = Graph(SPARQLStore(f"{server.url}/sparql"))
    proposers = list(graph.query(f"SELECT ?p ?who {{ ?p <{bg}proposer> ?who }}"))
    check("rdflib select", len(proposers) > 0)
    check("rdflib triples", len(list(graph.triples((None, URIRef(bg + "proposer"), None)))) == len(proposers))
    for format in ("xml", "json", "csv", "tsv"):
        store = SPARQLStore(f"{server.url}/sparql", returnFormat=format)
        check(f"rdflib {format}", len(list(Graph(store).query(f"SELECT ?p ?who {{ ?p <{bg}proposer> ?who }}"))) == len(proposers))
    for format, media_type in (("turtle", "text/turtle"), ("nt", "application/n-triples"), ("xml", "application/rdf+xml"), ("json-ld", "application/ld+json")):
        status, _, body = server.request("GET", "/store?default", Accept=media_type)
        read = Graph().parse(data=body, format=format)
        check(f"rdflib reads {format}", status == 200 and len(read) > 10, (status, len(read)))
    updates = SPARQLUpdateStore(f"{server.url}/sparql", f"{server.url}/update", headers={"Authorization": f"Bearer {TOKEN}"})
    updates.update("INSERT DATA { GRAPH <http://example.org/rdflib> { <http://example.org/a> <http://example.org/b> 7 } }")
    check("rdflib update", bool(graph.query("ASK { <http://example.org/a> <http://example.org/b> 7 }").askAnswer))


def sparqlwrapper(server):
    from SPARQLWrapper import CSV, JSON, POST, TURTLE, XML, SPARQLWrapper

    wrapper = SPARQLWrapper(f"{server.url}/sparql")
    wrapper.setQuery("PREFIX bg: <https://w3id.org/briefgraph/ontology#> SELECT ?p { ?p a bg:Proposal } LIMIT 5")
    wrapper.setReturnFormat(JSON)
    check("SPARQLWrapper json", len(wrapper.queryAndConvert()["results"]["bindings"]) == 5)
    wrapper.setMethod(POST)
    check("SPARQLWrapper post", len(wrapper.queryAndConvert()["results"]["bindings"]) == 5)
    wrapper.setReturnFormat(XML)
    check("SPARQLWrapper xml", "sparql" in wrapper.queryAndConvert().toxml())
    wrapper.setReturnFormat(CSV)
    check("SPARQLWrapper csv", wrapper.queryAndConvert().startswith(b"p\r\n"))
    wrapper.setQuery("CONSTRUCT WHERE { ?s a <https://w3id.org/briefgraph/ontology#Proposal> }")
    wrapper.setReturnFormat(TURTLE)
    check("SPARQLWrapper turtle", b"Proposal" in wrapper.queryAndConvert())


def briefs(server):
    text = "# Rail notes\n\nThe Transport Ministry plans to spend €3 billion on night trains. Minister Ada Quist said fares would fall."
    auth = {"Authorization": f"Bearer {TOKEN}"}
    path = "/briefs?" + form(source="rail.md", date="2031-02-03")
    status, _, body = server.request("POST", path, text, Content_Type="text/markdown", **auth)
    check("a brief is read on arrival", status == 201 and b'"facts":[{' in body, (status, body[:300]))
    count = lambda: server.request("GET", "/health")[2]
    before = count()
    server.request("POST", path, text, Content_Type="text/markdown", **auth)
    check("sent again it replaces itself", count() == before, (before, count()))
    status, _, body = server.request("POST", "/briefs", b"\x00\x01\x02\xff" * 50, Content_Type="image/png", **auth)
    check("a picture is no brief", status == 415, (status, body))
    status, _, body = server.request("POST", "/briefs", b"", Content_Type="text/plain", **auth)
    check("nothing is no brief", status == 400, (status, body))


def main():
    program, brief = (os.path.abspath(path) for path in sys.argv[1:3])
    with tempfile.TemporaryDirectory() as folder:
        server = Server(program, brief, folder)
        try:
            for part in (protocol_cases, curl, rdflib_store, sparqlwrapper, briefs):
                part(server)
        finally:
            check("SIGTERM ends it in peace", server.stop() == 0)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
