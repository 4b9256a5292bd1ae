//! What links two names.

use super::Network;
use crate::export::model::Edge;
use petgraph::algo::astar;
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;
use std::collections::BTreeSet;

/// The shortest chain of facts from one of `from` to one of `to`; `None` if there is none. Of two chains of the same
/// length, the one through less busy nodes is better: that two people spoke of the same country says little.
#[must_use]
pub fn path<'a>(network: &Network<'a>, from: &BTreeSet<usize>, to: &BTreeSet<usize>) -> Option<Vec<&'a Edge>> {
    let busy: Vec<f64> =
        network.neighbour_sets().iter().map(|neighbours| (neighbours.len() as f64 + 1.0).ln() / 20.0).collect();
    let mut best: Option<(f64, Vec<NodeIndex>)> = None;
    for &start in from {
        let cost = |edge: petgraph::graph::EdgeReference<'_, usize>| {
            1.0 + f64::midpoint(busy[edge.source().index()], busy[edge.target().index()])
        };
        let found = astar(&network.graph, NodeIndex::new(start), |node| to.contains(&node.index()), cost, |_| 0.0);
        if let Some((cost, nodes)) = found
            && best.as_ref().is_none_or(|(least, _)| cost < *least)
        {
            best = Some((cost, nodes));
        }
    }
    let (_, nodes) = best?;
    nodes.windows(2).map(|pair| strongest(network, pair[0].index(), pair[1].index())).collect()
}

/// Nodes tied to one of `a` as well as to one of `b`, with a tie to each, the strongest pair first.
#[must_use]
pub fn common<'a>(network: &Network<'a>, a: &BTreeSet<usize>, b: &BTreeSet<usize>) -> Vec<(usize, &'a Edge, &'a Edge)> {
    let near = |centre: &BTreeSet<usize>| -> BTreeSet<usize> {
        centre.iter().flat_map(|&node| network.neighbours(node)).map(|(other, _)| other).collect()
    };
    let tie = |centre: &BTreeSet<usize>, node: usize| centre.iter().find_map(|&end| strongest(network, end, node));
    let mut found: Vec<(usize, &Edge, &Edge)> = near(a)
        .intersection(&near(b))
        .filter(|node| !a.contains(node) && !b.contains(node))
        .filter_map(|&node| Some((node, tie(a, node)?, tie(b, node)?)))
        .collect();
    found.sort_by(|x, y| (y.1.weight + y.2.weight).total_cmp(&(x.1.weight + x.2.weight)).then(x.0.cmp(&y.0)));
    found
}

/// The tie between two nodes that most facts tell of.
fn strongest<'a>(network: &Network<'a>, a: usize, b: usize) -> Option<&'a Edge> {
    let mut ties: Vec<&Edge> = network.neighbours(a).filter(|(other, _)| *other == b).map(|(_, edge)| edge).collect();
    ties.sort_by(|x, y| y.weight.total_cmp(&x.weight).then_with(|| x.kind.cmp(&y.kind)));
    ties.first().copied()
}
