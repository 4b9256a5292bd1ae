//! One preferred label an entity, whatever its documents call it.

use crate::rdf::vocabulary::{rdfs, skos};
use oxigraph::model::{GraphName, Literal, NamedNode, NamedOrBlankNode, Quad, Term};
use std::collections::{BTreeMap, BTreeSet};

/// What an entity is called by its documents.
#[derive(Default)]
struct Forms {
    names: BTreeSet<String>,
    aliases: BTreeSet<String>,
}

/// Documents may write one name in different ways ("US", "U.S."), and each says what it writes. The longest becomes
/// the preferred label (of equals the last by alphabet), the others are alternatives: SKOS allows one preferred label,
/// and none that is an alternative too. Of the labels that the default graph states, gives what has to go and what has
/// to come in its place.
pub(super) fn settle(stated: impl IntoIterator<Item = Quad>) -> (Vec<Quad>, Vec<Quad>) {
    let mut entities: BTreeMap<String, Forms> = BTreeMap::new();
    for quad in stated {
        if let (NamedOrBlankNode::NamedNode(entity), Term::Literal(label)) = (quad.subject, quad.object) {
            let forms = entities.entry(entity.into_string()).or_default();
            let list = if quad.predicate == skos::PREF_LABEL { &mut forms.names } else { &mut forms.aliases };
            list.insert(label.destruct().0);
        }
    }
    let (mut wrong, mut right) = (Vec::new(), Vec::new());
    for (entity, Forms { names, aliases }) in entities {
        if names.len() < 2 && names.is_disjoint(&aliases) {
            continue;
        }
        let entity = NamedNode::new_unchecked(entity);
        for (predicate, labels) in [(skos::PREF_LABEL, &names), (rdfs::LABEL, &names), (skos::ALT_LABEL, &aliases)] {
            let stated = labels.iter().map(Literal::new_simple_literal);
            wrong.extend(stated.map(|label| Quad::new(entity.clone(), predicate, label, GraphName::DefaultGraph)));
        }
        right.extend(quads(&entity, &names, &aliases));
    }
    (wrong, right)
}

/// The labels of an entity that its documents call by `names` and `aliases`.
pub(super) fn quads(entity: &NamedNode, names: &BTreeSet<String>, aliases: &BTreeSet<String>) -> Vec<Quad> {
    let Some(best) = names.iter().max_by_key(|name| name.chars().count()) else { return Vec::new() };
    let quad = |predicate, label: &str| {
        Quad::new(entity.clone(), predicate, Literal::new_simple_literal(label), GraphName::DefaultGraph)
    };
    let others: BTreeSet<&String> = names.union(aliases).filter(|label| *label != best).collect();
    let mut quads = vec![quad(skos::PREF_LABEL, best), quad(rdfs::LABEL, best)];
    quads.extend(others.into_iter().map(|label| quad(skos::ALT_LABEL, label)));
    quads
}
