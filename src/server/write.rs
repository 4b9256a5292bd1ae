//! Changes: SPARQL Update, graphs by the Graph Store Protocol, and briefs that are read on arrival. The caller has been
//! authorized before anything here is reached.

use super::App;
use super::answer::{StopOnDrop, in_turn};
use super::api::{DocumentSummary, FactLine, Reader};
use super::limits::whole_body;
use super::problem::Problem;
use super::protocol::{Graphs, Parameters, content_type};
use super::reload;
use super::resource::bases;
use crate::hash;
use crate::pipeline::Extractor;
use crate::rdf::{self, DEFAULT_BASE, RdfOptions};
use crate::read::{self, Format, ReadOptions};
use crate::similar;
use crate::store::{CancellationToken, DocumentRecord, Draft, QueryOptions, Settings, Store, Writer};
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{GraphName, NamedNode, Quad};
use serde::Serialize;
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
    let options = QueryOptions {
        cancellation: Some(token),
        services: app.options.services.clone(),
        default_graphs: using.default,
        named_graphs: using.named,
        ..QueryOptions::default()
    };
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

/// `POST /briefs`: reads a text on arrival, stores what it says and answers with it. The address may give `source` (the
/// name under which the text is kept; the same name again replaces it) and `date`.
pub(super) async fn briefs(State(app): State<Arc<App>>, request: Request) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    app.authorize(&parts.headers)?;
    let parameters = Parameters::parse(parts.uri.query().unwrap_or_default().as_bytes())?;
    let hint = format(&content_type(&parts.headers).0)?;
    let date = parameters.one("date")?.map(|date| {
        date.parse().map_err(|_| Problem::bad_request(format!("`{date}` as `date` is no day\nhint: write 2024-03-09")))
    });
    let date = date.transpose()?;
    let source = parameters.one("source")?.filter(|source| !source.trim().is_empty());
    let body = whole_body(&parts.headers, body, &app.options.limits).await?;
    let place = app.places.take().await?;
    let work = Arc::clone(&app);
    let read = tokio::task::spawn_blocking(move || {
        let _place = place;
        read_and_store(&work, source, &body, hint, date)
    });
    let documents = read.await.map_err(|error| Problem::internal(&error))??;
    reload::refresh(&app).await;
    let view = app.view();
    let said = in_turn(&app, move |token| {
        let mut reader = Reader::new(view.store.clone(), token);
        documents.iter().map(|iri| what_it_says(&mut reader, iri)).collect::<Result<Vec<_>, _>>()
    })
    .await?;
    Ok((StatusCode::CREATED, axum::Json(said)).into_response())
}

/// The kind of text that a media type names, where it names one.
fn format(media_type: &str) -> Result<Option<Format>, Problem> {
    Ok(Some(match media_type {
        "" | "application/octet-stream" => return Ok(None),
        "text/plain" => Format::Text,
        "text/markdown" => Format::Markdown,
        "text/html" | "application/xhtml+xml" => Format::Html,
        "message/rfc822" => Format::Email,
        "application/pdf" => Format::Pdf,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => Format::Docx,
        "application/rss+xml" | "application/atom+xml" => Format::Feed,
        "application/jsonl" | "application/x-ndjson" => Format::JsonLines,
        other => {
            return Err(Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                format!(
                    "a brief of type `{other}` cannot be read\nhint: send text, Markdown, HTML, PDF, DOCX or e-mail"
                ),
            ));
        }
    }))
}

/// Gives the IRIs of the documents.
fn read_and_store(
    app: &App,
    source: Option<String>,
    body: &[u8],
    hint: Option<Format>,
    date: Option<jiff::civil::Date>,
) -> Result<Vec<NamedNode>, Problem> {
    // A text without a name is kept under its own hash: sent again, it replaces itself.
    let source = source.unwrap_or_else(|| format!("received/{}", &hash::of(body)[..16]));
    let options = ReadOptions { date, limit: app.options.limits.body, ..ReadOptions::default() };
    let documents =
        read::read_bytes(&source, body, hint, &options).map_err(|error| Problem::bad_request(error.to_string()))?;
    let extractor = if let Some(ready) = app.extractor.get() {
        ready
    } else {
        let ready = Extractor::shipped().map_err(|error| Problem::internal(&error))?;
        app.extractor.get_or_init(|| ready)
    };
    let base = bases(&app.view().store).first().map_or_else(|| DEFAULT_BASE.to_owned(), |base| (*base).to_owned());
    let mapping = RdfOptions { base, resources: extractor.resources().to_owned() };
    let writer = Writer::open(&app.folder, None)?;
    let mut iris = Vec::new();
    for (document, diagnostics) in documents {
        let extraction = extractor.extract(document, diagnostics);
        let quads = rdf::quads(&extraction, &mapping);
        let iri = rdf::document_iri(&mapping.base, &extraction.document);
        let record = DocumentRecord {
            iri: iri.as_str().to_owned(),
            source: extraction.document.source.clone(),
            input: source.clone(),
            // `build` from a file of this name reads it anew.
            fingerprint: "received".to_owned(),
            last: true,
            simhash: similar::simhash(&extraction.document.text),
            facts: [0; 6],
            quads: quads.len() as u64,
            settings: Arc::new(Settings {
                program: env!("CARGO_PKG_VERSION").to_owned(),
                resources: extractor.resources().to_owned(),
                date: date.map(|date| date.to_string()),
                base: mapping.base.clone(),
                lexicon: None,
                gazetteer: None,
            }),
        };
        writer.replace_document(record, &quads)?;
        iris.push(iri);
    }
    writer.finish()?;
    Ok(iris)
}

/// A document with its facts.
#[derive(Debug, Serialize)]
struct Said {
    document: DocumentSummary,
    facts: Vec<FactLine>,
}

fn what_it_says(reader: &mut Reader, iri: &NamedNode) -> Result<Said, Problem> {
    let document =
        reader.document(iri)?.ok_or_else(|| Problem::internal(&"a document that was just stored is gone"))?;
    Ok(Said { document, facts: reader.facts_of(iri)? })
}
