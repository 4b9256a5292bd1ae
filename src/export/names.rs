//! The things that have names, and finding one by what a person types.

use crate::export::error::ExportError;
use crate::export::model::NodeKind;
use crate::rdf::vocabulary::{bg, dct, foaf, org, owl, rdf, schema, skos};
use crate::store::Store;
use oxrdf::{NamedNodeRef, NamedOrBlankNode, Term};
use std::collections::{BTreeMap, BTreeSet};

/// How many names are offered where none fits.
const OFFERED: usize = 3;

/// One named thing.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    /// What it is.
    pub kind: NodeKind,
    /// Its preferred label.
    pub name: String,
    /// Other labels.
    pub aliases: BTreeSet<String>,
}

/// All named things of a store. Things that are the same by `owl:sameAs` are one, under the first of their own IRIs.
#[derive(Debug, Clone, Default)]
pub struct Names {
    things: BTreeMap<String, Named>,
    same: BTreeMap<String, String>,
    forms: BTreeMap<String, BTreeSet<String>>,
}

impl Names {
    /// Reads the labels of `store`.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn load(store: &Store) -> Result<Self, ExportError> {
        let mut names = Self { same: same(store)?, ..Self::default() };
        for (class, kind) in CLASSES {
            for quad in store.quads(None, Some(rdf::TYPE), Some(class.into()), None) {
                let iri = names.representative(&subject(&quad?.subject));
                names.things.entry(iri).or_insert(Named { kind, name: String::new(), aliases: BTreeSet::new() });
            }
        }
        for (label, preferred) in [(skos::PREF_LABEL, true), (skos::ALT_LABEL, false)] {
            for quad in store.quads(None, Some(label), None, None) {
                let quad = quad?;
                let (iri, Term::Literal(label)) = (names.representative(&subject(&quad.subject)), quad.object) else {
                    continue;
                };
                if let Some(thing) = names.things.get_mut(&iri) {
                    thing.learn(label.value(), preferred);
                }
            }
        }
        for (iri, thing) in &names.things {
            for form in thing.aliases.iter().chain([&thing.name]) {
                names.forms.entry(fold(form)).or_default().insert(iri.clone());
            }
        }
        Ok(names)
    }

    /// The IRI that stands for `iri` and all that is the same.
    #[must_use]
    pub fn representative(&self, iri: &str) -> String {
        self.same.get(iri).map_or(iri, String::as_str).to_owned()
    }

    /// The thing with this IRI.
    #[must_use]
    pub fn get(&self, iri: &str) -> Option<&Named> {
        self.things.get(self.same.get(iri).map_or(iri, String::as_str))
    }

    /// All things, in the order of their IRIs.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Named)> {
        self.things.iter().map(|(iri, thing)| (iri.as_str(), thing))
    }

    /// The IRIs of the things that bear `name`, by label, alias or IRI, whatever case, quotes and article.
    ///
    /// # Errors
    /// When nothing bears it; the nearest names come along.
    pub fn find(&self, name: &str) -> Result<BTreeSet<String>, ExportError> {
        if self.get(name).is_some() {
            return Ok(BTreeSet::from([self.representative(name)]));
        }
        let wanted = fold(name);
        match self.forms.get(&wanted) {
            Some(found) => Ok(self.best(found, &wanted)),
            None => Err(ExportError::UnknownName { name: name.to_owned(), nearest: self.nearest(&wanted) }),
        }
    }

    /// Of several things, those that bear the name as their own rather than as an alias.
    fn best(&self, found: &BTreeSet<String>, wanted: &str) -> BTreeSet<String> {
        let own: BTreeSet<String> = found
            .iter()
            .filter(|iri| self.things.get(*iri).is_some_and(|thing| fold(&thing.name) == wanted))
            .cloned()
            .collect();
        if own.is_empty() { found.clone() } else { own }
    }

    fn nearest(&self, wanted: &str) -> Vec<String> {
        let mut scored: Vec<(f64, &str)> = self
            .forms
            .iter()
            .map(|(form, iris)| {
                let within = if form.contains(wanted) || wanted.contains(form.as_str()) { 0.3 } else { 0.0 };
                let name =
                    iris.iter().next().and_then(|iri| self.things.get(iri)).map_or("", |thing| thing.name.as_str());
                (strsim::jaro_winkler(form, wanted) + within, name)
            })
            .filter(|(score, name)| *score > 0.7 && !name.is_empty())
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        let mut nearest: Vec<String> = Vec::new();
        for (_, name) in scored {
            if nearest.len() < OFFERED && !nearest.iter().any(|other| other == name) {
                nearest.push(name.to_owned());
            }
        }
        nearest
    }
}

impl Named {
    fn learn(&mut self, label: &str, preferred: bool) {
        if preferred && self.name.is_empty() {
            label.clone_into(&mut self.name);
        } else if label != self.name {
            self.aliases.insert(label.to_owned());
        }
    }
}

/// The classes of named things. A thing of two classes counts as the first.
const CLASSES: [(NamedNodeRef<'static>, NodeKind); 6] = [
    (foaf::PERSON, NodeKind::Person),
    (org::ORGANIZATION, NodeKind::Organization),
    (dct::LOCATION, NodeKind::Place),
    (bg::LAW, NodeKind::Law),
    (bg::REPORT, NodeKind::Report),
    (schema::EVENT, NodeKind::Event),
];

/// Each IRI that is the same as others, with the first of them.
fn same(store: &Store) -> Result<BTreeMap<String, String>, ExportError> {
    let pairs = store.quads(None, Some(owl::SAME_AS), None, None).collect::<Result<Vec<_>, _>>()?;
    // What the graph says more of than who it is comes before what stands elsewhere.
    let own: BTreeSet<String> = pairs.iter().map(|quad| subject(&quad.subject)).collect();
    let mut parent: BTreeMap<String, String> = BTreeMap::new();
    for quad in pairs {
        if let Term::NamedNode(other) = &quad.object {
            let (a, b) = (root(&parent, &subject(&quad.subject)), root(&parent, other.as_str()));
            let (first, second) = if (!own.contains(&a), &a) <= (!own.contains(&b), &b) { (a, b) } else { (b, a) };
            if first != second {
                parent.insert(second, first);
            }
        }
    }
    Ok(parent.keys().map(|iri| (iri.clone(), root(&parent, iri))).collect())
}

fn root(parent: &BTreeMap<String, String>, iri: &str) -> String {
    let mut at = iri;
    while let Some(next) = parent.get(at) {
        at = next;
    }
    at.to_owned()
}

/// The text of a subject.
pub(crate) fn subject(subject: &NamedOrBlankNode) -> String {
    match subject {
        NamedOrBlankNode::NamedNode(node) => node.as_str().to_owned(),
        NamedOrBlankNode::BlankNode(node) => node.to_string(),
    }
}

/// A name without what people write in different ways.
fn fold(name: &str) -> String {
    let lower = name.to_lowercase().replace(['’', '‘'], "'").replace(['“', '”', '"'], "");
    let words: Vec<&str> = lower.split_whitespace().collect();
    let words = if words.len() > 1 && words[0] == "the" { &words[1..] } else { &words[..] };
    words.join(" ").replace('.', "")
}
