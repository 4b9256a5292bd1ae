//! Who is tied to whom: every fact that joins two named things is an edge that reads as a sentence.

use super::Builder;
use super::columns::position;
use super::laws::stage;
use crate::export::facts::{FactClass, FactRecord};
use crate::export::model::{Edge, View};
use crate::rdf::vocabulary::{bg, org, schema};
use std::collections::BTreeMap;

/// The ties of all facts, equal ones merged.
pub fn network(builder: &mut Builder<'_>, facts: &[FactRecord]) {
    let mut known: BTreeMap<(usize, usize, String), usize> = BTreeMap::new();
    for fact in facts {
        for (from, verb, to) in ties(fact) {
            let (Some(from), Some(to)) = (builder.entity(&from), builder.entity(&to)) else { continue };
            if from == to {
                continue;
            }
            let place = *known.entry((from, to, verb.clone())).or_insert_with(|| {
                let mut edge = Edge::new(from, to, verb);
                edge.weight = 0.0;
                edge.date = fact.date().map(str::to_owned);
                builder.view.edges.push(edge);
                builder.view.edges.len() - 1
            });
            let edge = &mut builder.view.edges[place];
            edge.weight += 1.0;
            if !edge.passages.contains(&fact.passage) {
                edge.passages.push(fact.passage.clone());
            }
        }
    }
    weigh(&mut builder.view);
    drop_loose(builder);
}

/// From, verb phrase, to.
fn ties(fact: &FactRecord) -> Vec<(String, String, String)> {
    let mut ties = Vec::new();
    let mut tie = |from: &str, verb: &str, to: &str| ties.push((from.to_owned(), verb.to_owned(), to.to_owned()));
    match fact.class {
        FactClass::Affiliation => {
            if let (Some(person), Some(body)) = (fact.one(org::MEMBER), fact.one(org::IN_ORGANIZATION)) {
                tie(person, &post(fact), body);
            }
        }
        FactClass::Proposal => {
            let proposers: Vec<&str> = fact.all(bg::PROPOSER).collect();
            for (place, proposer) in proposers.iter().enumerate() {
                fact.all(bg::FORUM).for_each(|forum| tie(proposer, "makes a proposal at", forum));
                fact.all(bg::RECIPIENT).for_each(|recipient| tie(proposer, "puts a proposal to", recipient));
                fact.all(bg::TARGET_LAW).for_each(|law| tie(proposer, "makes a proposal about", law));
                proposers[place + 1..].iter().for_each(|other| tie(proposer, "makes a proposal together with", other));
            }
        }
        FactClass::LawStage => {
            if let (Some(law), Some((stage, _))) = (fact.one(bg::OF_LAW), fact.one(bg::STAGE).and_then(stage)) {
                fact.all(bg::BODY).for_each(|body| tie(body, verb_of(stage), law));
            }
        }
        FactClass::Statement => {
            if let (Some(speaker), Some(audience)) = (fact.one(schema::CREATOR), fact.one(bg::AUDIENCE)) {
                tie(speaker, "speaks to", audience);
            }
        }
        FactClass::Money | FactClass::Quantity => {}
    }
    ties
}

fn post(fact: &FactRecord) -> String {
    let position = position(fact);
    match position.as_str() {
        "" => "belongs to".to_owned(),
        "former" => "belonged to".to_owned(),
        _ => format!("is {position} of"),
    }
}

/// What a body does to a law when it moves it to this stage.
fn verb_of(stage: &str) -> &'static str {
    match stage {
        "planned" => "plans",
        "proposed" => "puts forward",
        "passed" => "passed",
        "signed" => "signed",
        "in force" => "brings into force",
        "amended" => "amended",
        "rejected" => "rejected",
        "repealed" => "repealed",
        _ => "suspended",
    }
}

/// A node weighs as much as its ties.
fn weigh(view: &mut View) {
    for node in &mut view.nodes {
        node.weight = 0.0;
    }
    for edge in &view.edges {
        view.nodes[edge.from].weight += edge.weight;
        view.nodes[edge.to].weight += edge.weight;
    }
}

/// Keeps nodes with ties, at most as many as asked for, the heaviest first; the rest stay in their order.
fn drop_loose(builder: &mut Builder<'_>) {
    let view = &mut builder.view;
    let tied: Vec<usize> = (0..view.nodes.len()).filter(|&node| view.nodes[node].weight > 0.0).collect();
    let mut heaviest = tied.clone();
    heaviest.sort_by(|&a, &b| view.nodes[b].weight.total_cmp(&view.nodes[a].weight).then(a.cmp(&b)));
    heaviest.truncate(builder.selection.top.unwrap_or(tied.len()));
    view.left_out = (heaviest.len() < tied.len()).then_some(tied.len());
    let mut kept = vec![false; view.nodes.len()];
    for node in heaviest {
        kept[node] = true;
    }
    keep(view, &kept);
}

/// Drops the nodes that are not kept, and their edges.
fn keep(view: &mut View, kept: &[bool]) {
    let mut place = vec![usize::MAX; kept.len()];
    for (next, (node, _)) in kept.iter().enumerate().filter(|(_, kept)| **kept).enumerate() {
        place[node] = next;
    }
    view.edges.retain(|edge| kept[edge.from] && kept[edge.to]);
    for edge in &mut view.edges {
        edge.from = place[edge.from];
        edge.to = place[edge.to];
    }
    let mut flags = kept.iter();
    view.nodes.retain(|_| flags.next().copied().unwrap_or(false));
}
