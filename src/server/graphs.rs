//! The SPARQL 1.1 Graph Store Protocol at `/store`: reading a graph or the whole dataset, and writing where allowed.

use super::App;
use super::answer::{rdf_serializer, stream};
use super::limits::whole_body;
use super::negotiate::{DATASETS, GRAPHS, Wish};
use super::problem::{Problem, too_slow};
use super::protocol::{Parameters, absolute_iri, content_type};
use super::write;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use oxigraph::io::RdfFormat;
use oxigraph::model::{GraphName, NamedNode, Quad};
use std::sync::Arc;

/// What a request is about.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Target {
    /// The triples that belong to no single document.
    Default,
    Named(NamedNode),
    /// All graphs.
    Dataset,
}

/// All methods of `/store`.
pub(super) async fn endpoint(State(app): State<Arc<App>>, request: Request) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let parameters = Parameters::parse(parts.uri.query().unwrap_or_default().as_bytes())?;
    let target = target(&parameters)?;
    match parts.method {
        Method::GET | Method::HEAD => {
            let wish = Wish::new(&parts.headers, parameters.one("format")?);
            read(&app, target, wish).await
        }
        Method::PUT | Method::POST | Method::DELETE => {
            app.authorize(&parts.headers)?;
            let graph = match target {
                Target::Default => GraphName::DefaultGraph,
                Target::Named(graph) => graph.into(),
                Target::Dataset => {
                    return Err(Problem::bad_request("a change names its graph\nhint: add `?graph=IRI` or `?default`"));
                }
            };
            if parts.method == Method::DELETE {
                return write::delete(&app, graph).await;
            }
            let format = rdf_format(&content_type(&parts.headers).0)?;
            let body = whole_body(&parts.headers, body, &app.options.limits).await?;
            write::put(&app, graph, format, body, parts.method == Method::PUT).await
        }
        _ => Err(Problem::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "a graph is read by GET, and changed by PUT, POST and DELETE",
        )),
    }
}

fn target(parameters: &Parameters) -> Result<Target, Problem> {
    match (parameters.has("default"), parameters.one("graph")?) {
        (true, Some(_)) => Err(Problem::bad_request("a request is for the default graph or for a named one, not both")),
        (true, None) => Ok(Target::Default),
        (false, Some(graph)) => Ok(Target::Named(absolute_iri("graph", &graph)?)),
        (false, None) => Ok(Target::Dataset),
    }
}

fn rdf_format(media_type: &str) -> Result<RdfFormat, Problem> {
    let known = || GRAPHS.iter().map(|offer| offer.media_type).collect::<Vec<_>>().join(", ");
    let unsupported = |what: String| {
        Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, format!("{what}\nhint: RDF comes as {}", known()))
    };
    if media_type.is_empty() {
        return Err(unsupported("the body of the request has no content type".to_owned()));
    }
    RdfFormat::from_media_type(media_type)
        .ok_or_else(|| unsupported(format!("a body of type `{media_type}` is not understood here")))
}

async fn read(app: &App, target: Target, wish: Wish) -> Result<Response, Problem> {
    let view = app.view();
    stream(app, move |token, sink| {
        let whole = target == Target::Dataset;
        let offer = wish.choose(if whole { DATASETS } else { GRAPHS })?;
        let graph = match &target {
            Target::Default => Some(GraphName::DefaultGraph),
            Target::Named(graph) => Some(graph.clone().into()),
            Target::Dataset => None,
        };
        let quads = view.store.quads(None, None, None, graph.as_ref().map(GraphName::as_ref));
        let mut quads = quads.peekable();
        if let (Target::Named(graph), None) = (&target, quads.peek()) {
            return Err(Problem::not_found(format!("there is no graph `{}`", graph.as_str())));
        }
        sink.media_type = offer.media_type;
        let mut writer = rdf_serializer(offer.format)?.for_writer(sink);
        for quad in quads {
            if token.is_cancelled() {
                return Err(too_slow());
            }
            let Quad { subject, predicate, object, graph_name } = quad?;
            // One graph is sent as a graph: its name is in the address.
            let graph_name = if whole { graph_name } else { GraphName::DefaultGraph };
            writer.serialize_quad(&Quad { subject, predicate, object, graph_name })?;
        }
        writer.finish()?;
        Ok(())
    })
    .await
}
