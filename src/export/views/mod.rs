//! The graph as pictures: which facts become nodes and edges of which view.

mod columns;
mod laws;
mod network;

use crate::export::error::ExportError;
use crate::export::facts::{FactClass, FactRecord};
use crate::export::filter::{Filter, Selection};
use crate::export::model::{Node, NodeKind, View, ViewKind};
use crate::export::names::Names;
use crate::export::period::spoken;
use crate::store::Store;
use std::collections::BTreeMap;

/// The view `kind` of `store` through `filter`.
///
/// # Errors
/// When a name of the filter is unknown, or when nothing is left to show.
pub fn view(store: &Store, kind: ViewKind, filter: &Filter) -> Result<View, ExportError> {
    let names = Names::load(store)?;
    let selection = filter.resolve(store, &names)?;
    let facts = selection.facts(store, &names)?;
    let mut view = build(kind, &facts, &names, &selection);
    if view.is_empty() {
        return Err(ExportError::Empty(format!("the view `{kind}` has no fact that the filters let through")));
    }
    view.subtitle = subtitle(&selection, filter, &view);
    Ok(view)
}

/// The view `kind` of `facts`, without a subtitle; empty if none of them belongs to it.
#[must_use]
pub fn build(kind: ViewKind, facts: &[FactRecord], names: &Names, selection: &Selection) -> View {
    let mut builder = Builder::new(kind, names, selection);
    match kind {
        ViewKind::Proposals => columns::proposals(&mut builder, facts),
        ViewKind::Affiliations => columns::affiliations(&mut builder, facts),
        ViewKind::Money => columns::money(&mut builder, facts),
        ViewKind::Laws => laws::laws(&mut builder, facts),
        ViewKind::Network => network::network(&mut builder, facts),
    }
    builder.view
}

/// The facts of one class.
fn of_class(facts: &[FactRecord], class: FactClass) -> impl Iterator<Item = &FactRecord> {
    facts.iter().filter(move |fact| fact.class == class)
}

/// A view in the making; each entity becomes one node.
struct Builder<'a> {
    view: View,
    names: &'a Names,
    selection: &'a Selection,
    places: BTreeMap<String, usize>,
}

impl<'a> Builder<'a> {
    fn new(kind: ViewKind, names: &'a Names, selection: &'a Selection) -> Self {
        Self { view: View::new(kind), names, selection, places: BTreeMap::new() }
    }

    /// The node of an entity; `None` where the view does not show its kind or the graph does not know it.
    fn entity(&mut self, iri: &str) -> Option<usize> {
        let named = self.names.get(iri)?;
        if !self.selection.shows(named.kind) {
            return None;
        }
        let iri = self.names.representative(iri);
        if let Some(place) = self.places.get(&iri) {
            return Some(*place);
        }
        let mut node = Node::new(iri.clone(), named.kind, named.name.clone());
        node.aliases = named.aliases.iter().cloned().collect();
        Some(self.add(iri, node))
    }

    /// The node that stands for nobody.
    fn unknown(&mut self) -> usize {
        const NOBODY: &str = "urn:briefgraph:not-stated";
        match self.places.get(NOBODY) {
            Some(place) => *place,
            None => self.add(NOBODY.to_owned(), Node::new(NOBODY, NodeKind::Unknown, NodeKind::Unknown.name())),
        }
    }

    /// A node for a fact.
    fn fact(&mut self, fact: &FactRecord, kind: NodeKind, label: String) -> usize {
        let mut node = Node::new(fact.iri.clone(), kind, label);
        node.date = fact.date().map(str::to_owned);
        node.passages = vec![fact.passage.clone()];
        self.add(fact.iri.clone(), node)
    }

    fn add(&mut self, iri: String, node: Node) -> usize {
        let place = self.view.nodes.len();
        self.view.nodes.push(node);
        self.places.insert(iri, place);
        place
    }

    fn name(&self, iri: &str) -> Option<&'a str> {
        self.names.get(iri).map(|named| named.name.as_str())
    }
}

/// At most `top` of the facts that `admit` lets through, the heaviest first where there are more, in their old order.
fn strongest(facts: Vec<&FactRecord>, top: Option<usize>, weight: impl Fn(&FactRecord) -> f64) -> Vec<&FactRecord> {
    let Some(top) = top.filter(|top| *top < facts.len()) else { return facts };
    let mut order: Vec<usize> = (0..facts.len()).collect();
    order.sort_by(|&a, &b| weight(facts[b]).total_cmp(&weight(facts[a])).then(a.cmp(&b)));
    let mut kept: Vec<usize> = order.into_iter().take(top).collect();
    kept.sort_unstable();
    kept.into_iter().map(|place| facts[place]).collect()
}

/// "26 May 2020 · Two-Day Forum": what is known, with dots between.
fn joined<'t>(parts: impl IntoIterator<Item = Option<&'t str>>) -> Option<String> {
    let parts: Vec<&str> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

fn subtitle(selection: &Selection, filter: &Filter, view: &View) -> String {
    let documents = match selection.sources.as_slice() {
        [one] => one.title.clone().unwrap_or_else(|| one.source.clone()),
        many => format!("{} documents", many.len()),
    };
    let quoted = |word: &str, names: &[String]| (!names.is_empty()).then(|| format!("{word} {}", names.join(" or ")));
    let since = filter.since.map(|day| format!("since {}", spoken(&day.to_string())));
    let until = filter.until.map(|day| format!("until {}", spoken(&day.to_string())));
    let kinds: Vec<String> = filter.kinds.iter().map(ToString::to_string).collect();
    let parts = [
        Some(documents),
        since,
        until,
        quoted("by", &filter.by),
        quoted("at", filter.forum.as_slice()),
        quoted("near", &filter.about),
        quoted("only", &kinds),
        view.left_out.map(|all| format!("the {} strongest of {all}", filter.top.unwrap_or_default())),
    ];
    joined(parts.iter().map(Option::as_deref)).unwrap_or_default()
}

#[cfg(test)]
mod tests;
