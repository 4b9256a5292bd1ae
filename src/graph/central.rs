//! Who stands in the middle, by three measures.

use super::Network;
use std::collections::VecDeque;

/// Share of the walk that follows ties; the rest starts anew anywhere (Page and Brin, 1998).
const DAMPING: f64 = 0.85;
/// `PageRank` stops when a round changes less than this in all.
const TOLERANCE: f64 = 1e-10;
/// And after so many rounds at the latest.
const ROUNDS: usize = 200;

/// How central one node is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Centrality {
    /// The node, as an index into the view.
    pub node: usize,
    /// Number of different neighbours.
    pub degree: usize,
    /// Share of the shortest paths between all pairs of other nodes that run through it, in [0, 1].
    pub betweenness: f64,
    /// Share of a random walk along weighted ties that is spent here; all shares add up to 1.
    pub pagerank: f64,
}

/// All nodes, the most central by `PageRank` first.
#[must_use]
pub fn central(network: &Network<'_>) -> Vec<Centrality> {
    let neighbours = network.neighbour_sets();
    let betweenness = betweenness(&neighbours);
    let pagerank = pagerank(network);
    let mut all: Vec<Centrality> = (0..neighbours.len())
        .map(|node| Centrality {
            node,
            degree: neighbours[node].len(),
            betweenness: betweenness[node],
            pagerank: pagerank[node],
        })
        .collect();
    let name = |node: usize| network.view().nodes[node].label.as_str();
    all.sort_by(|a, b| b.pagerank.total_cmp(&a.pagerank).then_with(|| name(a.node).cmp(name(b.node))));
    all
}

/// Brandes, "A faster algorithm for betweenness centrality" (2001), for ties without direction and weight.
fn betweenness(neighbours: &[Vec<usize>]) -> Vec<f64> {
    let n = neighbours.len();
    let mut score = vec![0.0; n];
    for source in 0..n {
        let mut order = Vec::new();
        let mut before: Vec<Vec<usize>> = vec![Vec::new(); n];
        let mut paths = vec![0.0; n];
        let mut distance = vec![usize::MAX; n];
        let mut queue = VecDeque::from([source]);
        paths[source] = 1.0;
        distance[source] = 0;
        while let Some(node) = queue.pop_front() {
            order.push(node);
            for &next in &neighbours[node] {
                if distance[next] == usize::MAX {
                    distance[next] = distance[node] + 1;
                    queue.push_back(next);
                }
                if distance[next] == distance[node] + 1 {
                    paths[next] += paths[node];
                    before[next].push(node);
                }
            }
        }
        let mut share = vec![0.0; n];
        for &node in order.iter().rev() {
            for &earlier in &before[node] {
                share[earlier] += paths[earlier] / paths[node] * (1.0 + share[node]);
            }
            if node != source {
                score[node] += share[node];
            }
        }
    }
    // Each pair was counted from both ends.
    let pairs = (n as f64 - 1.0) * (n as f64 - 2.0);
    score.into_iter().map(|score| if pairs > 0.0 { score / pairs } else { 0.0 }).collect()
}

fn pagerank(network: &Network<'_>) -> Vec<f64> {
    let n = network.view().nodes.len();
    if n == 0 {
        return Vec::new();
    }
    let mut strength = vec![0.0; n];
    for edge in &network.view().edges {
        strength[edge.from] += edge.weight;
        strength[edge.to] += edge.weight;
    }
    let mut rank = vec![1.0 / n as f64; n];
    for _ in 0..ROUNDS {
        let lost: f64 = (0..n).filter(|&node| strength[node] <= 0.0).map(|node| rank[node]).sum();
        let mut next = vec![(1.0 - DAMPING + DAMPING * lost) / n as f64; n];
        for edge in &network.view().edges {
            next[edge.to] += DAMPING * rank[edge.from] * edge.weight / strength[edge.from];
            next[edge.from] += DAMPING * rank[edge.to] * edge.weight / strength[edge.to];
        }
        let change: f64 = rank.iter().zip(&next).map(|(a, b)| (a - b).abs()).sum();
        rank = next;
        if change < TOLERANCE {
            break;
        }
    }
    rank
}
