//! Publishing to a small server of our own that fails in the ways that servers fail.

use super::*;
use oxrdf::{Literal, Quad};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What a request is answered with before the server behaves.
#[derive(Debug, Clone, Copy)]
enum Fault {
    /// This status.
    Status(u16),
    /// The connection closes without an answer.
    Close,
}

#[derive(Default)]
struct State {
    graphs: BTreeMap<String, BTreeSet<String>>,
    faults: Vec<Fault>,
    requests: usize,
    /// `Authorization` must begin with this.
    wants: Option<&'static str>,
    asks: &'static str,
}

struct Server {
    url: String,
    state: Arc<Mutex<State>>,
}

impl Server {
    fn start(state: State) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/data", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(state));
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let _ = answer(stream.unwrap(), &shared);
            }
        });
        Self { url, state }
    }

    fn graphs(&self) -> BTreeMap<String, BTreeSet<String>> {
        self.state.lock().unwrap().graphs.clone()
    }
}

fn answer(mut stream: TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        match line.trim_end().split_once(": ") {
            Some((name, value)) => headers.insert(name.to_ascii_lowercase(), value.to_owned()),
            None => break,
        };
    }
    let mut body = vec![0; headers.get("content-length").map_or(0, |n| n.parse().unwrap())];
    reader.read_exact(&mut body)?;
    let body = String::from_utf8(body).unwrap();
    let mut state = state.lock().unwrap();
    state.requests += 1;
    if !state.faults.is_empty() {
        match state.faults.remove(0) {
            Fault::Close => return Ok(()),
            Fault::Status(status) => {
                return write!(
                    stream,
                    "HTTP/1.1 {status} X\r\nLocation: http://other.example/\r\nContent-Length: 5\r\nConnection: close\r\n\r\nbusy\n"
                );
            }
        }
    }
    let signed = headers.get("authorization").map_or("", String::as_str);
    if state.wants.is_some_and(|wants| !signed.starts_with(wants)) {
        return write!(
            stream,
            "HTTP/1.1 401 X\r\nWWW-Authenticate: {}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            state.asks
        );
    }
    let mut parts = first.split(' ');
    let (method, target) = (parts.next().unwrap(), parts.next().unwrap());
    let triples = body.lines().filter(|line| line.ends_with(" .")).map(str::to_owned);
    if headers.get("content-type").is_some_and(|kind| kind.starts_with("application/sparql-update")) {
        let graph = body.split(['<', '>']).nth(1).unwrap().to_owned();
        if !body.starts_with("INSERT") {
            state.graphs.remove(&graph);
        }
        state.graphs.entry(graph).or_default().extend(triples);
    } else {
        let graph = decode(target.split_once("graph=").unwrap().1);
        match method {
            "PUT" => drop(state.graphs.insert(graph, triples.collect())),
            "DELETE" => drop(state.graphs.remove(&graph)),
            _ => state.graphs.entry(graph).or_default().extend(triples),
        }
    }
    write!(stream, "HTTP/1.1 204 X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next().unwrap(), rest.next().unwrap()];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).unwrap()
}

fn node(name: &str) -> NamedNode {
    NamedNode::new(format!("http://port.example/{name}")).unwrap()
}

/// A store with these documents, each with a triple of its own and a label in the default graph.
fn store(documents: &[&str]) -> Store {
    let quads = documents.iter().flat_map(|document| {
        let label = Literal::new_simple_literal(format!("the “{document}” levy\n"));
        [
            Quad::new(node("levy"), node("in"), label.clone(), node(document)),
            Quad::new(node(&format!("thing-{document}")), node("label"), label, GraphName::DefaultGraph),
        ]
    });
    Store::in_memory(quads).unwrap()
}

fn options() -> Options {
    Options { back_off: Duration::from_millis(1), tries: 4, shared_graph: node("shared").into_string(), all: false }
}

fn run(
    server: &Server,
    protocol: Protocol,
    credentials: Credentials,
    ledger: &std::path::Path,
    store: &Store,
) -> Result<Summary, PublishError> {
    let mut remote = Remote::new(&server.url, protocol, credentials)?;
    publish(store, &mut remote, &mut Ledger::open(ledger)?, &options(), &mut |_| {})
}

#[test]
fn both_protocols_make_the_server_have_the_same_graphs() {
    let mut results = Vec::new();
    for protocol in [Protocol::GraphStore, Protocol::Update] {
        let folder = tempfile::tempdir().unwrap();
        let ledger = folder.path().join("a/ledger");
        let server = Server::start(State::default());
        let summary = run(&server, protocol, Credentials::None, &ledger, &store(&["may", "née"])).unwrap();
        assert_eq!((summary.sent, summary.unchanged), (3, 0));
        results.push(server.graphs());
        // A second run sends nothing; a changed store sends and withdraws what differs.
        let again = run(&server, protocol, Credentials::None, &ledger, &store(&["may", "née"])).unwrap();
        assert_eq!((again.sent, again.unchanged, again.withdrawn), (0, 3, 0));
        let changed = run(&server, protocol, Credentials::None, &ledger, &store(&["née"])).unwrap();
        assert_eq!((changed.sent, changed.unchanged, changed.withdrawn), (1, 1, 1));
        assert!(server.graphs().get(node("may").as_str()).is_none_or(BTreeSet::is_empty));
    }
    assert_eq!(results[0], results[1]);
    assert_eq!(results[0].len(), 3);
}

