//! Views of the graph for people and for other programs: RDF files, tables, pictures, one page.
//!
//! [`model`] is the common shape: a view is nodes and edges, a table is columns and rows. What fills
//! them knows the ontology; what writes them (SVG, DOT, GraphML, GEXF, CSV, XLSX, HTML) knows nothing
//! but the model.

pub mod amount;
pub mod dot;
pub mod error;
pub mod facts;
pub mod filter;
pub mod gexf;
pub mod graphml;
pub mod hash;
pub mod html;
pub mod jsonld;
pub mod layout;
pub mod measure;
pub mod model;
pub mod names;
pub mod period;
pub mod rdf;
pub mod style;
pub mod svg;
pub mod tables;
pub mod target;
pub mod verify;
pub mod views;
pub mod workbook;
pub mod xml;

pub use error::ExportError;
pub use filter::Filter;

#[cfg(test)]
pub(crate) mod fixture;
