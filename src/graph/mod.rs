//! Network questions on the graph, by petgraph.
