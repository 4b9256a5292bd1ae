//! Runs a query away from the threads that talk, and sends its answer as it comes.
//!
//! The first part of an answer is held back, so that a query that fails early gets the status it deserves. After that
//! a failure can only break the answer off, which HTTP clients notice. The work ends at the time limit, at the row
//! limit, or when the client leaves, whichever comes first.

use super::App;
use super::memory::{Meter, give_away};
use super::negotiate::{GRAPHS, TABLES, Wish};
use super::problem::{Problem, too_slow};
use crate::rdf::vocabulary::PREFIXES;
use crate::store::{CancellationToken, QueryOptions, QueryResults};
use axum::body::{Body, Bytes, HttpBody};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use http_body::Frame;
use oxigraph::io::{RdfFormat, RdfSerializer};
use oxigraph::sparql::QueryEvaluationError;
use oxigraph::sparql::results::QueryResultsSerializer;
use std::io::{self, Write};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

/// What is held back before the status is sent.
const HELD_BACK: usize = 1 << 20;
/// What is sent at once after that.
const CHUNK: usize = 64 << 10;
/// How long past the limit a query may need to notice it.
const GRACE: Duration = Duration::from_millis(500);

/// Stops the work when the client's side of it is dropped.
pub(super) struct StopOnDrop(pub CancellationToken);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

/// Answers a query in the format that the client likes best.
pub(super) async fn answer(app: &App, query: String, options: QueryOptions, wish: Wish) -> Result<Response, Problem> {
    let rows = app.options.limits.rows;
    let view = app.view();
    let services = app.options.services.clone();
    stream(app, move |token, sink| {
        let options = QueryOptions { cancellation: Some(token), services, ..options };
        let results = view.store.query(&query, &options)?;
        write_results(results, &wish, rows, sink)
    })
    .await
}

/// Lets `work` find an answer: in a thread of its own, in its turn, within the time limit.
pub(super) async fn in_turn<T, F>(app: &App, work: F) -> Result<T, Problem>
where
    T: Send + 'static,
    F: FnOnce(CancellationToken) -> Result<T, Problem> + Send + 'static,
{
    let place = app.places.take().await?;
    let memory = app.options.limits.memory;
    let token = CancellationToken::new();
    let client = StopOnDrop(token.clone());
    let job = tokio::task::spawn_blocking(move || {
        let _place = place;
        metered(memory, token, work)
    });
    let done = tokio::time::timeout(app.options.limits.query_time, job).await;
    drop(client);
    match done {
        Ok(Ok(result)) => result,
        Ok(Err(error)) => Err(Problem::internal(&error)),
        Err(_) => Err(too_slow()),
    }
}

/// Does `work`, and stops it when it comes to hold more than `limit` bytes.
fn metered<T>(
    limit: usize,
    token: CancellationToken,
    work: impl FnOnce(CancellationToken) -> Result<T, Problem>,
) -> Result<T, Problem> {
    let meter = Meter::start(limit, token.clone());
    let result = work(token);
    if result.is_err() && meter.is_exceeded() {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            format!(
                "the query needs more than {} MiB of memory\nhint: ask for less, or raise `--max-memory`",
                limit >> 20
            ),
        ));
    }
    result
}

/// Lets `work` write an answer: in a thread of its own, in its turn, within the time limit.
pub(super) async fn stream<F>(app: &App, work: F) -> Result<Response, Problem>
where
    F: FnOnce(CancellationToken, &mut Sink) -> Result<(), Problem> + Send + 'static,
{
    let place = app.places.take().await?;
    let deadline = Instant::now() + app.options.limits.query_time;
    let token = CancellationToken::new();
    let client = StopOnDrop(token.clone());
    let alarm = {
        let token = token.clone();
        tokio::spawn(async move {
            tokio::time::sleep_until(deadline).await;
            token.cancel();
        })
    };
    let memory = app.options.limits.memory;
    let (head, first) = oneshot::channel();
    let handle = Handle::current();
    tokio::task::spawn_blocking(move || {
        let _place = place;
        let mut sink = Sink { media_type: "", buffer: Vec::new(), head: Some(head), body: None, deadline, handle };
        let result = metered(memory, token, |token| work(token, &mut sink));
        alarm.abort();
        sink.end(result);
    });
    match tokio::time::timeout_at(deadline + GRACE, first).await {
        Ok(Ok(Ok(first))) => Ok(first.into_response(client)),
        Ok(Ok(Err(problem))) => Err(problem),
        Ok(Err(_)) => Err(Problem::internal(&"a query panicked")),
        Err(_) => Err(too_slow()),
    }
}

impl From<io::Error> for Problem {
    /// The serializers fail only when the sink does, and it does when nobody listens.
    fn from(error: io::Error) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, format!("the answer could not be sent: {error}"))
    }
}

impl From<QueryEvaluationError> for Problem {
    fn from(error: QueryEvaluationError) -> Self {
        match error {
            QueryEvaluationError::Cancelled => too_slow(),
            other => Self::bad_request(format!("the query failed: {other}")),
        }
    }
}

