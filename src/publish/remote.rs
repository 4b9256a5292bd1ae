//! Requests to a SPARQL store elsewhere, with retries.

use super::auth::{Credentials, Scheme};
use super::{Event, Options, PublishError};
use oxrdf::NamedNodeRef;
use std::time::Duration;
use ureq::http::Response;
use ureq::{Agent, Body};

/// Longest wait between two tries.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// Longest explanation of a server that is shown, in characters.
const LONGEST_MESSAGE: usize = 300;

/// How graphs are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// SPARQL 1.1 Graph Store HTTP Protocol (<https://www.w3.org/TR/sparql11-http-rdf-update/>).
    GraphStore,
    /// SPARQL 1.1 Update over the SPARQL 1.1 Protocol (<https://www.w3.org/TR/sparql11-protocol/#update-operation>).
    Update,
}

/// A SPARQL store elsewhere.
#[derive(Debug)]
pub struct Remote {
    agent: Agent,
    url: String,
    protocol: Protocol,
    credentials: Credentials,
    scheme: Scheme,
}

/// One request, before it is signed and sent.
struct Request<'a> {
    method: &'static str,
    url: String,
    content_type: &'static str,
    body: &'a str,
    graph: &'a str,
}

impl Remote {
    /// A server at `url`; nothing is sent yet.
    ///
    /// # Errors
    /// When `url` is no `http` or `https` address.
    pub fn new(url: &str, protocol: Protocol, credentials: Credentials) -> Result<Self, PublishError> {
        let bad = |reason: &str| PublishError::BadUrl { url: url.to_owned(), reason: reason.to_owned() };
        let uri: ureq::http::Uri = url.parse().map_err(|error: ureq::http::uri::InvalidUri| bad(&error.to_string()))?;
        if !matches!(uri.scheme_str(), Some("http" | "https")) {
            return Err(bad("it does not begin with `http://` or `https://`"));
        }
        if uri.host().is_none_or(str::is_empty) {
            return Err(bad("it names no host"));
        }
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            // A redirected PUT would arrive as a GET without a body.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_connect(Some(Duration::from_secs(20)))
            .timeout_send_body(Some(Duration::from_secs(300)))
            .timeout_recv_response(Some(Duration::from_secs(300)))
            .user_agent(concat!("briefgraph/", env!("CARGO_PKG_VERSION")))
            .build()
            .new_agent();
        Ok(Self { agent, url: url.to_owned(), protocol, credentials, scheme: Scheme::default() })
    }

