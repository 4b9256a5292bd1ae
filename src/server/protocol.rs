//! The SPARQL 1.1 Protocol: which query or update a request asks for, and over which graphs.

use super::App;
use super::answer::answer;
use super::description;
use super::limits::whole_body;
use super::negotiate::Wish;
use super::problem::Problem;
use super::write;
use crate::store::QueryOptions;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use oxigraph::model::NamedNode;
use std::sync::Arc;

const FORM: &str = "application/x-www-form-urlencoded";
const QUERY: &str = "application/sparql-query";
const UPDATE: &str = "application/sparql-update";

/// The graphs that a request names beside its query.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Graphs {
    pub default: Vec<NamedNode>,
    pub named: Vec<NamedNode>,
}

/// What a request asks for.
#[derive(Debug, PartialEq, Eq)]
enum Operation {
    /// A plain look at the endpoint.
    Describe,
    Query {
        text: String,
        graphs: Graphs,
    },
    Update {
        text: String,
        using: Graphs,
    },
}

/// `GET` and `POST /sparql`.
pub(super) async fn endpoint(State(app): State<Arc<App>>, request: Request) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let parameters = Parameters::parse(parts.uri.query().unwrap_or_default().as_bytes())?;
    let (operation, parameters) = if parts.method == Method::POST {
        let body = whole_body(&parts.headers, body, &app.options.limits).await?;
        post(&parts.headers, &body, parameters)?
    } else {
        (get(&parameters)?, parameters)
    };
    let wish = Wish::new(&parts.headers, parameters.one("format")?);
    match operation {
        Operation::Describe if wish.wants_html() => Ok(Redirect::to("/ask").into_response()),
        Operation::Describe => description::describe(&parts.headers, &wish),
        Operation::Query { text, graphs } => {
            let options =
                QueryOptions { default_graphs: graphs.default, named_graphs: graphs.named, ..QueryOptions::default() };
            answer(&app, text, options, wish).await
        }
        Operation::Update { text, using } => {
            app.authorize(&parts.headers)?;
            write::update(&app, text, using).await
        }
    }
}

fn get(parameters: &Parameters) -> Result<Operation, Problem> {
    if parameters.has("update") {
        return Err(Problem::bad_request("an update must be sent by POST"));
    }
    match parameters.one("query")? {
        Some(text) => Ok(Operation::Query { text, graphs: parameters.graphs("default-graph-uri", "named-graph-uri")? }),
        None if parameters.is_empty() || parameters.has("format") => Ok(Operation::Describe),
        None => Err(Problem::bad_request("there is no query\nhint: send it as the parameter `query`")),
    }
}

/// The operation of a POST, with the parameters that go with it: those of the form, or else those of the address.
fn post(headers: &HeaderMap, body: &[u8], address: Parameters) -> Result<(Operation, Parameters), Problem> {
    let (media_type, charset) = content_type(headers);
    if charset.as_deref().is_some_and(|charset| !charset.eq_ignore_ascii_case("utf-8")) {
        return Err(unsupported("SPARQL is sent as UTF-8"));
    }
    match media_type.as_str() {
        QUERY => {
            let graphs = address.graphs("default-graph-uri", "named-graph-uri")?;
            Ok((Operation::Query { text: utf8(body)?, graphs }, address))
        }
        UPDATE => {
            let using = address.graphs("using-graph-uri", "using-named-graph-uri")?;
            Ok((Operation::Update { text: utf8(body)?, using }, address))
        }
        FORM => {
            let form = Parameters::parse(body)?.and(address);
            let operation = match (form.one("query")?, form.one("update")?) {
                (Some(_), Some(_)) => return Err(Problem::bad_request("a request is a query or an update, not both")),
                (Some(text), None) => {
                    Operation::Query { text, graphs: form.graphs("default-graph-uri", "named-graph-uri")? }
                }
                (None, Some(text)) => {
                    Operation::Update { text, using: form.graphs("using-graph-uri", "using-named-graph-uri")? }
                }
                (None, None) => return Err(Problem::bad_request("there is neither `query` nor `update` in the form")),
            };
            Ok((operation, form))
        }
        "" => Err(unsupported("the body of the request has no content type")),
        other => Err(unsupported(&format!("a body of type `{other}` is not understood here"))),
    }
}

fn unsupported(what: &str) -> Problem {
    Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, format!("{what}\nhint: send `{QUERY}`, `{UPDATE}` or `{FORM}`"))
}

