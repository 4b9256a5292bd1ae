//! `briefgraph serve`: a SPARQL 1.1 endpoint and a page over one store.
//!
//! Every request passes `guard`, which knows whom to answer. A question gets a place (`limits`), runs in a thread
//! of its own and is sent as it comes (`answer`). The store that all questions see is one immutable `View`;
//! `reload` puts a new one in its place when the folder changes, and questions under way keep the old one.

mod answer;
mod api;
mod description;
mod graphs;
mod guard;
mod limits;
mod memory;
mod negotiate;
mod page;
mod plain;
mod problem;
mod protocol;
mod reload;
mod resource;
mod write;

pub use limits::Limits;
pub use memory::Metered;

use crate::pipeline::Extractor;
use crate::store::{Services, Store, StoreError, StoreVersion};
use axum::Router;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use limits::Places;
use problem::Problem;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};

/// How long a connection may take for the head of a request, and stay open without one.
const HEAD_TIME: Duration = Duration::from_secs(15);
/// Stack of a thread.
const STACK: usize = 128 << 20;
/// How long requests under way may take after the signal to stop.
const FAREWELL: Duration = Duration::from_secs(10);

/// How a server behaves.
#[derive(Debug, Clone)]
pub struct ServerOptions {
    /// Where it listens. A port of 0 takes a free one.
    pub listen: SocketAddr,
    /// Host names under which it answers, beside `localhost` and all addresses in numbers.
    pub hosts: Vec<String>,
    /// Origins (`https://example.org`) whose pages may read the answers, beside those of this machine; `*` for all.
    pub origins: Vec<String>,
    /// Who presents this may write; without it the server is read-only.
    pub token: Option<String>,
    /// The hosts that SERVICE and LOAD may ask.
    pub services: Services,
    /// What one client may take.
    pub limits: Limits,
}

/// Why a server cannot start or go on.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The store cannot be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The address cannot be had.
    #[error("cannot listen on `{address}`: {error}\nhint: choose another address with `--listen`")]
    Listen {
        /// The address that was wanted.
        address: SocketAddr,
        /// What the system said.
        error: io::Error,
    },
    /// The machinery failed.
    #[error("the server cannot run: {0}")]
    Runtime(#[from] io::Error),
}

/// What all questions at one time see.
struct View {
    store: Store,
    version: StoreVersion,
    /// Counted once a view: it looks at all quads.
    overview: OnceLock<api::Overview>,
    /// Likewise.
    terms: OnceLock<Vec<api::OntologyTerm>>,
}

impl View {
    fn open(folder: &Path) -> Result<Self, StoreError> {
        // The version comes first: what changes while the store is read is then noticed the next time.
        let version = Store::version(folder)?;
        Ok(Self { store: Store::open(folder)?, version, overview: OnceLock::new(), terms: OnceLock::new() })
    }
}

/// What every request can reach.
struct App {
    folder: PathBuf,
    options: ServerOptions,
    places: Places,
    view: RwLock<Arc<View>>,
    /// Made ready when the first brief arrives.
    extractor: OnceLock<Extractor>,
}

impl App {
    fn view(&self) -> Arc<View> {
        Arc::clone(&self.view.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn show(&self, view: View) {
        *self.view.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(view);
    }

    /// Refuses who may not write.
    fn authorize(&self, headers: &HeaderMap) -> Result<(), Problem> {
        let Some(token) = &self.options.token else {
            return Err(Problem::new(
                StatusCode::FORBIDDEN,
                "this server is read-only\nhint: `briefgraph serve --writable` makes one that takes changes",
            ));
        };
        let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let given = given.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default().trim();
        if same(given.as_bytes(), token.as_bytes()) {
            return Ok(());
        }
        Err(Problem::new(
            StatusCode::UNAUTHORIZED,
            "writing needs the server's token\nhint: send `Authorization: Bearer TOKEN`",
        ))
    }
}

/// Compares in a time that does not tell how much of a guess was right.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |differences, (x, y)| differences | (x ^ y)) == 0
}

/// A server that listens but does not answer yet.
pub struct Server {
    app: Arc<App>,
    listener: std::net::TcpListener,
}

impl Server {
    /// Opens the store in `folder` and takes the address.
    ///
    /// # Errors
    /// When there is no store in `folder` or the address is taken.
    pub fn bind(folder: &Path, options: ServerOptions) -> Result<Self, ServerError> {
        let view = View::open(folder)?;
        let address = options.listen;
        let listener = std::net::TcpListener::bind(address).map_err(|error| ServerError::Listen { address, error })?;
        listener.set_nonblocking(true)?;
        let places = Places::new(&options.limits);
        let app = App {
            folder: folder.to_owned(),
            options,
            places,
            view: RwLock::new(Arc::new(view)),
            extractor: OnceLock::new(),
        };
        Ok(Self { app: Arc::new(app), listener })
    }

