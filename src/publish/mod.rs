//! Sends a store to a SPARQL store elsewhere, one document at a time.
//!
//! Each document is one request that puts its graph in the place of the earlier one: by the SPARQL 1.1 Graph Store
//! Protocol (`PUT ?graph=IRI`), or as one SPARQL 1.1 Update request. What belongs to no single document goes to a
//! graph of its own, first, so that no document names a thing without a label. A ledger beside the store says what has
//! arrived: a run that was stopped goes on where it was, a later run sends only what changed and withdraws what is gone.

mod auth;
mod ledger;
mod remote;
#[cfg(test)]
mod tests;

pub use auth::Credentials;
pub use ledger::Ledger;
pub use remote::{Protocol, Remote};

use crate::hash::hex;
use crate::store::{Store, StoreError};
use oxrdf::{GraphName, GraphNameRef, NamedNode, NamedNodeRef};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

/// Triples of the shared graph in one request: servers limit the size of a request.
const CHUNK: usize = 20_000;

/// Why publishing stopped. What had arrived stays, and the next run goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The address is none.
    #[error(
        "`{url}` is no address to publish to: {reason}\nhint: give the Graph Store or update URL, such as `http://localhost:3030/briefs/data`"
    )]
    BadUrl {
        /// As given.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// No connection, or one that broke, also after retries.
    #[error(
        "cannot reach `{url}` after {tries} tries: {reason}\nhint: run the same command again; what has arrived is not sent again"
    )]
    Unreachable {
        /// The server.
        url: String,
        /// How often it was tried.
        tries: u32,
        /// What the last try said.
        reason: String,
    },
    /// The server wants other credentials, or a token that has not expired.
    #[error(
        "`{url}` does not accept the credentials ({status})\nhint: give `--user NAME` with the password in `$BRIEFGRAPH_PASSWORD`, or renew the token in `--token-file`; then run the same command again, it goes on where it stopped"
    )]
    Refused {
        /// The server.
        url: String,
        /// Its answer, 401 or 403.
        status: u16,
    },
    /// The server is elsewhere: following would lose the request's body.
    #[error("`{url}` has moved to `{to}`\nhint: publish to that address")]
    Moved {
        /// The server.
        url: String,
        /// Where it says that it is.
        to: String,
    },
    /// The server does not take this request, whatever is tried.
    #[error("`{url}` answered {status} for `{graph}`: {message}")]
    Rejected {
        /// The server.
        url: String,
        /// Its answer.
        status: u16,
        /// The graph that was being sent.
        graph: String,
        /// The first line of its explanation.
        message: String,
    },
    /// The token cannot be read.
    #[error("cannot read the token in `{}`: {error}", path.display())]
    Token {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// The ledger cannot be written.
    #[error("cannot {action} `{}`: {error}\nhint: choose a place you may write to with `--resume FILE`", path.display())]
    Ledger {
        /// "read" or "write".
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// The store here cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A name for the shared graph that is no IRI.
    #[error("`{0}` is no IRI for the graph of shared things")]
    BadGraph(String),
}

/// How to publish.
#[derive(Debug, Clone)]
pub struct Options {
    /// The graph for what belongs to no single document.
    pub shared_graph: String,
    /// Most tries of one request.
    pub tries: u32,
    /// Wait before the second try; doubled for each further one.
    pub back_off: Duration,
    /// Send all documents, whatever the ledger says.
    pub all: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            shared_graph: format!("{}shared", crate::rdf::DEFAULT_BASE),
            tries: 6,
            back_off: Duration::from_millis(500),
            all: false,
        }
    }
}