/// Media type in lower case, and its charset.
pub(super) fn content_type(headers: &HeaderMap) -> (String, Option<String>) {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut parts = value.split(';');
    let media_type = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
    let charset = parts
        .filter_map(|part| part.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))
        .map(|(_, value)| value.trim().trim_matches('"').to_owned());
    (media_type, charset)
}

pub(super) fn utf8(body: &[u8]) -> Result<String, Problem> {
    std::str::from_utf8(body)
        .map(str::to_owned)
        .map_err(|error| Problem::bad_request(format!("the request is not UTF-8 from byte {}", error.valid_up_to())))
}

/// Parameters of an address or a form, in their order.
#[derive(Debug, Default)]
pub(super) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Undoes percent-encoding.
    pub fn parse(encoded: &[u8]) -> Result<Self, Problem> {
        let decode = |part: &[u8]| {
            let spaced: Vec<u8> = part.iter().map(|&byte| if byte == b'+' { b' ' } else { byte }).collect();
            utf8(&percent_encoding::percent_decode(&spaced).collect::<Vec<u8>>())
        };
        encoded
            .split(|&byte| byte == b'&')
            .filter(|part| !part.is_empty())
            .map(|part| {
                let middle = part.iter().position(|&byte| byte == b'=');
                let (name, value) = middle.map_or((part, &b""[..]), |at| (&part[..at], &part[at + 1..]));
                Ok((decode(name)?, decode(value)?))
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// These parameters and the others.
    fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn has(&self, name: &str) -> bool {
        self.all(name).next().is_some()
    }

    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// The parameter, which may be there once.
    pub fn one(&self, name: &str) -> Result<Option<String>, Problem> {
        let mut values = self.all(name);
        let value = values.next().map(str::to_owned);
        match values.next() {
            Some(_) => Err(Problem::bad_request(format!("the parameter `{name}` is there more than once"))),
            None => Ok(value),
        }
    }

    fn iris(&self, name: &str) -> Result<Vec<NamedNode>, Problem> {
        self.all(name).map(|iri| absolute_iri(name, iri)).collect()
    }

    fn graphs(&self, default: &str, named: &str) -> Result<Graphs, Problem> {
        Ok(Graphs { default: self.iris(default)?, named: self.iris(named)? })
    }
}

/// An absolute IRI that came as the parameter `name`.
pub(super) fn absolute_iri(name: &str, iri: &str) -> Result<NamedNode, Problem> {
    NamedNode::new(iri)
        .map_err(|error| Problem::bad_request(format!("`{iri}` as `{name}` is not an absolute IRI: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn posted(content_type: &'static str, body: &[u8], address: &str) -> Result<Operation, Problem> {
        let mut headers = HeaderMap::new();
        if !content_type.is_empty() {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        }
        post(&headers, body, Parameters::parse(address.as_bytes())?).map(|(operation, _)| operation)
    }

    fn got(address: &str) -> Result<Operation, Problem> {
        get(&Parameters::parse(address.as_bytes())?)
    }

    #[test]
    fn the_three_ways_to_ask() {
        let expected = Operation::Query {
            text: "ASK {}".to_owned(),
            graphs: Graphs { default: vec![NamedNode::new("http://example.com/g").unwrap()], named: vec![] },
        };
        let graph = "default-graph-uri=http%3A%2F%2Fexample.com%2Fg";
        assert_eq!(got(&format!("query=ASK+%7B%7D&{graph}")).unwrap(), expected);
        assert_eq!(posted(FORM, format!("query=ASK%20%7B%7D&{graph}").as_bytes(), "").unwrap(), expected);
        assert_eq!(posted("application/sparql-query; charset=UTF-8", b"ASK {}", graph).unwrap(), expected);
    }

    #[test]
    fn malformed_requests_get_the_right_status() {
        for (result, status) in [
            (got("query=ASK{}&query=ASK{}"), 400),
            (got("update=CLEAR+ALL"), 400),
            (got("nothing=here"), 400),
            (got("query=%FF"), 400),
            (got("query=ASK{}&default-graph-uri=relative"), 400),
            (posted(FORM, b"query=ASK{}&update=CLEAR+ALL", ""), 400),
            (posted(FORM, b"", ""), 400),
            (posted(QUERY, b"\xff\xfe", ""), 400),
            (posted("", b"ASK {}", ""), 415),
            (posted("text/plain", b"ASK {}", ""), 415),
            (posted("application/sparql-query; charset=UTF-16", b"ASK {}", ""), 415),
        ] {
            assert_eq!(result.unwrap_err().status.as_u16(), status);
        }
    }

    #[test]
    fn a_plain_look_is_a_look() {
        assert_eq!(got("").unwrap(), Operation::Describe);
    }
}