#[test]
fn faults_that_pass_are_waited_out() {
    let folder = tempfile::tempdir().unwrap();
    let faults = vec![Fault::Close, Fault::Status(503), Fault::Status(429), Fault::Status(502)];
    let server = Server::start(State { faults: faults[..3].to_vec(), ..State::default() });
    run(&server, Protocol::GraphStore, Credentials::None, &folder.path().join("l"), &store(&["may"])).unwrap();
    assert_eq!(server.graphs().len(), 2);
    let server = Server::start(State { faults, ..State::default() });
    let error =
        run(&server, Protocol::GraphStore, Credentials::None, &folder.path().join("m"), &store(&["may"])).unwrap_err();
    assert!(error.to_string().contains("after 4 tries: the server answered 502: busy"), "{error}");
}

#[test]
fn a_run_that_stopped_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("ledger");
    let server = Server::start(State::default());
    let documents = store(&["a", "b", "c", "d"]);
    let mut remote = Remote::new(&server.url, Protocol::GraphStore, Credentials::None).unwrap();
    let mut sent = 0;
    let state = Arc::clone(&server.state);
    let error = publish(&documents, &mut remote, &mut Ledger::open(&ledger).unwrap(), &options(), &mut |event| {
        if matches!(event, Event::Sent(_)) {
            sent += 1;
            if sent == 3 {
                state.lock().unwrap().faults = vec![Fault::Status(400)];
            }
        }
    });
    assert!(matches!(error, Err(PublishError::Rejected { status: 400, .. })));
    // The line that a crash cut short is not believed.
    let mut file = std::fs::OpenOptions::new().append(true).open(&ledger).unwrap();
    file.write_all(b"0000 http://port.exa").unwrap();
    server.state.lock().unwrap().requests = 0;
    let summary = run(&server, Protocol::GraphStore, Credentials::None, &ledger, &documents).unwrap();
    assert_eq!((summary.sent, summary.unchanged, server.state.lock().unwrap().requests), (2, 3, 2));
    assert_eq!(server.graphs().len(), 5);
}

#[test]
fn signs_as_the_server_asks() {
    let password = Credentials::Password { user: "ada".into(), password: "s3cret".into() };
    for (wants, asks) in [
        ("Basic YWRhOnMzY3JldA==", "Basic realm=\"x\""),
        ("Digest username=\"ada\"", "Digest realm=\"x\", nonce=\"n\", qop=\"auth\""),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::start(State { wants: Some(wants), asks, ..State::default() });
        run(&server, Protocol::GraphStore, password.clone(), &folder.path().join("l"), &store(&["may"])).unwrap();
        // One request more than graphs: the first was answered with the question.
        assert_eq!((server.graphs().len(), server.state.lock().unwrap().requests), (2, 3));
        let error = run(&server, Protocol::GraphStore, Credentials::None, &folder.path().join("m"), &store(&["may"]))
            .unwrap_err();
        assert!(matches!(error, PublishError::Refused { status: 401, .. }));
    }
}

#[test]
fn a_token_is_read_anew_for_each_request() {
    let folder = tempfile::tempdir().unwrap();
    let token = folder.path().join("token");
    std::fs::write(&token, "old\n").unwrap();
    let server = Server::start(State { wants: Some("Bearer new"), asks: "Bearer", ..State::default() });
    let ledger = folder.path().join("l");
    let error =
        run(&server, Protocol::Update, Credentials::TokenFile(token.clone()), &ledger, &store(&["may"])).unwrap_err();
    assert!(error.to_string().contains("renew the token"), "{error}");
    std::fs::write(&token, "new\n").unwrap();
    run(&server, Protocol::Update, Credentials::TokenFile(token), &ledger, &store(&["may"])).unwrap();
    assert_eq!(server.graphs().len(), 2);
}

#[test]
fn an_address_that_moved_or_is_none_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(State { faults: vec![Fault::Status(301)], ..State::default() });
    let error =
        run(&server, Protocol::GraphStore, Credentials::None, &folder.path().join("l"), &store(&["may"])).unwrap_err();
    assert!(error.to_string().contains("has moved to `http://other.example/`"), "{error}");
    for url in ["ftp://a.example/", "nothing", "http://"] {
        assert!(
            matches!(Remote::new(url, Protocol::GraphStore, Credentials::None), Err(PublishError::BadUrl { .. })),
            "{url}"
        );
    }
}
