//! Who belongs together: the first phase of Louvain, repeated on the communities that it finds (Blondel,
//! Guillaume, Lambiotte and Lefebvre, "Fast unfolding of communities in large networks", 2008). Nodes are
//! visited in their order and ties go to the first, so the result is always the same.

use super::Network;
use std::collections::BTreeMap;

/// Rounds over all nodes on one level; each raises the modularity, so this is only a guard.
const ROUNDS: usize = 100;

/// Groups of nodes that are tied more among each other than to others.
#[derive(Debug, Clone, PartialEq)]
pub struct Communities {
    /// Nodes of each group, as indices into the view; the largest group first.
    pub groups: Vec<Vec<usize>>,
    /// Newman's modularity: how much more ties lie inside groups than by chance, at most 1.
    pub modularity: f64,
}

/// Finds the communities.
#[must_use]
pub fn communities(network: &Network<'_>) -> Communities {
    let n = network.view().nodes.len();
    let mut level = Level::new(n);
    for edge in &network.view().edges {
        level.tie(edge.from, edge.to, edge.weight);
    }
    let whole = level.clone();
    let mut group: Vec<usize> = (0..n).collect();
    loop {
        let moved = level.group();
        let count = moved.iter().max().map_or(0, |last| last + 1);
        for place in &mut group {
            *place = moved[*place];
        }
        if count == level.ties.len() {
            break;
        }
        level = level.merged(&moved, count);
    }
    let modularity = whole.modularity(&group);
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (node, group) in group.into_iter().enumerate() {
        groups.entry(group).or_default().push(node);
    }
    let mut groups: Vec<Vec<usize>> = groups.into_values().collect();
    groups.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
    Communities { groups, modularity }
}

/// A weighted graph whose nodes may be groups of the level below; a tie to itself is what lies inside.
#[derive(Clone)]
struct Level {
    ties: Vec<BTreeMap<usize, f64>>,
    strength: Vec<f64>,
    total: f64,
}

impl Level {
    fn new(n: usize) -> Self {
        Self { ties: vec![BTreeMap::new(); n], strength: vec![0.0; n], total: 0.0 }
    }

    fn tie(&mut self, a: usize, b: usize, weight: f64) {
        *self.ties[a].entry(b).or_default() += weight;
        *self.ties[b].entry(a).or_default() += weight;
        self.strength[a] += weight;
        self.strength[b] += weight;
        self.total += 2.0 * weight;
    }

    /// Moves nodes to the group of the neighbour that gains most, until none moves. Groups are numbered from 0.
    fn group(&self) -> Vec<usize> {
        let n = self.ties.len();
        let mut group: Vec<usize> = (0..n).collect();
        let mut strength = self.strength.clone();
        for _ in 0..ROUNDS {
            let mut moved = false;
            for node in 0..n {
                let best = self.best_group(node, &group, &strength);
                if best != group[node] {
                    strength[group[node]] -= self.strength[node];
                    strength[best] += self.strength[node];
                    group[node] = best;
                    moved = true;
                }
            }
            if !moved {
                break;
            }
        }
        let mut numbers = BTreeMap::new();
        group
            .iter()
            .map(|group| {
                let next = numbers.len();
                *numbers.entry(*group).or_insert(next)
            })
            .collect()
    }

    fn best_group(&self, node: usize, group: &[usize], strength: &[f64]) -> usize {
        let mut towards: BTreeMap<usize, f64> = BTreeMap::from([(group[node], 0.0)]);
        for (&other, weight) in self.ties[node].iter().filter(|(other, _)| **other != node) {
            *towards.entry(group[other]).or_default() += weight;
        }
        let gain = |candidate: usize, weight: f64| {
            let without = strength[candidate] - if candidate == group[node] { self.strength[node] } else { 0.0 };
            weight - without * self.strength[node] / self.total.max(f64::MIN_POSITIVE)
        };
        let mut best = (group[node], gain(group[node], towards[&group[node]]));
        for (candidate, weight) in towards {
            let gain = gain(candidate, weight);
            // Without a real gain a node stays, or two groups would swap it for ever.
            if gain > best.1 + 1e-12 {
                best = (candidate, gain);
            }
        }
        best.0
    }

    fn merged(&self, group: &[usize], count: usize) -> Self {
        let mut merged = Self::new(count);
        for (node, ties) in self.ties.iter().enumerate() {
            for (&other, weight) in ties {
                // Every tie stands at both its ends.
                *merged.ties[group[node]].entry(group[other]).or_default() += weight;
            }
            merged.strength[group[node]] += self.strength[node];
        }
        merged.total = self.total;
        merged
    }

    fn modularity(&self, group: &[usize]) -> f64 {
        if self.total <= 0.0 {
            return 0.0;
        }
        let mut inside = 0.0;
        let mut strength: BTreeMap<usize, f64> = BTreeMap::new();
        for (node, ties) in self.ties.iter().enumerate() {
            inside +=
                ties.iter().filter(|(other, _)| group[**other] == group[node]).map(|(_, weight)| weight).sum::<f64>();
            *strength.entry(group[node]).or_default() += self.strength[node];
        }
        inside / self.total - strength.values().map(|s| (s / self.total).powi(2)).sum::<f64>()
    }
}
