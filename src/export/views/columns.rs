//! Views in two columns: proposals, posts and money.

use super::{Builder, joined, of_class, strongest};
use crate::export::amount::{number, sum};
use crate::export::facts::{FactClass, FactRecord};
use crate::export::model::{Edge, NodeKind};
use crate::export::period::spoken;
use crate::rdf::vocabulary::{bg, dct, org, schema};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// Proposers on the left, what they put forward on the right.
pub fn proposals(builder: &mut Builder<'_>, facts: &[FactRecord]) {
    let shown = of_class(facts, FactClass::Proposal).filter(|fact| acts(builder, fact.all(bg::PROPOSER))).collect();
    // A proposal told with a sum, a date and a place says more than a bare one.
    let weight = |fact: &FactRecord| {
        let told =
            [bg::AMOUNT, dct::DATE, bg::FORUM].into_iter().filter(|property| fact.one(*property).is_some()).count();
        confidence(fact) + told as f64 / 2.0
    };
    for fact in top(builder, shown, weight) {
        let label = fact.one(dct::DESCRIPTION).unwrap_or_default().to_owned();
        let place = builder.fact(fact, NodeKind::Proposal, label);
        let date = fact.one(dct::DATE).map(spoken);
        let details = [
            joined([date.as_deref(), fact.one(bg::FORUM).and_then(|iri| builder.name(iri))]),
            fact.one(bg::RECIPIENT).and_then(|iri| builder.name(iri)).map(|name| format!("to {name}")),
            fact.one(bg::TARGET_LAW).and_then(|iri| builder.name(iri)).map(|name| format!("about {name}")),
        ];
        builder.view.nodes[place].details = details.into_iter().flatten().collect();
        let amount = fact.one(bg::AMOUNT).map(|value| sum(value, fact.one(schema::CURRENCY).unwrap_or_default()));
        link_actors(builder, fact, fact.all(bg::PROPOSER), place, "proposes", amount.as_deref().unwrap_or_default());
    }
}

/// People on the left, bodies on the right.
pub fn affiliations(builder: &mut Builder<'_>, facts: &[FactRecord]) {
    let shown = of_class(facts, FactClass::Affiliation).filter(|fact| acts(builder, fact.all(org::MEMBER))).collect();
    let mut known: BTreeMap<(usize, usize, String), usize> = BTreeMap::new();
    for fact in top(builder, shown, confidence) {
        let Some(person) = fact.one(org::MEMBER).and_then(|iri| builder.entity(iri)) else { continue };
        let position = position(fact);
        match fact.one(org::IN_ORGANIZATION).and_then(|iri| builder.entity(iri)) {
            Some(body) if body != person => match known.entry((person, body, position.clone())) {
                Entry::Occupied(place) => {
                    let edge = &mut builder.view.edges[*place.get()];
                    edge.weight += 1.0;
                    edge.passages.push(fact.passage.clone());
                }
                Entry::Vacant(place) => {
                    place.insert(builder.view.edges.len());
                    let mut edge = Edge::new(person, body, "belongs to").labelled(position);
                    edge.date = fact.date().map(str::to_owned);
                    edge.passages = vec![fact.passage.clone()];
                    builder.view.edges.push(edge);
                }
            },
            _ => {
                let node = &mut builder.view.nodes[person];
                if !position.is_empty() && !node.details.contains(&position) {
                    node.details.push(position);
                }
                node.passages.push(fact.passage.clone());
            }
        }
    }
    one_side_only(builder);
}

