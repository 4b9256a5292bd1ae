//! Views of the graph for people and for other programs: RDF files, tables, pictures, one page.
//!
//! [`model`] is the common shape: a view is nodes and edges, a table is columns and rows. What fills
//! them knows the ontology; what writes them (SVG, DOT, GraphML, GEXF, CSV, XLSX, HTML) knows nothing
//! but the model.

pub mod dot;
pub mod gexf;
pub mod graphml;
pub mod layout;
pub mod measure;
pub mod model;
pub mod style;
pub mod svg;
pub mod xml;

#[cfg(test)]
mod fixture;