    /// Where it listens.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn address(&self) -> Result<SocketAddr, ServerError> {
        Ok(self.listener.local_addr()?)
    }

    /// The store as it was opened.
    #[must_use]
    pub fn store(&self) -> Store {
        self.app.view().store.clone()
    }

    /// Answers until `stop` is ready, then lets requests under way end.
    ///
    /// # Errors
    /// When the listener fails.
    pub fn run(self, stop: impl Future<Output = ()>) -> Result<(), ServerError> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            // Queries run in these threads and recurse with their patterns. What is not touched takes no memory.
            .thread_stack_size(STACK)
            .build()?;
        let result = runtime.block_on(self.answer(stop));
        // Queries that nobody waits for any longer see their stop signal soon; the process need not wait for them.
        runtime.shutdown_timeout(Duration::from_millis(200));
        result
    }

    async fn answer(self, stop: impl Future<Output = ()>) -> Result<(), ServerError> {
        let listener = TcpListener::from_std(self.listener)?;
        let watch = tokio::spawn(reload::watch(Arc::clone(&self.app)));
        let service = TowerToHyperService::new(router(&self.app));
        let mut connection = http1::Builder::new();
        connection.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME);
        let free = Arc::new(Semaphore::new(self.app.options.limits.connections));
        let graceful = GracefulShutdown::new();
        let mut stop = std::pin::pin!(stop);
        loop {
            let place = tokio::select! {
                () = &mut stop => break,
                place = Arc::clone(&free).acquire_owned() => place,
            };
            let (stream, _) = tokio::select! {
                () = &mut stop => break,
                accepted = listener.accept() => match accepted {
                    Ok(accepted) => accepted,
                    Err(error) => {
                        // Out of file handles, or the client left at once: neither lasts.
                        tracing::warn!(%error, "a connection was not accepted");
                        tokio::time::sleep(Duration::from_millis(50)).await;
                        continue;
                    }
                },
            };
            let _ = stream.set_nodelay(true);
            let served = connection.serve_connection(TokioIo::new(stream), service.clone());
            let served = graceful.watch(served);
            tokio::spawn(async move {
                let _place = place;
                if let Err(error) = served.await {
                    tracing::debug!(%error, "a connection ended early");
                }
            });
        }
        drop(listener);
        watch.abort();
        tracing::info!("stopping");
        if tokio::time::timeout(FAREWELL, graceful.shutdown()).await.is_err() {
            tracing::warn!("requests under way were broken off");
        }
        Ok(())
    }
}

fn router(app: &Arc<App>) -> Router {
    let compress = CompressionLayer::new()
        .gzip(true)
        .compress_when(SizeAbove::new(1024).and(NotForContentType::IMAGES).and(NotForContentType::new("font/")));
    let router = Router::new()
        .route("/sparql", get(protocol::endpoint).post(protocol::endpoint))
        .route("/query", get(protocol::endpoint).post(protocol::endpoint))
        .route("/update", post(protocol::endpoint))
        .route("/store", any(graphs::endpoint))
        .route("/briefs", post(write::briefs))
        .route("/health", get(health))
        .route("/resource", get(resource::by_parameter))
        .merge(api::routes())
        .merge(plain::routes());
    let router = resource::SEGMENTS
        .iter()
        .fold(router, |router, segment| router.route(&format!("/{segment}/{{*name}}"), get(resource::by_path)));
    router
        .fallback(page::serve)
        .layer(compress)
        .method_not_allowed_fallback(wrong_method)
        .layer(axum::middleware::from_fn_with_state(Arc::clone(app), guard::guard))
        .with_state(Arc::clone(app))
}

async fn wrong_method() -> Problem {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "this address does not take requests of that kind")
}

/// `GET /health`: the server is there and has a store.
async fn health(axum::extract::State(app): axum::extract::State<Arc<App>>) -> Response {
    let documents = app.view().store.documents().len();
    let body = serde_json::json!({ "status": "ok", "documents": documents, "version": env!("CARGO_PKG_VERSION") });
    ([(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))], axum::Json(body)).into_response()
}

/// Ready when the process is asked to stop: by Ctrl+C, or by SIGTERM where there is such a thing.
pub async fn stop_signal() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            // Without a handler the system's own way to end a process still works.
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
