use super::central::central;
use super::communities::communities;
use super::paths::{common, path};
use super::*;
use crate::export::model::{Node, NodeKind, ViewKind};
use std::collections::BTreeSet;

/// Two triangles, `a b c` and `d e f`, joined by `c - d`; and `x - y` apart.
fn barbell() -> View {
    let mut view = View::new(ViewKind::Network);
    for name in ["a", "b", "c", "d", "e", "f", "x", "y"] {
        view.nodes.push(Node::new(format!("https://example.org/{name}"), NodeKind::Person, name));
    }
    for (from, to) in [(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3), (2, 3), (6, 7)] {
        view.edges.push(Edge::new(from, to, "speaks to"));
    }
    view
}

#[test]
fn the_bridge_is_central() {
    let view = barbell();
    let all = central(&Network::new(&view));
    assert_eq!(all.iter().map(|one| one.degree).sum::<usize>(), 16);
    assert!((all.iter().map(|one| one.pagerank).sum::<f64>() - 1.0).abs() < 1e-9);
    let of = |name: usize| all.iter().find(|one| one.node == name).unwrap();
    // c lies on all shortest paths from {a, b} to {d, e, f}: 6 of 21 pairs of the other seven nodes.
    assert!((of(2).betweenness - 6.0 / 21.0).abs() < 1e-9);
    assert!(of(0).betweenness.abs() < 1e-9);
    assert!(of(2).pagerank > of(0).pagerank);
}

#[test]
fn triangles_are_communities_and_parts_are_components() {
    let view = barbell();
    let network = Network::new(&view);
    let found = communities(&network);
    assert_eq!(found.groups, [vec![0, 1, 2], vec![3, 4, 5], vec![6, 7]]);
    // Seven of eight ties lie inside; the groups have 7, 7 and 2 of 16 ends.
    assert!((found.modularity - (7.0 / 8.0 - 102.0 / 256.0)).abs() < 1e-9);
    assert_eq!(network.components(), [vec![0, 1, 2, 3, 4, 5], vec![6, 7]]);
}

#[test]
fn paths_run_along_ties() {
    let view = barbell();
    let network = Network::new(&view);
    let one = |node| BTreeSet::from([node]);
    let steps = path(&network, &one(0), &one(5)).unwrap();
    let ends: Vec<(usize, usize)> = steps.iter().map(|edge| (edge.from, edge.to)).collect();
    assert_eq!(ends, [(2, 0), (2, 3), (5, 3)]);
    assert!(path(&network, &one(0), &one(6)).is_none());
    assert_eq!(path(&network, &one(0), &one(0)), Some(Vec::new()));
    let shared: Vec<usize> = common(&network, &one(0), &one(3)).into_iter().map(|(node, _, _)| node).collect();
    assert_eq!(shared, [2]);
}

#[test]
fn an_empty_network_has_no_answers() {
    let view = View::new(ViewKind::Network);
    let network = Network::new(&view);
    assert!(central(&network).is_empty());
    assert!(communities(&network).groups.is_empty());
    assert!(network.components().is_empty());
}

#[test]
fn a_path_through_two_documents_reads_as_sentences() {
    let view = crate::export::views::view(
        &crate::export::fixture::store(),
        ViewKind::Network,
        &crate::export::Filter::default(),
    )
    .unwrap();
    let network = Network::new(&view);
    let node = |name: &str| BTreeSet::from([view.nodes.iter().position(|node| node.label == name).unwrap()]);
    let steps = path(&network, &node("Pía Santángelo"), &node("Maren Østby")).unwrap();
    let said: Vec<String> = steps
        .iter()
        .map(|step| format!("{} {} {}", view.nodes[step.from].label, step.kind, view.nodes[step.to].label))
        .collect();
    assert_eq!(
        said,
        [
            "Pía Santángelo is chair of Upland River Trust",
            "Idris Calloway belongs to Upland River Trust",
            "Idris Calloway speaks to Valley Assembly",
            "Maren Østby makes a proposal at Valley Assembly",
        ]
    );
    let documents: BTreeSet<&str> =
        steps.iter().flat_map(|step| &step.passages).map(|passage| &*passage.document).collect();
    assert_eq!(documents.into_iter().collect::<Vec<_>>(), ["briefs/lake.txt", "briefs/upland.txt"]);
}
