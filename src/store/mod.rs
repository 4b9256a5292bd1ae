//! The graph's home: open, replace a document, query. The only place that names `oxigraph::store`.
