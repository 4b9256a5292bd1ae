//! The server from outside, over real HTTP on a loopback port: the SPARQL 1.1 Protocol and Graph Store Protocol, the
//! page's questions, limits, refusals and changes under way.
#![cfg(feature = "serve")]
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use briefgraph::server::{Limits, Metered, Server, ServerOptions};
use briefgraph::store::{DocumentRecord, Services, Writer};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{GraphName, Quad};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;

#[global_allocator]
static ALLOCATOR: Metered = Metered;

const TOKEN: &str = "a token for these tests";
const PERSON: &str = "https://w3id.org/briefgraph/person/mira-okafor";

/// A server over a store made from `fixtures/harbour.nq`; it ends with the test.
struct Running {
    address: SocketAddr,
    folder: TempDir,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Running {
    fn start(limits: Limits) -> Self {
        Self::with_services(limits, &[])
    }

    fn with_services(limits: Limits, services: &[String]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fill(folder.path());
        let options = ServerOptions {
            listen: "127.0.0.1:0".parse().unwrap(),
            hosts: vec!["briefs.example".to_owned()],
            origins: vec!["https://tools.example".to_owned()],
            token: Some(TOKEN.to_owned()),
            services: Services::new(services, Duration::from_secs(5)).unwrap(),
            limits,
        };
        let server = Server::bind(folder.path(), options).unwrap();
        let address = server.address().unwrap();
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let thread = std::thread::spawn(move || {
            server
                .run(async {
                    let _ = stopped.await;
                })
                .unwrap();
        });
        Self { address, folder, stop: Some(stop), thread: Some(thread) }
    }

    fn usual() -> Self {
        Self::start(Limits::default())
    }

    /// Sends one request as it is and reads until the server closes.
    fn raw(&self, request: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.write_all(request).unwrap();
        let mut bytes = Vec::new();
        // A connection that is reset after the answer has still given the answer.
        let _ = stream.read_to_end(&mut bytes);
        Answer::parse(&bytes)
    }

    fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut request =
            format!("{method} {path} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
        if !headers.iter().any(|(name, _)| *name == "Host") {
            request.push_str("Host: localhost\r\n");
        }
        for (name, value) in headers {
            request.extend([name, ": ", value, "\r\n"]);
        }
        request.push_str("\r\n");
        let mut bytes = request.into_bytes();
        bytes.extend_from_slice(body);
        self.raw(&bytes)
    }

    fn get(&self, path: &str, accept: &str) -> Answer {
        self.send("GET", path, &[("Accept", accept)], b"")
    }

    fn ask(&self, query: &str, accept: &str) -> Answer {
        self.send(
            "POST",
            "/sparql",
            &[("Content-Type", "application/sparql-query"), ("Accept", accept)],
            query.as_bytes(),
        )
    }

    /// True if a place for a query comes free in time.
    fn has_room_within(&self, time: Duration) -> bool {
        let began = Instant::now();
        while began.elapsed() < time {
            if self.ask("ASK {}", "*/*").status == 200 {
                return true;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        false
    }

    fn write(&self, method: &str, path: &str, content_type: &str, body: &[u8]) -> Answer {
        let bearer = format!("Bearer {TOKEN}");
        self.send(method, path, &[("Content-Type", content_type), ("Authorization", &bearer)], body)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Stores the fixture, one document a graph.
fn fill(folder: &Path) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/harbour.nq");
    let bytes = std::fs::read(path).unwrap();
    let mut documents: BTreeMap<String, Vec<Quad>> = BTreeMap::new();
    let mut shared = Vec::new();
    for quad in RdfParser::from_format(RdfFormat::NQuads).for_slice(&bytes) {
        let quad = quad.unwrap();
        match &quad.graph_name {
            GraphName::NamedNode(graph) => documents.entry(graph.as_str().to_owned()).or_default().push(quad),
            _ => shared.push(quad),
        }
    }
    let writer = Writer::open(folder, None).unwrap();
    for (iri, mut quads) in documents {
        quads.append(&mut shared);
        let record = DocumentRecord {
            iri: iri.clone(),
            source: iri.clone(),
            input: iri,
            fingerprint: String::new(),
            last: true,
            simhash: 0,
            facts: [0; 6],
            quads: quads.len() as u64,
            settings: Arc::default(),
        };
        writer.replace_document(record, &quads).unwrap();
    }
}

struct Answer {
    status: u16,
    headers: BTreeMap<String, String>,
    body: String,
    /// False where the body ended before its announced end.
    whole: bool,
}

impl Answer {
    fn parse(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).unwrap_or(0);
        let headers: BTreeMap<String, String> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        let chunked = headers.get("transfer-encoding").is_some_and(|value| value == "chunked");
        let (body, whole) = if chunked { unchunk(body) } else { (body.to_owned(), true) };
        Self { status, headers, body, whole }
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

fn unchunk(mut rest: &str) -> (String, bool) {
    let mut body = String::new();
    while let Some((size, after)) = rest.split_once("\r\n") {
        let Ok(size) = usize::from_str_radix(size, 16) else { break };
        if size == 0 {
            return (body, true);
        }
        let Some(chunk) = after.get(..size) else { break };
        body.push_str(chunk);
        rest = after.get(size + 2..).unwrap_or_default();
    }
    (body, false)
}

fn encode(text: &str) -> String {
    text.bytes().fold(String::new(), |encoded, byte| encoded + &format!("%{byte:02X}"))
}

const PROPOSERS: &str = "SELECT DISTINCT ?name { ?p bg:proposer/rdfs:label ?name } ORDER BY ?name";

#[test]
fn a_query_comes_in_three_ways() {
    let server = Running::usual();
    let by_get = server.get(&format!("/sparql?query={}", encode(PROPOSERS)), "text/csv");
    let form = format!("query={}", encode(PROPOSERS));
    let headers = [("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "text/csv")];
    let by_form = server.send("POST", "/sparql", &headers, form.as_bytes());
    let direct = server.ask(PROPOSERS, "text/csv");
    assert!(by_get.body.starts_with("name\r\nHarbour Party\r\nJon Halvorsen\r\n"), "{}", by_get.body);
    for answer in [by_get, by_form, direct] {
        assert_eq!((answer.status, answer.header("content-type")), (200, "text/csv; charset=utf-8"));
        assert_eq!(answer.body.lines().count(), 7);
    }
}

#[test]
fn every_format_can_be_had() {
    let server = Running::usual();
    for (query, accept, begins) in [
        (PROPOSERS, "application/sparql-results+json", "{\"head\""),
        (PROPOSERS, "application/sparql-results+xml", "<?xml"),
        (PROPOSERS, "text/csv", "name"),
        (PROPOSERS, "text/tab-separated-values", "?name"),
        ("ASK {}", "application/sparql-results+json", "{\"head\":{},\"boolean\":true}"),
        ("DESCRIBE <https://w3id.org/briefgraph/person/mira-okafor>", "text/turtle", "@prefix"),
        ("CONSTRUCT WHERE { ?s bg:cue ?o }", "application/n-triples", "<https"),
        ("CONSTRUCT WHERE { ?s bg:cue ?o }", "application/rdf+xml", "<?xml"),
        ("CONSTRUCT WHERE { ?s bg:cue ?o }", "application/ld+json", "["),
        ("CONSTRUCT WHERE { ?s bg:cue ?o }", "application/trig", "@prefix"),
        ("CONSTRUCT WHERE { ?s bg:cue ?o }", "application/n-quads", "<https"),
    ] {
        let answer = server.ask(query, accept);
        assert_eq!(answer.status, 200, "{accept}: {}", answer.body);
        assert!(answer.header("content-type").starts_with(accept), "{accept}: {}", answer.header("content-type"));
        assert!(answer.body.starts_with(begins), "{accept}: {}", answer.body);
    }
    assert_eq!(server.ask(PROPOSERS, "image/png").status, 406);
}

#[test]
fn errors_are_plain_sentences_with_the_right_status() {
    let server = Running::usual();
    let bad = server.ask("SELECT ?x WHERE {\n  ?x ?y }}", "*/*");
    assert_eq!(bad.status, 400);
    assert!(bad.body.starts_with("the query is not valid SPARQL at line 2, column"), "{}", bad.body);
    assert_eq!(bad.header("content-type"), "text/plain; charset=utf-8");
    for (method, path, content_type, body, status) in [
        ("GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D", "", "", 400),
        ("GET", "/sparql?update=CLEAR%20ALL", "", "", 400),
        ("PUT", "/sparql?query=ASK%7B%7D", "", "", 405),
        ("POST", "/sparql", "text/plain", "ASK {}", 415),
        ("POST", "/sparql", "application/sparql-query; charset=utf-16", "ASK {}", 415),
        ("POST", "/sparql", "application/sparql-query", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 400),
        ("GET", "/store?graph=http%3A%2F%2Fexample.org%2Fnone", "", "", 404),
        ("GET", "/store?graph=relative", "", "", 400),
        ("GET", "/store?default&graph=http%3A%2F%2Fexample.org%2F", "", "", 400),
        ("GET", "/api/entity?iri=urn%3Anone", "", "", 404),
        ("GET", "/api/entity", "", "", 400),
        ("GET", "/api/nothing", "", "", 404),
        ("GET", "/person/nobody", "", "", 404),
        ("GET", "/../../etc/passwd", "", "", 404),
        ("DELETE", "/api/overview", "", "", 405),
    ] {
        let headers = [("Content-Type", content_type)];
        let answer = server.send(method, path, if content_type.is_empty() { &[] } else { &headers }, body.as_bytes());
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.body);
        assert!(!answer.body.is_empty() && answer.body.ends_with('\n'), "{method} {path}: {:?}", answer.body);
    }
}

#[test]
fn graphs_are_chosen_by_the_request() {
    let server = Running::usual();
    let count = "SELECT (COUNT(*) AS ?n) { ?p a bg:Proposal }";
    let documents: serde_json::Value = serde_json::from_str(&server.get("/api/documents", "*/*").body).unwrap();
    let first = documents[0]["iri"].as_str().unwrap();
    let one = server.get(&format!("/sparql?query={}&default-graph-uri={}", encode(count), encode(first)), "text/csv");
    let all = server.ask(count, "text/csv");
    assert_eq!(one.body, "n\r\n4\r\n");
    assert_eq!(all.body, "n\r\n6\r\n");
    let named = "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?p a bg:Proposal } }";
    let one = server.get(&format!("/sparql?query={}&named-graph-uri={}", encode(named), encode(first)), "text/csv");
    assert_eq!(one.body, "n\r\n1\r\n");
}

#[test]
fn a_plain_look_describes_the_service_and_sends_browsers_to_the_page() {
    let server = Running::usual();
    let description = server.get("/sparql", "text/turtle");
    assert!(description.body.contains("sd:UnionDefaultGraph"), "{}", description.body);
    let browser = server.get("/sparql", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
    assert_eq!((browser.status, browser.header("location")), (303, "/ask"));
}

#[test]
fn iris_can_be_followed() {
    let server = Running::usual();
    let turtle = server.get("/person/mira-okafor", "text/turtle");
    assert!(turtle.body.contains("Mira Okafor") && turtle.body.contains("bg:Proposal"), "{}", turtle.body);
    assert_eq!(server.get("/person/mira-okafor", "application/ld+json").status, 200);
    let page = server.get("/person/mira-okafor", "text/html");
    assert_eq!(
        (page.status, page.header("location")),
        (303, format!("/entity?iri={}", encode_like_server(PERSON)).as_str())
    );
    let documents: serde_json::Value = serde_json::from_str(&server.get("/api/documents", "*/*").body).unwrap();
    let path = documents[0]["iri"].as_str().unwrap().trim_start_matches("https://w3id.org/briefgraph");
    let document = server.get(path, "application/n-quads");
    assert!(document.body.contains("isString"), "{}", document.body);
    let by_parameter = server.get(&format!("/resource?iri={}&format=nt", encode(PERSON)), "*/*");
    assert!(by_parameter.body.contains("\"Mira Okafor\""));
}

fn encode_like_server(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_string() } else { encode(&c.to_string()) }).collect()
}

#[test]
fn the_page_gets_its_answers() {
    let server = Running::usual();
    let json = |path: &str| -> serde_json::Value {
        let answer = server.get(path, "application/json");
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        serde_json::from_str(&answer.body).unwrap()
    };
    let overview = json("/api/overview");
    assert_eq!(overview["documents"], 2);
    assert_eq!(overview["facts"][0], serde_json::json!({ "of": "proposal", "count": 6 }));
    assert_eq!(overview["proposers"][0]["of"]["name"], "Mira Okafor");
    assert_eq!(json("/api/proposals")["total"], 6);
    for (filter, total) in [
        (format!("person={}", encode(PERSON)), 2),
        (format!("body={}", encode("https://w3id.org/briefgraph/organization/harbour-party")), 3),
        (format!("forum={}", encode("https://w3id.org/briefgraph/event/harbour-forum")), 1),
        ("type=Place".to_owned(), 1),
        ("since=2031-05-10".to_owned(), 4),
        ("until=2031-04".to_owned(), 2),
        ("min=1000000000".to_owned(), 1),
        ("q=TIDAL".to_owned(), 2),
        ("q=%22%20%7D".to_owned(), 0),
    ] {
        assert_eq!(json(&format!("/api/proposals?{filter}"))["total"], total, "{filter}");
    }
    let person = json(&format!("/api/entity?iri={}", encode(PERSON)));
    assert_eq!(person["aliases"], serde_json::json!(["Okafor"]));
    assert_eq!(person["facts"].as_array().unwrap().len(), 3);
    let laws = json("/api/laws");
    assert_eq!(laws["laws"].as_array().unwrap().len(), 2);
    assert_eq!(json("/api/search?q=okafor")["entities"][0]["iri"], PERSON);
    assert!(json("/api/queries")["queries"].as_array().unwrap().len() >= 17);
    assert!(json("/openapi.json")["paths"]["/api/proposals"].is_object());
    let documents = json("/api/documents");
    for document in documents.as_array().unwrap() {
        let page = json(&format!("/api/document?iri={}", encode(document["iri"].as_str().unwrap())));
        let text: Vec<char> = page["text"].as_str().unwrap().chars().collect();
        let slice = |from: &serde_json::Value| -> String {
            text[from["start"].as_u64().unwrap() as usize..from["end"].as_u64().unwrap() as usize].iter().collect()
        };
        for fact in page["facts"].as_array().unwrap() {
            assert_eq!(slice(&fact["evidence"]), fact["evidence"]["sentence"].as_str().unwrap());
        }
        assert!(
            page["names"]
                .as_array()
                .unwrap()
                .iter()
                .any(|name| slice(name) == "Okafor" || slice(name) == "Mira Okafor")
        );
        assert!(!page["unread"].as_array().unwrap().is_empty());
    }
}

#[test]
fn plain_tables_need_no_script_and_escape_what_texts_say() {
    let server = Running::usual();
    for path in ["/plain", "/plain/proposals", "/plain/laws"] {
        let page = server.get(path, "text/html");
        assert_eq!(page.status, 200);
        assert!(page.body.contains("<table>") && !page.body.contains("<script"), "{path}");
    }
}

#[test]
fn other_hosts_and_sites_are_kept_out() {
    let server = Running::usual();
    for (host, status) in [
        ("localhost:80", 200),
        ("127.0.0.1", 200),
        ("[::1]:7878", 200),
        ("Briefs.example", 200),
        ("rebound.example", 421),
    ] {
        assert_eq!(server.send("GET", "/health", &[("Host", host)], b"").status, status, "{host}");
    }
    for (origin, allowed) in [
        ("http://localhost:5173", "http://localhost:5173"),
        ("https://tools.example", "https://tools.example"),
        ("https://evil.example", ""),
        ("null", ""),
    ] {
        let answer = server.send("OPTIONS", "/sparql", &[("Origin", origin)], b"");
        assert_eq!(answer.header("access-control-allow-origin"), allowed, "{origin}");
    }
    let policy = server.get("/health", "*/*");
    assert!(policy.header("content-security-policy").contains("script-src 'self';"));
    assert_eq!(policy.header("x-content-type-options"), "nosniff");
}

#[test]
fn writing_needs_the_token() {
    let server = Running::usual();
    let update = "INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> <urn:o> } }";
    let bare = server.send("POST", "/sparql", &[("Content-Type", "application/sparql-update")], update.as_bytes());
    assert_eq!(bare.status, 401);
    let headers = [("Content-Type", "application/sparql-update"), ("Authorization", "Bearer a token for these testz")];
    assert_eq!(server.send("POST", "/sparql", &headers, update.as_bytes()).status, 401);
    assert_eq!(server.ask("ASK { <urn:s> <urn:p> <urn:o> }", "text/csv").body.trim(), "false");
    assert_eq!(server.send("PUT", "/store?graph=urn%3Ag", &[("Content-Type", "text/turtle")], b"").status, 401);
    assert_eq!(server.send("POST", "/briefs", &[("Content-Type", "text/plain")], b"A text.").status, 401);
}

#[test]
fn updates_are_stored() {
    let server = Running::usual();
    let update = |text: &str| server.write("POST", "/sparql", "application/sparql-update", text.as_bytes());
    let yes = |query: &str| server.ask(query, "text/csv").body.trim() == "true";
    assert_eq!(update("INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> 1 } }").status, 204);
    assert!(yes("ASK { GRAPH <urn:g> { <urn:s> <urn:p> 1 } }"));
    assert_eq!(update("DELETE { GRAPH ?g { ?p bg:cue ?c } } WHERE { GRAPH ?g { ?p bg:cue ?c } }").status, 204);
    assert!(!yes("ASK { ?p bg:cue ?c }"));
    assert_eq!(update("INSERT DATA {").status, 400);
    let refused = update("LOAD <http://127.0.0.1:9/x>");
    assert_eq!(refused.status, 400);
    assert!(refused.body.contains("--allow-service"), "{}", refused.body);
    assert_eq!(update("LOAD SILENT <http://127.0.0.1:9/x>").status, 204);
    // Another reader of the folder sees the same.
    let store = briefgraph::store::Store::open(server.folder.path()).unwrap();
    assert!(store.damaged().is_empty());
    assert_eq!(store.documents().len(), 3);
}

#[test]
fn graphs_are_put_added_to_and_deleted() {
    let server = Running::usual();
    let graph = format!("/store?graph={}", encode("http://example.org/g"));
    assert_eq!(server.write("PUT", &graph, "text/turtle", b"<a> <b> <c>, <d> .").status, 201);
    assert_eq!(server.write("PUT", &graph, "text/turtle", b"<a> <b> <e> .").status, 204);
    assert_eq!(server.write("POST", &graph, "application/n-triples", b"<urn:x> <urn:y> \"z\" .").status, 204);
    let turtle = server.get(&graph, "application/n-triples").body;
    assert_eq!(turtle.lines().count(), 2, "{turtle}");
    assert!(turtle.contains("<http://example.org/a>"), "relative to the graph: {turtle}");
    assert_eq!(server.write("PUT", &graph, "text/turtle", b"<a> <b>").status, 400);
    assert_eq!(server.write("PUT", &graph, "image/png", b"").status, 415);
    assert_eq!(server.write("PUT", "/store", "text/turtle", b"").status, 400);
    assert_eq!(server.write("DELETE", &graph, "", b"").status, 204);
    assert_eq!(server.get(&graph, "*/*").status, 404);
    assert_eq!(server.write("DELETE", &graph, "", b"").status, 404);
    let whole = server.get("/store", "application/n-quads");
    assert!(whole.body.lines().count() > 380);
}

#[test]
fn a_change_from_outside_is_seen() {
    let server = Running::usual();
    let writer = Writer::open(server.folder.path(), None).unwrap();
    let record = writer.records()[0].clone();
    writer.remove_document(&record.source).unwrap();
    drop(writer);
    let began = Instant::now();
    while !server.get("/health", "*/*").body.contains("\"documents\":1") {
        assert!(began.elapsed() < Duration::from_secs(10), "the server did not notice");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn a_runaway_query_ends_and_others_stay_quick() {
    let server = Running::start(Limits { query_time: Duration::from_secs(1), ..Limits::default() });
    let runaway = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }";
    std::thread::scope(|scope| {
        let slow = scope.spawn(|| {
            let began = Instant::now();
            let answer = server.ask(runaway, "*/*");
            (answer, began.elapsed())
        });
        std::thread::sleep(Duration::from_millis(200));
        let began = Instant::now();
        assert_eq!(server.ask("ASK {}", "*/*").status, 200);
        assert!(began.elapsed() < Duration::from_millis(800), "{:?}", began.elapsed());
        let (answer, took) = slow.join().unwrap();
        assert_eq!(answer.status, 503, "{}", answer.body);
        assert!(answer.body.contains("longer than"), "{}", answer.body);
        assert!(took < Duration::from_secs(4), "{took:?}");
    });
}

#[test]
fn a_query_that_gathers_too_much_is_stopped_and_others_stay_quick() {
    let limits = Limits { memory: 8 << 20, query_time: Duration::from_secs(60), ..Limits::default() };
    let server = Running::start(limits);
    std::thread::scope(|scope| {
        // All rows are gathered before the first can be given.
        let order = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?f ?c";
        let group =
            "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?d), STR(?g))) AS ?all) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }";
        let slow = [order, group].map(|query| scope.spawn(|| server.ask(query, "*/*")));
        for _ in 0..10 {
            let began = Instant::now();
            assert_eq!(server.get("/health", "*/*").status, 200);
            assert!(began.elapsed() < Duration::from_millis(500), "{:?}", began.elapsed());
            std::thread::sleep(Duration::from_millis(50));
        }
        for answer in slow {
            let answer = answer.join().unwrap();
            assert_eq!(answer.status, 403, "{}", answer.body);
            assert!(answer.body.contains("more than 8 MiB of memory"), "{}", answer.body);
        }
    });
    assert_eq!(server.ask("SELECT * { ?s ?p ?o } ORDER BY ?o", "text/csv").status, 200);
}

#[test]
fn only_the_named_services_are_asked() {
    let other = Running::usual();
    let here = other.address;
    let server = Running::with_services(Limits::default(), &[here.to_string()]);
    let name = "SELECT ?n { SERVICE <http://ADDRESS/sparql> { <PERSON> skos:prefLabel ?n } }";
    let name = name.replace("PERSON", PERSON);
    let asked = server.ask(&name.replace("ADDRESS", &here.to_string()), "text/csv");
    assert_eq!((asked.status, asked.body.as_str()), (200, "n\r\nMira Okafor\r\n"));
    let localhost = format!("localhost:{}", here.port());
    for refused in ["127.0.0.1:9", "127.0.0.1", localhost.as_str()] {
        let answer = server.ask(&name.replace("ADDRESS", refused), "text/csv");
        assert_eq!(answer.status, 400, "{}", answer.body);
        assert!(answer.body.contains("may not ask"), "{}", answer.body);
    }
    let silent = format!("SELECT * {{ SERVICE SILENT <http://{localhost}/sparql> {{ ?s ?p ?o }} }}");
    assert_eq!(server.ask(&silent, "text/csv").status, 200);
    let update = |text: &str| server.write("POST", "/sparql", "application/sparql-update", text.as_bytes());
    let load = format!("LOAD <http://{here}/store?default> INTO GRAPH <urn:g> ; INSERT DATA {{ <urn:s> <urn:p> 1 }}");
    let loaded = update(&load);
    assert_eq!(loaded.status, 204, "{}", loaded.body);
    let asked = server.ask(&format!("ASK {{ GRAPH <urn:g> {{ <{PERSON}> ?p ?o }} <urn:s> ?q 1 }}"), "text/csv");
    assert_eq!(asked.body.trim(), "true");
    let page = update(&format!("LOAD <http://{here}/ask>"));
    assert!(page.status == 400 && page.body.contains("no RDF"), "{}", page.body);
    assert_eq!(update(&format!("LOAD <http://{localhost}/store?default>")).status, 400);
}

#[test]
fn deep_and_endless_queries_are_refused_or_answered() {
    let server = Running::start(Limits { query_time: Duration::from_secs(3), ..Limits::default() });
    let times = |piece: &str, n: usize| piece.repeat(n);
    for query in [
        format!("ASK {}{}", times("{", 100_000), times("}", 100_000)),
        format!("ASK {{ FILTER({}1{}) }}", times("(", 100_000), times(")", 100_000)),
        format!("ASK {{ FILTER({}1) }}", times("!", 100_000)),
        format!("ASK {{ FILTER({}1) }}", times("! ", 1900)),
        format!("ASK {{ FILTER(1{}) }}", times(" + 1", 1900)),
        format!("ASK {{ FILTER(1{}) }}", times(" || 1", 900)),
        format!("ASK {{ FILTER(1{}) }}", times("-1", 1_000_000)),
        format!("ASK {{ ?s {}<urn:p> ?o }}", times("^", 1900)),
        format!("ASK {{ ?s <urn:p>{} ?o }}", times("/<urn:p>", 1900)),
        format!("ASK {{ ?s <urn:p>{} ?o }}", times("|<urn:p>", 1900)),
        format!("ASK {{ {} }}", times("?a ?b ?c . ", 1900)),
        format!("ASK {{ {} }}", times("?a ?b ?c . ", 700_000)),
        format!("ASK {{ {{}} {} }}", times("UNION {} ", 1900)),
        format!("ASK {{ {} }}", times("OPTIONAL { ?s ?p ?o } ", 1900)),
        format!("ASK {{ {} }}", times("MINUS { ?s ?p ?o } ", 1900)),
        format!("ASK {{ ?s ?p ?o {} }}", times("FILTER(?o = 1) ", 900)),
        format!("ASK {{ {} }}", times("BIND(1 AS ?x) ", 1900)),
        format!("SELECT {} {{}}", times("(1 AS ?x) ", 100_000)),
        format!("ASK {{ VALUES ?x {{ {} }} }}", times("1 ", 500_000)),
    ] {
        let status = server.ask(&query, "text/csv").status;
        assert!(status != 500 && status != 0, "{status}: {}", &query[..60]);
        assert_eq!(server.get("/health", "*/*").status, 200, "{}", &query[..60]);
    }
}

#[test]
fn queries_that_look_at_no_triple_are_stopped_too() {
    let limits = Limits { query_time: Duration::from_secs(1), running: 2, waiting: 0, ..Limits::default() };
    let server = Running::start(limits);
    let values = |name: &str| {
        let rows: Vec<String> = (0..1000).map(|n| n.to_string()).collect();
        format!("VALUES ?{name} {{ {} }} ", rows.join(" "))
    };
    let few = |name: &str| format!("VALUES ?{name} {{ 1 2 3 4 5 6 7 8 9 10 }} ");
    let many = |block: &dyn Fn(&str) -> String| ["a", "b", "c", "d", "e", "f"].map(block).concat();
    let union = |name: &str| format!("{{ {{ BIND(1 AS ?{name}) }} UNION {{ BIND(2 AS ?{name}) }} }} ");
    let unions: String = (0..40).map(|n| union(&format!("x{n}"))).collect();
    let same = |_: &str| format!("{{ VALUES ?x {{ {} }} }} ", "1 ".repeat(1000));
    let all = "?a + ?b + ?c + ?d + ?e + ?f";
    for query in [
        format!("SELECT (COUNT(*) AS ?n) {{ {} }}", many(&values)),
        format!("SELECT (COUNT(*) AS ?n) {{ {} }}", many(&same)),
        format!("SELECT (COUNT(*) AS ?n) {{ {}{}{}{} }}", many(&few), few("g"), few("h"), few("i")),
        format!("SELECT (COUNT(*) AS ?n) {{ {unions} }}"),
        format!("SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o . {} }}", many(&values)),
        // Of all variables: a filter of two would be asked early, and leave nothing to go through.
        format!("SELECT * {{ {} FILTER({all} > 1000000) }}", many(&values)),
        format!("ASK {{ {} FILTER({all} > 1000000) }}", many(&values)),
        format!(
            "ASK {{ {} FILTER EXISTS {{ {} FILTER(?k = ?l + 0.5) }} }}",
            values("a"),
            values("k") + &values("l") + &many(&few)
        ),
        format!(
            "SELECT (COUNT(*) AS ?n) {{ {} OPTIONAL {{ {} }} OPTIONAL {{ {} }} }}",
            values("a"),
            values("b"),
            values("c") + &values("d")
        ),
    ] {
        let answer = server.ask(&query, "text/csv");
        assert!(answer.status == 503 || answer.status == 200 && !answer.whole, "{}: {query:.90}", answer.body);
        assert!(server.has_room_within(Duration::from_secs(5)), "it still runs: {query:.90}");
    }
    // What is bounded by itself is answered as ever.
    let both = format!("SELECT (COUNT(*) AS ?n) {{ {} {} }}", values("a"), few("b"));
    assert_eq!(server.ask(&both, "text/csv").body, "n\r\n10000\r\n");
    let undefined = "SELECT * { VALUES ?a { 1 UNDEF } VALUES ?b { UNDEF 2 } OPTIONAL { VALUES ?c { 3 4 } } }";
    assert_eq!(server.ask(undefined, "text/csv").body.lines().count(), 9);
}

#[test]
fn texts_do_not_grow_out_of_themselves_without_end() {
    let server = Running::start(Limits { query_time: Duration::from_secs(5), ..Limits::default() });
    for grow in ["CONCAT(?x, ?x)", "REPLACE(?x, \"^.*$\", \"$0$0\")", "REPLACE(?x, \"a\", \"aa\")"] {
        let steps: Vec<String> =
            (0..50).map(|n| format!("BIND({} AS ?x{})", grow.replace("?x", &format!("?x{n}")), n + 1)).collect();
        let query = format!("SELECT (STRLEN(?x50) AS ?n) {{ BIND('a' AS ?x0) {} }}", steps.join(" "));
        let answer = server.ask(&query, "text/csv");
        assert_eq!((answer.status, answer.body.lines().nth(1)), (200, Some("")), "{grow}: {}", answer.body);
    }
    let parts = "SELECT (CONCAT('a', 'b') AS ?p) (CONCAT('a'@en, 'b'@en) AS ?q) (CONCAT('a'@en, 'b') AS ?r) (CONCAT(1) AS ?s) \
                 (CONCAT() AS ?t) (REPLACE('abc', 'B', 'x', 'i') AS ?u) {}";
    let answer = server.ask(parts, "text/tab-separated-values");
    assert_eq!(answer.body.lines().nth(1), Some("\"ab\"\t\"ab\"@en\t\"ab\"\t\t\"\"\t\"axc\""), "{}", answer.body);
}

#[test]
fn values_of_all_kinds_are_sorted_or_refused() {
    let server = Running::usual();
    let values: String = (0..400)
        .map(|n| match n % 4 {
            0 => format!("{} ", n * 7 % 61),
            1 => format!("'{}' ", n * 5 % 97),
            2 => format!("'{}'^^xsd:gYear ", 1900 + n),
            _ => format!("'{}'@en ", n * 3 % 89),
        })
        .collect();
    let answer = server.ask(&format!("SELECT * {{ VALUES ?x {{ {values} }} }} ORDER BY ?x"), "text/csv");
    assert!(answer.status == 200 || answer.status == 400 && answer.body.contains("in an order"), "{}", answer.body);
}

#[test]
fn too_many_rows_are_refused_or_broken_off() {
    let server = Running::start(Limits { rows: 100, ..Limits::default() });
    let early = server.ask("SELECT * { ?s ?p ?o }", "text/csv");
    assert_eq!(early.status, 403, "{}", early.body);
    assert!(early.body.contains("more than 100 rows"));
    assert_eq!(server.ask("SELECT * { ?s ?p ?o } LIMIT 100", "text/csv").status, 200);
    let server = Running::start(Limits { rows: 50_000, ..Limits::default() });
    let late = server.ask("SELECT * { ?a ?b ?c . ?d ?e ?f }", "text/csv");
    assert_eq!(late.status, 200);
    assert!(!late.whole, "a cut answer must not look whole");
}

#[test]
fn a_full_house_sends_the_next_away_with_a_time_to_come_back() {
    let limits = Limits { running: 1, waiting: 0, query_time: Duration::from_secs(2), ..Limits::default() };
    let server = Running::start(limits);
    std::thread::scope(|scope| {
        let slow =
            scope.spawn(|| server.ask("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "*/*").status);
        std::thread::sleep(Duration::from_millis(300));
        let answer = server.ask("ASK {}", "*/*");
        assert_eq!((answer.status, answer.header("retry-after")), (503, "1"));
        assert_eq!(slow.join().unwrap(), 503);
    });
    assert!(server.has_room_within(Duration::from_secs(5)));
}

#[test]
fn long_slow_and_broken_requests_hold_nothing() {
    let limits =
        Limits { body: 1000, body_time: Duration::from_millis(500), running: 1, waiting: 0, ..Limits::default() };
    let server = Running::start(limits);
    assert_eq!(server.ask(&"x".repeat(1001), "*/*").status, 413);
    let chunked = "POST /sparql HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/sparql-query\r\n\
                   Transfer-Encoding: chunked\r\n\r\n7d0\r\n";
    assert_eq!(server.raw(format!("{chunked}{}", "x".repeat(2000)).as_bytes()).status, 413);
    let slow =
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/sparql-query\r\n\
                 Content-Length: 100\r\n\r\nASK";
    assert_eq!(server.raw(slow).status, 408);
    // A client that leaves in the middle of a long answer frees the only place.
    let mut stream = TcpStream::connect(server.address).unwrap();
    let query = encode("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }");
    stream.write_all(format!("GET /sparql?query={query} HTTP/1.1\r\nHost: localhost\r\n\r\n").as_bytes()).unwrap();
    let mut some = [0; 1000];
    stream.read_exact(&mut some).unwrap();
    drop(stream);
    assert!(server.has_room_within(Duration::from_secs(5)));
}

#[test]
fn odd_bytes_never_bring_it_down() {
    let server = Running::usual();
    let mut state = 1_u64;
    for round in 0..200 {
        let bytes: Vec<u8> = (0..200)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (state >> 33) as u8
            })
            .collect();
        let answer = if round % 2 == 0 {
            server.raw(&[&bytes[..], b"\r\n\r\n"].concat())
        } else {
            let junk = bytes.iter().fold(String::new(), |junk, byte| junk + &format!("%{byte:02X}"));
            let path = [
                "/api/search?q=",
                "/api/entity?iri=",
                "/sparql?query=",
                "/store?graph=",
                "/person/",
                "/api/proposals?min=",
            ];
            server.get(&format!("{}{junk}", path[round / 2 % path.len()]), "*/*")
        };
        assert!(answer.status < 500, "{}: {}", answer.status, answer.body);
    }
    assert_eq!(server.get("/health", "*/*").status, 200);
}

#[test]
fn it_stops_when_told_and_lets_requests_end() {
    let mut server = Running::usual();
    assert_eq!(server.get("/health", "*/*").status, 200);
    drop(server.stop.take());
    let began = Instant::now();
    server.thread.take().unwrap().join().unwrap();
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    assert!(TcpStream::connect(server.address).is_err());
}
