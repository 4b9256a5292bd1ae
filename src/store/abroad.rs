//! What SPARQL may ask of other hosts, by SERVICE and LOAD: nothing, unless the hosts are named.

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{GraphName, NamedNode, Quad};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsParser, ReaderQueryResultsParserOutput};
use oxigraph::sparql::{DefaultServiceHandler, QueryEvaluationError, QuerySolutionIter};
use oxiri::Iri;
use spargebra::Query;
use spargebra::algebra::GraphPattern;
use std::sync::Arc;
use std::time::Duration;
use ureq::Agent;
use ureq::http::Uri;

/// Most bytes that are taken from another host at once.
const LONGEST_ANSWER: u64 = 64 << 20;

/// Formats of graphs, as they are asked for.
const GRAPHS: &str = "application/n-triples, text/turtle, application/rdf+xml;q=0.8, application/ld+json;q=0.5";

/// The hosts that SPARQL may ask; none by default.
#[derive(Debug, Clone, Default)]
pub struct Services(Option<Arc<Allowed>>);

#[derive(Debug)]
struct Allowed {
    hosts: Vec<Host>,
    agent: Agent,
}

/// A host as it is allowed: by itself on the usual port of the scheme, or with a port.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Host {
    name: String,
    port: Option<u16>,
}

/// Why another host was not asked, or gave nothing.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// What the user names is no host.
    #[error(
        "`{0}` is no host\nhint: give a name such as `query.wikidata.org`, with a port where it is not the usual one"
    )]
    NoHost(String),
    /// The host is not among the allowed ones.
    #[error("this program may not ask `{0}`\nhint: `briefgraph serve --allow-service HOST` lets it")]
    NotAllowed(String),
    /// It could not be reached in time, or answered with something else.
    #[error("`{url}` gave no answer: {reason}")]
    NoAnswer {
        /// What was asked.
        url: String,
        /// Why.
        reason: String,
    },
}

impl Services {
    /// These hosts, each of which may take `time` for an answer.
    ///
    /// # Errors
    /// When one is no host.
    pub fn new(hosts: &[String], time: Duration) -> Result<Self, ServiceError> {
        let hosts = hosts
            .iter()
            .map(|host| Host::parse(host).ok_or_else(|| ServiceError::NoHost(host.clone())))
            .collect::<Result<Vec<_>, _>>()?;
        let agent = Agent::config_builder()
            // A redirection could lead to a host that is not allowed.
            .max_redirects(0)
            .timeout_global(Some(time))
            .user_agent(concat!("briefgraph/", env!("CARGO_PKG_VERSION")))
            .build()
            .new_agent();
        Ok(Self((!hosts.is_empty()).then(|| Arc::new(Allowed { hosts, agent }))))
    }

    /// The client, for an address on an allowed host.
    fn agent(&self, url: &str) -> Result<&Agent, ServiceError> {
        let uri = url.parse::<Uri>().ok().filter(|uri| matches!(uri.scheme_str(), Some("http" | "https")));
        let allowed = self
            .0
            .as_ref()
            .filter(|allowed| uri.as_ref().is_some_and(|uri| allowed.hosts.iter().any(|host| host.is_of(uri))));
        allowed.map(|allowed| &allowed.agent).ok_or_else(|| ServiceError::NotAllowed(url.to_owned()))
    }

    /// The triples at `source`, in `destination`.
    pub(super) fn load(&self, source: &NamedNode, destination: &GraphName) -> Result<Vec<Quad>, ServiceError> {
        let url = source.as_str();
        let failed = |reason: String| ServiceError::NoAnswer { url: url.to_owned(), reason };
        let mut answer =
            self.agent(url)?.get(url).header("Accept", GRAPHS).call().map_err(|error| failed(error.to_string()))?;
        let told = answer.body().mime_type().and_then(RdfFormat::from_media_type);
        let named = || RdfFormat::from_extension(url.rsplit('.').next().unwrap_or_default());
        let format = told.or_else(named).ok_or_else(|| failed("it is no RDF of a known format".to_owned()))?;
        let body = bytes(&mut answer).map_err(failed)?;
        RdfParser::from_format(format)
            .with_base_iri(url)
            .map_err(|error| failed(error.to_string()))?
            .without_named_graphs()
            .with_default_graph(destination.clone())
            .rename_blank_nodes()
            .for_slice(&body)
            .collect::<Result<_, _>>()
            .map_err(|error| failed(error.to_string()))
    }
}