/// What became of a graph, told while publishing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event<'a> {
    /// A graph has arrived.
    Sent(&'a str),
    /// The server has it already.
    Unchanged(&'a str),
    /// A graph that is here no more was removed there.
    Withdrawn(&'a str),
    /// A try failed; another follows after this wait.
    Retry(&'a str, Duration),
}

/// Counts of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Graphs sent.
    pub sent: u64,
    /// Graphs that the server had already.
    pub unchanged: u64,
    /// Graphs removed from the server.
    pub withdrawn: u64,
    /// Triples sent.
    pub triples: u64,
}

/// Makes the server have what `store` has. `ledger` must be the one of this server.
///
/// # Errors
/// When the server cannot be reached or does not take a graph. Everything before that graph has arrived and is noted
/// in the ledger.
pub fn publish(
    store: &Store,
    remote: &mut Remote,
    ledger: &mut Ledger,
    options: &Options,
    tell: &mut dyn FnMut(Event<'_>),
) -> Result<Summary, PublishError> {
    let shared =
        NamedNode::new(&options.shared_graph).map_err(|_| PublishError::BadGraph(options.shared_graph.clone()))?;
    let mut run = Run { store, remote, ledger, options, tell, summary: Summary::default() };
    run.graph(GraphNameRef::DefaultGraph, &shared)?;
    let mut present = BTreeSet::from([shared.into_string()]);
    for graph in run.graphs()? {
        run.graph(GraphNameRef::NamedNode(graph.as_ref()), &graph)?;
        present.insert(graph.into_string());
    }
    run.withdraw(&present)?;
    run.ledger.compact()?;
    Ok(run.summary)
}

struct Run<'a> {
    store: &'a Store,
    remote: &'a mut Remote,
    ledger: &'a mut Ledger,
    options: &'a Options,
    tell: &'a mut dyn FnMut(Event<'_>),
    summary: Summary,
}

impl Run<'_> {
    /// The graphs of the documents, sorted.
    fn graphs(&self) -> Result<Vec<NamedNode>, PublishError> {
        let records = self.store.documents();
        if !records.is_empty() {
            let mut graphs: Vec<NamedNode> =
                records.iter().filter_map(|record| NamedNode::new(&record.iri).ok()).collect();
            graphs.sort();
            graphs.dedup();
            return Ok(graphs);
        }
        let mut graphs = BTreeSet::new();
        for quad in self.store.quads(None, None, None, None) {
            if let GraphName::NamedNode(graph) = quad?.graph_name {
                graphs.insert(graph);
            }
        }
        Ok(graphs.into_iter().collect())
    }

    /// Sends what stands in `from` here as the graph `to` there, unless the server has it.
    fn graph(&mut self, from: GraphNameRef<'_>, to: &NamedNode) -> Result<(), PublishError> {
        let mut triples = Vec::new();
        for quad in self.store.quads(None, None, None, Some(from)) {
            let quad = quad?;
            triples.push(format!("{} {} {} .\n", quad.subject, quad.predicate, quad.object));
        }
        triples.sort_unstable();
        let mut hash = Sha256::new();
        for triple in &triples {
            hash.update(triple.as_bytes());
        }
        let hash = hex(&hash.finalize());
        let name = to.as_str();
        if !self.options.all && self.ledger.has(name, &hash) {
            self.summary.unchanged += 1;
            (self.tell)(Event::Unchanged(name));
            return Ok(());
        }
        // A document is one request. Only the shared graph, which grows with the store, is sent in parts.
        let chunk = if from.is_default_graph() { CHUNK } else { triples.len().max(1) };
        self.ledger.forget(name)?;
        self.remote.replace(to.as_ref(), &triples[..chunk.min(triples.len())].concat(), self.options, self.tell)?;
        for part in triples.chunks(chunk).skip(1) {
            self.remote.add(to.as_ref(), &part.concat(), self.options, self.tell)?;
        }
        self.ledger.note(name, &hash)?;
        self.summary.sent += 1;
        self.summary.triples += triples.len() as u64;
        (self.tell)(Event::Sent(name));
        Ok(())
    }

    /// Removes the graphs that were sent earlier and are here no more.
    fn withdraw(&mut self, present: &BTreeSet<String>) -> Result<(), PublishError> {
        for graph in self.ledger.graphs() {
            if present.contains(&graph) {
                continue;
            }
            self.remote.remove(NamedNodeRef::new_unchecked(&graph), self.options, self.tell)?;
            self.ledger.forget(&graph)?;
            self.summary.withdrawn += 1;
            (self.tell)(Event::Withdrawn(&graph));
        }
        Ok(())
    }
}
