//! Changes: SPARQL Update, graphs by the Graph Store Protocol, and briefs that are read on arrival. The caller has been
//! authorized before anything here is reached.

use super::App;
use super::answer::StopOnDrop;
use super::problem::Problem;
use super::protocol::Graphs;
use super::reload;
use crate::store::{CancellationToken, Draft, QueryOptions, Store};
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{GraphName, Quad};
use std::sync::Arc;

/// Carries out a SPARQL Update.
pub(super) async fn update(app: &Arc<App>, text: String, using: Graphs) -> Result<Response, Problem> {
    let token = CancellationToken::new();
    let _client = StopOnDrop(token.clone());
    let alarm = {
        let (token, time) = (token.clone(), app.options.limits.query_time);
        tokio::spawn(async move {
            tokio::time::sleep(time).await;
            token.cancel();
        })
    };
    let options = QueryOptions { cancellation: Some(token), default_graphs: using.default, named_graphs: using.named };
    let done = edit(app, move |draft| Ok(draft.update(&text, &options)?)).await;
    alarm.abort();
    done.map(|()| StatusCode::NO_CONTENT.into_response())
}

/// Stores `body` as the graph (`replace`), or adds it to what the graph holds.
pub(super) async fn put(
    app: &Arc<App>,
    graph: GraphName,
    format: RdfFormat,
    body: Bytes,
    replace: bool,
) -> Result<Response, Problem> {
    let existed = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let seen = Arc::clone(&existed);
    edit(app, move |draft| {
        let quads = parse(&body, format, &graph)?;
        seen.store(draft.has(&graph)?, std::sync::atomic::Ordering::Relaxed);
        if replace {
            draft.clear(&graph)?;
        }
        Ok(draft.insert(quads)?)
    })
    .await?;
    let existed = existed.load(std::sync::atomic::Ordering::Relaxed);
    Ok(if existed { StatusCode::NO_CONTENT } else { StatusCode::CREATED }.into_response())
}

/// Takes a graph away.
pub(super) async fn delete(app: &Arc<App>, graph: GraphName) -> Result<Response, Problem> {
    edit(app, move |draft| {
        if graph != GraphName::DefaultGraph && !draft.has(&graph)? {
            return Err(Problem::not_found(format!("there is no graph {graph}")));
        }
        Ok(draft.clear(&graph)?)
    })
    .await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The triples of `body`, in `graph`.
fn parse(body: &[u8], format: RdfFormat, graph: &GraphName) -> Result<Vec<Quad>, Problem> {
    let parser = RdfParser::from_format(format).without_named_graphs().with_default_graph(graph.clone());
    let parser = match graph {
        GraphName::NamedNode(base) => parser.with_base_iri(base.as_str()).map_err(|error| Problem::internal(&error))?,
        _ => parser,
    };
    parser
        .rename_blank_nodes()
        .for_slice(body)
        .collect::<Result<_, _>>()
        .map_err(|error| Problem::bad_request(format!("the body is not {}: {error}", format.name())))
}

/// Changes the store in a thread of its own, and shows the new state before the client hears of it.
async fn edit<F>(app: &Arc<App>, change: F) -> Result<(), Problem>
where
    F: FnOnce(&Draft) -> Result<(), Problem> + Send + 'static,
{
    let place = app.places.take().await?;
    let folder = app.folder.clone();
    let done = tokio::task::spawn_blocking(move || {
        let _place = place;
        Store::edit(&folder, change)
    });
    done.await.map_err(|error| Problem::internal(&error))??;
    reload::refresh(app).await;
    Ok(())
}

/// `POST /briefs`: reads a text on arrival.
pub(super) async fn briefs() -> Problem {
    Problem::not_found("not yet")
}