fn bytes(answer: &mut ureq::http::Response<ureq::Body>) -> Result<Vec<u8>, String> {
    answer.body_mut().with_config().limit(LONGEST_ANSWER).read_to_vec().map_err(|error| error.to_string())
}

impl Host {
    fn parse(text: &str) -> Option<Self> {
        let uri = format!("http://{text}/").parse::<Uri>().ok()?;
        let whole = uri.authority()?.as_str() == text && !text.contains('@');
        let name = uri.host().filter(|name| !name.is_empty())?.to_lowercase();
        whole.then(|| Self { name, port: uri.port_u16() })
    }

    fn is_of(&self, uri: &Uri) -> bool {
        let usual = if uri.scheme_str() == Some("https") { 443 } else { 80 };
        uri.host().is_some_and(|host| host.eq_ignore_ascii_case(&self.name))
            && uri.port_u16().unwrap_or(usual) == self.port.unwrap_or(usual)
    }
}

impl DefaultServiceHandler for Services {
    type Error = QueryEvaluationError;

    fn handle(
        &self,
        service_name: &NamedNode,
        pattern: &GraphPattern,
        base_iri: Option<&Iri<String>>,
    ) -> Result<QuerySolutionIter<'static>, QueryEvaluationError> {
        let url = service_name.as_str();
        let agent = self.agent(url).map_err(service_error)?;
        let failed = |reason: String| service_error(ServiceError::NoAnswer { url: url.to_owned(), reason });
        let query = Query::Select { dataset: None, pattern: pattern.clone(), base_iri: base_iri.cloned() };
        let mut answer = agent
            .post(url)
            .header("Accept", QueryResultsFormat::Json.media_type())
            .header("Content-Type", "application/sparql-query")
            .send(query.to_string())
            .map_err(|error| failed(error.to_string()))?;
        let body = bytes(&mut answer).map_err(failed)?;
        let parsed = QueryResultsParser::from_format(QueryResultsFormat::Json).for_reader(std::io::Cursor::new(body));
        match parsed {
            Ok(ReaderQueryResultsParserOutput::Solutions(solutions)) => Ok(QuerySolutionIter::new(
                solutions.variables().into(),
                solutions.map(|solution| solution.map_err(|error| QueryEvaluationError::Service(Box::new(error)))),
            )),
            Ok(ReaderQueryResultsParserOutput::Boolean(_)) => Err(failed("it is no table".to_owned())),
            Err(error) => Err(failed(error.to_string())),
        }
    }
}

fn service_error(error: ServiceError) -> QueryEvaluationError {
    QueryEvaluationError::Service(Box::new(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_named_hosts_are_asked() {
        let hosts = ["data.example".to_owned(), "localhost:3030".to_owned(), "[::1]:80".to_owned()];
        let services = Services::new(&hosts, Duration::from_secs(1)).unwrap();
        for url in
            ["https://data.example/sparql", "http://DATA.example:80/x", "http://localhost:3030/a?b", "http://[::1]/"]
        {
            assert!(services.agent(url).is_ok(), "{url}");
        }
        for url in [
            "http://data.example:8080/",
            "http://data.example.evil.example/",
            "http://data.example@evil.example/",
            "http://localhost/",
            "file:///etc/passwd",
            "ftp://data.example/",
            "urn:x",
        ] {
            assert!(services.agent(url).is_err(), "{url}");
        }
        assert!(Services::default().agent("http://data.example/").is_err());
        for host in ["", "http://data.example", "data.example/sparql", "a@b", "a b"] {
            assert!(Services::new(&[host.to_owned()], Duration::from_secs(1)).is_err(), "{host}");
        }
    }
}
