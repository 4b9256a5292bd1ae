//! briefgraph reads policy briefs into an RDF knowledge graph in which every fact is tied to the
//! passage that says it.
//!
//! ```text
//! bytes --read--> Document --segment--> Sentences --language--> analysed Sentences
//! --mention--> Mentions --entity--> Entities --fact--> Facts --rdf--> Quads
//! --store--> Oxigraph --export, graph, server, cli--> people and programs
//! ```
//!
//! A stage imports only those above it; [`pipeline`] calls them in order.

pub mod date;
pub mod diagnostic;
pub mod gazetteer;
pub mod hash;
pub mod lexicon;
pub mod span;

pub mod entity;
pub mod fact;
pub mod language;
pub mod mention;
pub mod pipeline;
pub mod read;
pub mod segment;

pub mod cli;
pub mod export;
pub mod graph;
pub mod publish;
pub mod questions;
pub mod rdf;
pub mod render;
#[cfg(feature = "serve")]
pub mod server;
pub mod similar;
pub mod store;