/// Parties on the left, their sums on the right.
pub fn money(builder: &mut Builder<'_>, facts: &[FactRecord]) {
    let shown = of_class(facts, FactClass::Money).filter(|fact| acts(builder, fact.all(bg::PARTY))).collect();
    let weight = |fact: &FactRecord| fact.one(schema::VALUE).and_then(|value| value.parse().ok()).unwrap_or(0.0);
    for fact in top(builder, shown, weight) {
        let value = sum(fact.one(schema::VALUE).unwrap_or_default(), fact.one(schema::CURRENCY).unwrap_or_default());
        let label = joined_words([fact.one(bg::HEDGE), Some(&value)]);
        let place = builder.fact(fact, NodeKind::Money, label);
        let period = fact.one(bg::PERIOD).map(spoken);
        let change = fact.one(bg::CHANGE).map(|change| {
            // A true minus sign is as wide as the plus.
            let change = number(change);
            change.strip_prefix('-').map_or_else(|| format!("+{change} %"), |less| format!("−{less} %"))
        });
        let details = [
            fact.one(bg::PURPOSE).map(|purpose| format!("for {purpose}")),
            joined([period.as_deref(), change.as_deref()]),
        ];
        builder.view.nodes[place].details = details.into_iter().flatten().collect();
        let modality = fact.one(bg::MODALITY).unwrap_or_default();
        link_actors(builder, fact, fact.all(bg::PARTY), place, "has to do with", modality);
    }
}

/// "former vice chair".
pub(super) fn position(fact: &FactRecord) -> String {
    let former = fact.one(bg::FORMER).filter(|former| *former == "true").map(|_| "former");
    joined_words([former, fact.one(bg::POSITION)])
}

fn joined_words<'t>(parts: impl IntoIterator<Item = Option<&'t str>>) -> String {
    let parts: Vec<&str> = parts.into_iter().flatten().collect();
    parts.join(" ")
}

fn confidence(fact: &FactRecord) -> f64 {
    fact.one(bg::CONFIDENCE).and_then(|value| value.parse().ok()).unwrap_or(0.0)
}

/// True where one of the actors is of a kind that is shown, or where nobody acts and all kinds are shown.
fn acts<'f>(builder: &Builder<'_>, actors: impl Iterator<Item = &'f str>) -> bool {
    let kinds: Vec<NodeKind> = actors.filter_map(|iri| builder.names.get(iri)).map(|named| named.kind).collect();
    let shown = &builder.selection.kinds;
    shown.is_empty() || kinds.iter().any(|kind| shown.contains(kind))
}

fn top<'f>(
    builder: &mut Builder<'_>,
    shown: Vec<&'f FactRecord>,
    weight: impl Fn(&FactRecord) -> f64,
) -> Vec<&'f FactRecord> {
    let all = shown.len();
    let kept = strongest(shown, builder.selection.top, weight);
    builder.view.left_out = (kept.len() < all).then_some(all);
    kept
}

fn link_actors<'f>(
    builder: &mut Builder<'_>,
    fact: &FactRecord,
    actors: impl Iterator<Item = &'f str>,
    to: usize,
    kind: &str,
    label: &str,
) {
    let mut from: Vec<usize> = actors.filter_map(|iri| builder.entity(iri)).collect();
    if from.is_empty() {
        from.push(builder.unknown());
    }
    for from in from {
        let mut edge = Edge::new(from, to, kind).labelled(label);
        edge.date = fact.date().map(str::to_owned);
        edge.passages = vec![fact.passage.clone()];
        builder.view.edges.push(edge);
    }
}

/// A thing that both belongs and is belonged to gets a second node, so that each column holds its own.
fn one_side_only(builder: &mut Builder<'_>) {
    let view = &mut builder.view;
    let mut sides = vec![(false, false); view.nodes.len()];
    for edge in &view.edges {
        sides[edge.from].0 = true;
        sides[edge.to].1 = true;
    }
    let mut twins = BTreeMap::new();
    for (place, _) in sides.iter().enumerate().filter(|(_, side)| **side == (true, true)) {
        let mut twin = view.nodes[place].clone();
        twin.id.push_str("#body");
        twins.insert(place, view.nodes.len());
        view.nodes.push(twin);
    }
    for edge in &mut view.edges {
        edge.to = twins.get(&edge.to).copied().unwrap_or(edge.to);
    }
}
