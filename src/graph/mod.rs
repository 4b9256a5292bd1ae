//! Questions to the network of named things: who stands in the middle, who belongs together, what links
//! two names. The network is the view [`ViewKind::Network`](crate::export::model::ViewKind): each tie comes from a
//! fact and carries its sentence.

pub mod central;
pub mod communities;
pub mod paths;
pub mod turtle;

use crate::export::model::{Edge, View};
use petgraph::graph::{NodeIndex, UnGraph};
use petgraph::visit::EdgeRef;

/// The network as a graph without directions. Indices of nodes are those of the view.
pub struct Network<'a> {
    view: &'a View,
    /// Each edge is an index into the view's edges.
    graph: UnGraph<(), usize>,
}

impl<'a> Network<'a> {
    /// The graph of `view`.
    #[must_use]
    pub fn new(view: &'a View) -> Self {
        let mut graph = UnGraph::with_capacity(view.nodes.len(), view.edges.len());
        for _ in &view.nodes {
            graph.add_node(());
        }
        for (place, edge) in view.edges.iter().enumerate() {
            graph.add_edge(NodeIndex::new(edge.from), NodeIndex::new(edge.to), place);
        }
        Self { view, graph }
    }

    /// The view behind it.
    #[must_use]
    pub fn view(&self) -> &'a View {
        self.view
    }

    /// The neighbours of a node with the edge to each; a neighbour comes once an edge.
    fn neighbours(&self, node: usize) -> impl Iterator<Item = (usize, &'a Edge)> + '_ {
        self.graph.edges(NodeIndex::new(node)).map(move |edge| {
            let other = if edge.source().index() == node { edge.target() } else { edge.source() };
            (other.index(), &self.view.edges[*edge.weight()])
        })
    }

    /// Different neighbours of each node, in order.
    fn neighbour_sets(&self) -> Vec<Vec<usize>> {
        (0..self.view.nodes.len())
            .map(|node| {
                let mut neighbours: Vec<usize> =
                    self.neighbours(node).map(|(other, _)| other).filter(|&other| other != node).collect();
                neighbours.sort_unstable();
                neighbours.dedup();
                neighbours
            })
            .collect()
    }

    /// The connected parts as lists of nodes, the largest first.
    #[must_use]
    pub fn components(&self) -> Vec<Vec<usize>> {
        let neighbours = self.neighbour_sets();
        let mut seen = vec![false; neighbours.len()];
        let mut parts = Vec::new();
        for start in 0..neighbours.len() {
            if std::mem::replace(&mut seen[start], true) {
                continue;
            }
            let mut part = vec![start];
            let mut next = 0;
            while let Some(&node) = part.get(next) {
                next += 1;
                let new = neighbours[node].iter().filter(|&&other| !std::mem::replace(&mut seen[other], true));
                part.extend(new);
            }
            part.sort_unstable();
            parts.push(part);
        }
        parts.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
        parts
    }
}

#[cfg(test)]
mod tests;
