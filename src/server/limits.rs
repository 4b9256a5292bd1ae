//! What one client may take: time, rows, bytes and places.

use super::problem::Problem;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, StatusCode, header};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The limits of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Longest time for one query, sending included.
    pub query_time: Duration,
    /// Most rows or triples of one answer.
    pub rows: usize,
    /// Most bytes that one query may hold at a time; counted only in a program whose allocator is
    /// [`Metered`](super::Metered).
    pub memory: usize,
    /// Most bytes of one request's body.
    pub body: usize,
    /// Longest time for a request's body to arrive.
    pub body_time: Duration,
    /// Queries that run at the same time.
    pub running: usize,
    /// Queries that wait for a place; one more is sent away.
    pub waiting: usize,
    /// Longest wait for a place.
    pub patience: Duration,
    /// Connections at the same time.
    pub connections: usize,
}

impl Default for Limits {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Self {
            query_time: Duration::from_secs(10),
            rows: 100_000,
            memory: 512 << 20,
            body: 8 << 20,
            body_time: Duration::from_secs(20),
            running: 4 * cores,
            waiting: 256,
            patience: Duration::from_secs(5),
            connections: 1024,
        }
    }
}

/// Places for queries.
#[derive(Debug)]
pub(super) struct Places {
    running: Arc<Semaphore>,
    waiting: Semaphore,
    patience: Duration,
}

impl Places {
    pub fn new(limits: &Limits) -> Self {
        Self {
            running: Arc::new(Semaphore::new(limits.running)),
            waiting: Semaphore::new(limits.waiting),
            patience: limits.patience,
        }
    }

    /// A place, held until it is dropped.
    pub async fn take(&self) -> Result<OwnedSemaphorePermit, Problem> {
        if let Ok(place) = Arc::clone(&self.running).try_acquire_owned() {
            return Ok(place);
        }
        let busy = || Problem::busy("the server is busy with other queries\nhint: try again");
        let _waiting = self.waiting.try_acquire().map_err(|_| busy())?;
        match tokio::time::timeout(self.patience, Arc::clone(&self.running).acquire_owned()).await {
            Ok(Ok(place)) => Ok(place),
            _ => Err(busy()),
        }
    }
}

/// The whole body of a request, if it is not too long and does not trickle in.
pub(super) async fn whole_body(headers: &HeaderMap, body: Body, limits: &Limits) -> Result<Bytes, Problem> {
    let too_long = || {
        Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            format!("the body of a request may have {} bytes here\nhint: raise `--max-body`", limits.body),
        )
    };
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > limits.body as u64) {
        return Err(too_long());
    }
    match tokio::time::timeout(limits.body_time, axum::body::to_bytes(body, limits.body)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(error)) => Err(if is_length_limit(&error) {
            too_long()
        } else {
            Problem::bad_request("the body of the request broke off")
        }),
        Err(_) => Err(Problem::new(
            StatusCode::REQUEST_TIMEOUT,
            "the body of the request came too slowly\nhint: send it in one go",
        )),
    }
}

fn is_length_limit(error: &axum::Error) -> bool {
    std::error::Error::source(error).is_some_and(|source| source.to_string().contains("length limit"))
}
