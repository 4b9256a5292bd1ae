//! Laws with the stages they have reached.

use super::{Builder, joined, of_class};
use crate::export::facts::{FactClass, FactRecord};
use crate::export::model::{Edge, NodeKind};
use crate::export::period::{period, spoken};
use crate::fact::Stage;
use crate::rdf::vocabulary::{bg, dct};
use crate::rdf::{stage_iri, stage_label};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Name and place of the stage with this IRI.
pub(super) fn stage(iri: &str) -> Option<(&'static str, u32)> {
    let place = Stage::ALL.iter().position(|stage| stage_iri(*stage).as_str() == iri)?;
    Some((stage_label(Stage::ALL[place]), place as u32))
}

/// Laws, the latest first, each with its stages.
pub fn laws(builder: &mut Builder<'_>, facts: &[FactRecord]) {
    let mut by_law: BTreeMap<String, Vec<&FactRecord>> = BTreeMap::new();
    for fact in of_class(facts, FactClass::LawStage) {
        if let Some(law) = fact.one(bg::OF_LAW).filter(|law| builder.names.get(law).is_some()) {
            by_law.entry(builder.names.representative(law)).or_default().push(fact);
        }
    }
    let mut laws: Vec<(String, Vec<&FactRecord>)> = by_law.into_iter().collect();
    let latest = |facts: &[&FactRecord]| facts.iter().filter_map(|fact| last_day(fact)).max();
    // Laws of which more is told come first, then the later ones; equal ones stay in the order of their IRIs.
    laws.sort_by_key(|(_, facts)| std::cmp::Reverse((facts.len().min(3), latest(facts))));
    let all = laws.len();
    laws.truncate(builder.selection.top.unwrap_or(all));
    builder.view.left_out = (laws.len() < all).then_some(all);
    for (law, facts) in laws {
        if let Some(law) = builder.entity(&law) {
            for fact in facts {
                add_stage(builder, law, fact);
            }
        }
    }
}

fn add_stage(builder: &mut Builder<'_>, law: usize, fact: &FactRecord) {
    let Some((label, rank)) = fact.one(bg::STAGE).and_then(stage) else { return };
    let place = builder.fact(fact, NodeKind::Stage, label.to_owned());
    let date = fact.one(dct::DATE).map(spoken);
    let bodies: Vec<&str> = fact.all(bg::BODY).filter_map(|iri| builder.name(iri)).collect();
    let bodies = bodies.join(", ");
    let node = &mut builder.view.nodes[place];
    node.rank = rank;
    node.details = joined([date.as_deref(), Some(&bodies)]).into_iter().collect();
    let mut edge = Edge::new(law, place, "reached");
    edge.date = fact.date().map(str::to_owned);
    edge.passages = vec![fact.passage.clone()];
    builder.view.edges.push(edge);
}

fn last_day(fact: &FactRecord) -> Option<Date> {
    fact.date().and_then(period).map(|(_, last)| last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_keep_the_order_of_the_ontology() {
        for (place, stage) in Stage::ALL.iter().enumerate() {
            assert_eq!(*stage as usize, place);
            assert_eq!(super::stage(stage_iri(*stage).as_str()), Some((stage_label(*stage), place as u32)));
        }
    }
}
