#!/usr/bin/env python3
"""Odd requests to `briefgraph serve`: the cases that schemathesis makes from /openapi.json, then bytes without sense, by
every method, on every route. Nothing may be answered by a failure of the server (500), hang, or end it.

    python3 -m venv .venv && .venv/bin/pip install schemathesis
    .venv/bin/python tests/outside/odd.py target/release/briefgraph seeds/two-sessions-2020.md [SEED] [REQUESTS]
"""

import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

TOKEN = "a token for tests from outside"
ROUTES = [
    "/", "/ask", "/sparql", "/query", "/update", "/store", "/briefs", "/health", "/resource", "/openapi.json",
    "/api/overview", "/api/search", "/api/proposals", "/api/entity", "/api/documents", "/api/document", "/api/laws",
    "/api/queries", "/api/none", "/plain", "/plain/proposals", "/plain/laws", "/plain/style.css", "/document/x",
    "/person/x", "/organization/x", "/place/x", "/law/x", "/report/x", "/event/x", "/nothing",
]
PARAMETERS = ["query", "update", "q", "iri", "limit", "since", "until", "min", "type", "person", "graph", "default",
              "format", "source", "date", "default-graph-uri", "using-graph-uri"]
METHODS = ["GET"] * 8 + ["POST"] * 8 + ["HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"]
TYPES = ["application/sparql-query", "application/sparql-update", "application/x-www-form-urlencoded", "text/turtle",
         "application/n-quads", "application/rdf+xml", "application/ld+json", "application/trig", "text/html",
         "application/pdf", "message/rfc822", "application/jsonl", "text/plain", "text/plain; charset=utf-16", "a/b", "\xff"]
PIECES = [b"SELECT * {", b"?s ?p ?o", b"}", b"CONSTRUCT WHERE {", b"INSERT DATA { <urn:a> <urn:b> 1 }", b"ORDER BY ?o",
          b"(1/0 AS ?x)", b"SERVICE <http://127.0.0.1:1/> {}", b"LIMIT 5", b"<urn:a> <urn:b> \"c\"@en .", b"%PDF-1.7\n",
          b"PK\x03\x04", b"<html><p>", b"\x1f\x8b\x08", b"{\"text\": \"a\"}\n", b"{\"@id\": \"x\"}", b"\xed\xa0\x80", b"\0",
          b"From a@b\n", b"REGEX(?o, \"(a+)+$\")", b"http://example.org/", b"'''", b"\r\n\r\n"]


def answer(port, request):
    """The status of the answer, None if the server closes without one."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        received = b""
        try:
            connection.sendall(request)
            head, _, body = request.partition(b"\r\n\r\n")
            announced = re.search(rb"Content-Length: (\d+)", head)
            if announced and int(announced.group(1)) > len(body):
                # The server would wait for the rest.
                connection.shutdown(socket.SHUT_WR)
            while chunk := connection.recv(1 << 16):
                received = (received + chunk)[: 1 << 12]
        except (BrokenPipeError, ConnectionResetError):
            pass
        found = re.match(rb"HTTP/1\.[01] (\d{3})", received)
        return int(found.group(1)) if found else None


def noise(numbers, longest):
    kind = numbers.randrange(3)
    if kind == 0:
        return numbers.randbytes(numbers.randrange(longest))
    pieces = [numbers.choice(PIECES) for _ in range(numbers.randrange(1, 8))]
    if kind == 1:
        pieces.insert(numbers.randrange(len(pieces)), numbers.randbytes(4))
    return b" ".join(pieces)[:longest]


def request(numbers):
    if numbers.random() < 0.05:
        return noise(numbers, 2000) + b"\r\n\r\n"
    path = numbers.choice(ROUTES).encode()
    if numbers.random() < 0.2:
        path += b"/" + "".join(f"%{byte:02x}" for byte in numbers.randbytes(6)).encode()
    fields = []
    for _ in range(numbers.randrange(4)):
        value = "".join(f"%{byte:02X}" for byte in noise(numbers, 300))
        fields.append(f"{numbers.choice(PARAMETERS)}={value}")
    if fields:
        path += b"?" + "&".join(fields).encode()
    body = noise(numbers, 3000) if numbers.random() < 0.6 else b""
    length = len(body) if numbers.random() < 0.9 else numbers.choice([0, 1, 10**6, 10**12])
    head = [
        numbers.choice(METHODS).encode() + b" " + path + b" HTTP/1.1", b"Host: localhost", b"Connection: close",
        b"Content-Length: " + str(length).encode(), b"Content-Type: " + numbers.choice(TYPES).encode("latin-1"),
    ]
    if numbers.random() < 0.5:
        head.append(b"Authorization: Bearer " + TOKEN.encode())
    if numbers.random() < 0.5:
        head.append(b"Accept: " + numbers.choice(TYPES).encode("latin-1"))
    return b"\r\n".join(head) + b"\r\n\r\n" + body


def main():
    program, brief = sys.argv[1:3]
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 20
    count = int(sys.argv[4]) if len(sys.argv) > 4 else 1500
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        store, log = os.path.join(folder, "store"), os.path.join(folder, "log")
        subprocess.run([program, "build", "--quiet", "--store", store, brief], check=True)
        with open(log, "wb") as errors:
            process = subprocess.Popen(
                [program, "serve", "--store", store, "--listen", "127.0.0.1:0", "--writable", "--query-time", "2"],
                stderr=errors, env={**os.environ, "BRIEFGRAPH_TOKEN": TOKEN},
            )
        while not (found := re.search(rb"http://127\.0\.0\.1:(\d+)", open(log, "rb").read())):
            time.sleep(0.05)
        port = int(found.group(1))
        # An IRI of the description's kind need not be one by all rules of RFC 3987, and a date not one of the calendar:
        # such are refused, which `positive_data_acceptance` would have as a failure.
        told = subprocess.run(
            [os.path.join(os.path.dirname(sys.executable), "schemathesis"), "run", f"http://127.0.0.1:{port}/openapi.json",
             "--seed", str(seed), "--max-examples", "40", "--exclude-checks", "positive_data_acceptance"],
            cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )
        if told.returncode != 0:
            failed += 1
            print(told.stdout)
        numbers, counts = random.Random(seed), {}
        lock = threading.Lock()

        def work():
            nonlocal failed, count
            while True:
                with lock:
                    if count == 0:
                        return
                    count -= 1
                    sent = request(numbers)
                try:
                    status = answer(port, sent)
                except TimeoutError:
                    status = "no answer in time"
                with lock:
                    counts[status] = counts.get(status, 0) + 1
                    if status == 500 or isinstance(status, str):
                        failed += 1
                        print(f"FAILED {status}: {sent!r}")

        threads = [threading.Thread(target=work) for _ in range(4)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        alive = process.poll() is None and answer(port, b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        process.send_signal(signal.SIGTERM)
        ended = process.wait(timeout=15)
        told = open(log, errors="replace").read()
        if alive != 200 or ended != 0 or "panicked" in told or "internal error" in told:
            failed += 1
            print(f"FAILED /health: {alive}, end: {ended}, log:\n{told}")
    print(f"odd requests: {dict(sorted(counts.items(), key=str))}, {failed} failures")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