fn write_results(results: QueryResults<'_>, wish: &Wish, rows: usize, sink: &mut Sink) -> Result<(), Problem> {
    match results {
        QueryResults::Solutions(solutions) => {
            let offer = wish.choose(TABLES)?;
            sink.media_type = offer.media_type;
            let variables = solutions.variables().to_vec();
            let serializer = QueryResultsSerializer::from_format(offer.format);
            let mut writer = serializer.serialize_solutions_to_writer(&mut *sink, variables)?;
            for (n, solution) in solutions.enumerate() {
                within(n, rows, "rows")?;
                writer.serialize(&solution?)?;
            }
            writer.finish()?;
        }
        QueryResults::Boolean(value) => {
            let offer = wish.choose(TABLES)?;
            sink.media_type = offer.media_type;
            QueryResultsSerializer::from_format(offer.format).serialize_boolean_to_writer(&mut *sink, value)?;
        }
        QueryResults::Graph(triples) => {
            let offer = wish.choose(GRAPHS)?;
            sink.media_type = offer.media_type;
            let mut writer = rdf_serializer(offer.format)?.for_writer(&mut *sink);
            for (n, triple) in triples.enumerate() {
                within(n, rows, "triples")?;
                writer.serialize_triple(triple?.as_ref())?;
            }
            writer.finish()?;
        }
    }
    Ok(())
}

/// A serializer that writes the shipped prefixes.
pub(super) fn rdf_serializer(format: RdfFormat) -> Result<RdfSerializer, Problem> {
    PREFIXES.iter().try_fold(RdfSerializer::from_format(format), |serializer, (prefix, namespace)| {
        serializer.with_prefix(*prefix, *namespace).map_err(|error| Problem::internal(&error))
    })
}

fn within(n: usize, limit: usize, of_what: &str) -> Result<(), Problem> {
    if n < limit {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::FORBIDDEN,
        format!("the answer has more than {limit} {of_what}\nhint: add `LIMIT`, or raise `--max-rows`"),
    ))
}

/// What follows the first part of an answer. A stream that closes without `End` was broken off.
enum Part {
    Chunk(Bytes),
    End,
}

/// The first part of an answer.
struct First {
    media_type: &'static str,
    bytes: Vec<u8>,
    rest: Option<mpsc::Receiver<Part>>,
}

impl First {
    fn into_response(self, client: StopOnDrop) -> Response {
        let body = match self.rest {
            None => Body::from(self.bytes),
            Some(rest) => Body::new(Rest { first: Some(self.bytes.into()), parts: rest, _client: client }),
        };
        ([(header::CONTENT_TYPE, self.media_type), (header::VARY, "Accept")], body).into_response()
    }
}

/// The body of a long answer.
struct Rest {
    first: Option<Bytes>,
    parts: mpsc::Receiver<Part>,
    _client: StopOnDrop,
}

impl HttpBody for Rest {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if let Some(first) = self.first.take() {
            return Poll::Ready(Some(Ok(Frame::data(first))));
        }
        self.parts.poll_recv(cx).map(|part| match part {
            Some(Part::Chunk(bytes)) => Some(Ok(Frame::data(bytes))),
            Some(Part::End) => None,
            None => Some(Err(io::Error::other("the answer was broken off"))),
        })
    }
}

/// Where an answer is written.
pub(super) struct Sink {
    /// To be set before anything is written.
    pub media_type: &'static str,
    buffer: Vec<u8>,
    head: Option<oneshot::Sender<Result<First, Problem>>>,
    body: Option<mpsc::Sender<Part>>,
    deadline: Instant,
    handle: Handle,
}

impl Sink {
    /// Sends what has gathered; waits for a slow client until the deadline.
    fn pass_on(&mut self) -> io::Result<()> {
        let bytes = std::mem::take(&mut self.buffer);
        give_away(bytes.capacity());
        if let Some(head) = self.head.take() {
            let (sender, rest) = mpsc::channel(4);
            self.body = Some(sender);
            let first = First { media_type: self.media_type, bytes, rest: Some(rest) };
            return head.send(Ok(first)).map_err(|_| gone());
        }
        self.send(Part::Chunk(bytes.into()))
    }

    fn send(&self, part: Part) -> io::Result<()> {
        let Some(body) = &self.body else { return Err(gone()) };
        self.handle.block_on(tokio::time::timeout_at(self.deadline, body.send(part)))?.map_err(|_| gone())
    }

    fn end(mut self, result: Result<(), Problem>) {
        match (self.head.take(), result) {
            // The client may be gone by now; then nobody misses the rest.
            (Some(head), Ok(())) => {
                let _ = head.send(Ok(First { media_type: self.media_type, bytes: self.buffer, rest: None }));
            }
            (Some(head), Err(problem)) => {
                let _ = head.send(Err(problem));
            }
            (None, Ok(())) => {
                let _ = self.pass_on().and_then(|()| self.send(Part::End));
            }
            (None, Err(problem)) => tracing::info!(reason = problem.message, "an answer was broken off"),
        }
    }
}

fn gone() -> io::Error {
    io::Error::new(io::ErrorKind::BrokenPipe, "the client is gone")
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= if self.head.is_some() { HELD_BACK } else { CHUNK } {
            self.pass_on()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