    /// Puts `triples` (N-Triples) in the place of the graph.
    pub(super) fn replace(
        &mut self,
        graph: NamedNodeRef<'_>,
        triples: &str,
        options: &Options,
        tell: &mut dyn FnMut(Event<'_>),
    ) -> Result<(), PublishError> {
        match self.protocol {
            Protocol::GraphStore => self.graph_store("PUT", graph, triples, options, tell),
            Protocol::Update => {
                let update = format!("CLEAR SILENT GRAPH {graph} ;\nINSERT DATA {{ GRAPH {graph} {{\n{triples}}} }}");
                self.update(graph, &update, options, tell)
            }
        }
    }

    /// Adds `triples` (N-Triples) to the graph.
    pub(super) fn add(
        &mut self,
        graph: NamedNodeRef<'_>,
        triples: &str,
        options: &Options,
        tell: &mut dyn FnMut(Event<'_>),
    ) -> Result<(), PublishError> {
        match self.protocol {
            Protocol::GraphStore => self.graph_store("POST", graph, triples, options, tell),
            Protocol::Update => {
                self.update(graph, &format!("INSERT DATA {{ GRAPH {graph} {{\n{triples}}} }}"), options, tell)
            }
        }
    }

    /// Removes the graph.
    pub(super) fn remove(
        &mut self,
        graph: NamedNodeRef<'_>,
        options: &Options,
        tell: &mut dyn FnMut(Event<'_>),
    ) -> Result<(), PublishError> {
        match self.protocol {
            Protocol::GraphStore => self.graph_store("DELETE", graph, "", options, tell),
            Protocol::Update => self.update(graph, &format!("DROP SILENT GRAPH {graph}"), options, tell),
        }
    }

    fn graph_store(
        &mut self,
        method: &'static str,
        graph: NamedNodeRef<'_>,
        body: &str,
        options: &Options,
        tell: &mut dyn FnMut(Event<'_>),
    ) -> Result<(), PublishError> {
        let separator = if self.url.contains('?') { '&' } else { '?' };
        let url = format!("{}{separator}graph={}", self.url, percent_encode(graph.as_str()));
        // N-Triples is Turtle, and all servers know that type.
        let request = Request { method, url, content_type: "text/turtle; charset=utf-8", body, graph: graph.as_str() };
        self.send(&request, options, tell)
    }

    fn update(
        &mut self,
        graph: NamedNodeRef<'_>,
        body: &str,
        options: &Options,
        tell: &mut dyn FnMut(Event<'_>),
    ) -> Result<(), PublishError> {
        let request = Request {
            method: "POST",
            url: self.url.clone(),
            content_type: "application/sparql-update; charset=utf-8",
            body,
            graph: graph.as_str(),
        };
        self.send(&request, options, tell)
    }

    /// Sends a request until it is taken, refused for good, or tried often enough. All requests may be repeated: they
    /// say what a graph shall be, or add triples that are then there already.
    fn send(
        &mut self,
        request: &Request<'_>,
        options: &Options,
        tell: &mut dyn FnMut(Event<'_>),
    ) -> Result<(), PublishError> {
        let mut tries = 0;
        let mut signed = 0;
        let mut wait = options.back_off;
        loop {
            tries += 1;
            let (reason, asked_wait) = match self.attempt(request)? {
                Outcome::Done => return Ok(()),
                // The server said how to sign: no failure, unless it says so again and again.
                Outcome::Sign(status) => {
                    signed += 1;
                    if signed > 2 {
                        return Err(PublishError::Refused { url: self.url.clone(), status });
                    }
                    tries -= 1;
                    continue;
                }
                Outcome::Failed(reason, asked_wait) => (reason, asked_wait),
            };
            if tries >= options.tries.max(1) {
                return Err(PublishError::Unreachable { url: self.url.clone(), tries, reason });
            }
            let pause = asked_wait.unwrap_or(wait).min(LONGEST_WAIT);
            tell(Event::Retry(&reason, pause));
            std::thread::sleep(pause);
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    }

    fn attempt(&mut self, request: &Request<'_>) -> Result<Outcome, PublishError> {
        let path = request.url.splitn(4, '/').nth(3).map_or_else(|| "/".to_owned(), |path| format!("/{path}"));
        let authorization = self.credentials.header(&mut self.scheme, request.method, &path)?;
        let response = match self.exchange(request, authorization.as_deref()) {
            Ok(response) => response,
            Err(error) => return Ok(Outcome::Failed(error.to_string(), None)),
        };
        self.judge(response, request)
    }

    fn exchange(&self, request: &Request<'_>, authorization: Option<&str>) -> Result<Response<Body>, ureq::Error> {
        macro_rules! signed {
            ($builder:expr) => {{
                let builder = $builder;
                match authorization {
                    Some(value) => builder.header("Authorization", value),
                    None => builder,
                }
            }};
        }
        match request.method {
            "DELETE" => signed!(self.agent.delete(&request.url)).call(),
            "PUT" => {
                signed!(self.agent.put(&request.url)).header("Content-Type", request.content_type).send(request.body)
            }
            _ => signed!(self.agent.post(&request.url)).header("Content-Type", request.content_type).send(request.body),
        }
    }

    /// What an answer means for the request.
    fn judge(&mut self, mut response: Response<Body>, request: &Request<'_>) -> Result<Outcome, PublishError> {
        let status = response.status().as_u16();
        let header = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        match status {
            200..=299 => Ok(Outcome::Done),
            // Nothing there to remove.
            404 if request.method == "DELETE" => Ok(Outcome::Done),
            401 if header("www-authenticate")
                .is_some_and(|asked| self.credentials.challenged(&mut self.scheme, &asked)) =>
            {
                Ok(Outcome::Sign(status))
            }
            401 | 403 => Err(PublishError::Refused { url: self.url.clone(), status }),
            300..=399 => {
                let to = header("location").unwrap_or_else(|| "an address it does not tell".to_owned());
                Err(PublishError::Moved { url: self.url.clone(), to })
            }
            408 | 425 | 429 | 500 | 502..=504 => {
                let wait = header("retry-after").and_then(|seconds| seconds.parse().ok()).map(Duration::from_secs);
                Ok(Outcome::Failed(format!("the server answered {status}: {}", message(&mut response)), wait))
            }
            _ => Err(PublishError::Rejected {
                url: self.url.clone(),
                status,
                graph: request.graph.to_owned(),
                message: message(&mut response),
            }),
        }
    }
}

/// What became of one try.
enum Outcome {
    /// The server took it.
    Done,
    /// The server said how to sign, with this status; sign and send again.
    Sign(u16),
    /// It may work later: why it failed, and how long the server asks to wait.
    Failed(String, Option<Duration>),
}

/// The first line of a server's explanation.
fn message(response: &mut Response<Body>) -> String {
    let text = response.body_mut().with_config().limit(64 << 10).lossy_utf8(true).read_to_string().unwrap_or_default();
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("no explanation");
    line.chars().filter(|c| !c.is_control()).take(LONGEST_MESSAGE).collect()
}

/// `text` for a query part of a URL: all but unreserved characters (RFC 3986, section 2.3) as `%XX`.
fn percent_encode(text: &str) -> String {
    use std::fmt::Write;
    text.bytes().fold(String::with_capacity(text.len() * 2), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(byte as char);
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}
