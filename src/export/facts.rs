//! Facts as the graph tells them, with their passages: what every picture is made from.

use crate::export::error::ExportError;
use crate::export::model::Passage;
use crate::export::names::subject;
use crate::rdf::vocabulary::{bg, dct, nif, org, prov, rdf, schema};
use crate::store::Store;
use oxrdf::{GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Term};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The six kinds of fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FactClass {
    /// A post or membership.
    Affiliation,
    /// A thing put forward.
    Proposal,
    /// A stage of a law.
    LawStage,
    /// A sum of money.
    Money,
    /// Something said.
    Statement,
    /// A counted figure.
    Quantity,
}

impl FactClass {
    /// All kinds with the class of each.
    pub const ALL: [(Self, NamedNodeRef<'static>); 6] = [
        (Self::Affiliation, org::MEMBERSHIP),
        (Self::Proposal, bg::PROPOSAL),
        (Self::LawStage, bg::LAW_STAGE),
        (Self::Money, schema::MONETARY_AMOUNT),
        (Self::Statement, schema::QUOTATION),
        (Self::Quantity, schema::QUANTITATIVE_VALUE),
    ];

    /// Its name in pages and files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Affiliation => "affiliation",
            Self::Proposal => "proposal",
            Self::LawStage => "law stage",
            Self::Money => "money",
            Self::Statement => "statement",
            Self::Quantity => "quantity",
        }
    }

    /// "1 law stage", "3 law stages".
    #[must_use]
    pub fn counted(self, count: usize) -> String {
        let word = match (self, count) {
            (Self::Money, 1) => "sum of money",
            (Self::Money, _) => "sums of money",
            (_, 1) => self.name(),
            (Self::Quantity, _) => "quantities",
            _ => return format!("{count} {}s", self.name()),
        };
        format!("{count} {word}")
    }
}

/// One document of the graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its IRI, which names its graph.
    pub iri: String,
    /// Path or URL as the user gave it.
    pub source: String,
    /// Its headline.
    pub title: Option<String>,
    /// Its day of issue.
    pub issued: Option<String>,
    /// SHA-256 of its text, in hexadecimal.
    pub sha256: String,
}

/// One fact with its passage.
#[derive(Debug, Clone, PartialEq)]
pub struct FactRecord {
    /// Its IRI.
    pub iri: String,
    /// Its kind.
    pub class: FactClass,
    /// Where it was read.
    pub passage: Passage,
    /// First character of the passage, and one past its last, in Unicode scalar values.
    pub range: (usize, usize),
    /// The same of the words that carry the fact.
    pub focus: (usize, usize),
    /// Day of issue of the document.
    pub issued: Option<Arc<str>>,
    /// In the order of their names and texts.
    properties: Box<[(Arc<str>, Value)]>,
}

/// A value of a property, in as little memory as may be: a view holds all facts of a store.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Value {
    Iri(Arc<str>),
    Text(Box<str>),
}

impl Value {
    fn text(&self) -> &str {
        match self {
            Self::Iri(iri) => iri,
            Self::Text(text) => text,
        }
    }
}

/// What no view shows of a fact, or has in other fields.
const LEFT_OUT: [NamedNodeRef<'static>; 4] = [rdf::TYPE, bg::RULE, bg::FOCUS_BEGIN, bg::FOCUS_END];

/// Texts that many facts of a document have in common.
#[derive(Default)]
struct Shared(BTreeSet<Arc<str>>);

impl Shared {
    fn share(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.0.get(text) {
            return Arc::clone(known);
        }
        let new: Arc<str> = text.into();
        self.0.insert(Arc::clone(&new));
        new
    }
}

impl FactRecord {
    /// Values of a property, in the order of their text.
    pub fn all(&self, property: NamedNodeRef<'_>) -> impl Iterator<Item = &str> {
        let first = self.properties.partition_point(|(name, _)| **name < *property.as_str());
        let own = self.properties[first..].iter().take_while(move |(name, _)| **name == *property.as_str());
        own.map(|(_, value)| value.text())
    }

    /// The first value of a property.
    #[must_use]
    pub fn one(&self, property: NamedNodeRef<'_>) -> Option<&str> {
        self.all(property).next()
    }

    /// When: the fact's own date, or the period of its figure, or the start of its post.
    #[must_use]
    pub fn date(&self) -> Option<&str> {
        [dct::DATE, bg::PERIOD, schema::START_DATE, schema::END_DATE]
            .into_iter()
            .find_map(|property| self.one(property))
    }

    /// IRIs of those who act: propose, hold a post, move a law, pay, speak.
    pub fn actors(&self) -> impl Iterator<Item = &str> {
        [bg::PROPOSER, org::MEMBER, bg::BODY, bg::PARTY, schema::CREATOR]
            .into_iter()
            .flat_map(|property| self.all(property))
    }

    /// IRIs of everything the fact points to.
    pub fn iris(&self) -> impl Iterator<Item = &str> {
        self.properties.iter().filter_map(|(_, value)| match value {
            Value::Iri(iri) => Some(&**iri),
            Value::Text(_) => None,
        })
    }
}

fn value(term: &Term) -> &str {
    match term {
        Term::NamedNode(node) => node.as_str(),
        Term::BlankNode(node) => node.as_str(),
        Term::Literal(literal) => literal.value(),
        #[allow(
            unreachable_patterns,
            reason = "a feature of the RDF crate adds a kind of term that the graph never holds"
        )]
        _ => "",
    }
}

/// The documents of `store`, in the order of their sources.
///
/// # Errors
/// When the store cannot be read.
pub fn sources(store: &Store) -> Result<Vec<Source>, ExportError> {
    let mut sources = Vec::new();
    for quad in store.quads(None, Some(rdf::TYPE), Some(nif::CONTEXT.into()), None) {
        let quad = quad?;
        let read = |property: NamedNodeRef<'_>| -> Result<Option<String>, ExportError> {
            let first = store.quads(Some(quad.subject.as_ref()), Some(property), None, None).next().transpose()?;
            Ok(first.map(|quad| value(&quad.object).to_owned()))
        };
        sources.push(Source {
            iri: subject(&quad.subject),
            source: read(dct::SOURCE)?.unwrap_or_default(),
            title: read(dct::TITLE)?,
            issued: read(dct::ISSUED)?,
            sha256: read(schema::SHA256)?.unwrap_or_default(),
        });
    }
    sources.sort_by(|a, b| (&a.source, &a.iri).cmp(&(&b.source, &b.iri)));
    Ok(sources)
}

/// The text of a document.
///
/// # Errors
/// When the store cannot be read.
pub fn text(store: &Store, source: &Source) -> Result<String, ExportError> {
    let document = NamedNode::new_unchecked(&source.iri);
    let first = store.quads(Some(document.as_ref().into()), Some(nif::IS_STRING), None, None).next().transpose()?;
    Ok(first.map(|quad| value(&quad.object).to_owned()).unwrap_or_default())
}

/// The facts of one document, in text order.
///
/// # Errors
/// When the store cannot be read.
pub fn facts(store: &Store, source: &Source) -> Result<Vec<FactRecord>, ExportError> {
    let graph = NamedNode::new_unchecked(&source.iri);
    let graph = GraphNameRef::NamedNode(graph.as_ref());
    let mut shared = Shared::default();
    let document = shared.share(&source.source);
    let issued = source.issued.as_deref().map(|day| shared.share(day));
    let mut passages: BTreeMap<String, (Arc<str>, (usize, usize))> = BTreeMap::new();
    let mut facts = Vec::new();
    for (class, iri) in FactClass::ALL {
        for quad in store.quads(None, Some(rdf::TYPE), Some(iri.into()), Some(graph)) {
            let fact = quad?.subject;
            let properties = properties(store, fact.as_ref(), graph)?;
            let Some(Term::NamedNode(passage)) =
                properties.get(prov::WAS_DERIVED_FROM.as_str()).and_then(|all| all.first())
            else {
                continue;
            };
            if !passages.contains_key(passage.as_str()) {
                passages.insert(passage.as_str().to_owned(), read_passage(store, passage, graph)?);
            }
            let (sentence, range) = passages[passage.as_str()].clone();
            let number = |property: NamedNodeRef<'_>, otherwise| {
                properties
                    .get(property.as_str())
                    .and_then(|all| all.first())
                    .and_then(|term| value(term).parse().ok())
                    .unwrap_or(otherwise)
            };
            facts.push(FactRecord {
                iri: subject(&fact),
                class,
                passage: Passage { document: Arc::clone(&document), sentence },
                range,
                focus: (number(bg::FOCUS_BEGIN, range.0), number(bg::FOCUS_END, range.1)),
                issued: issued.clone(),
                properties: compact(&properties, &mut shared),
            });
        }
    }
    facts.sort_by(|a, b| (a.range, a.focus, a.class, &a.iri).cmp(&(b.range, b.focus, b.class, &b.iri)));
    Ok(facts)
}

/// Properties in as little memory as may be.
fn compact(properties: &BTreeMap<String, Vec<Term>>, shared: &mut Shared) -> Box<[(Arc<str>, Value)]> {
    let kept = properties.iter().filter(|(name, _)| !LEFT_OUT.iter().any(|property| property.as_str() == *name));
    kept.flat_map(|(name, terms)| terms.iter().map(move |term| (name, term)))
        .map(|(name, term)| {
            let value = match term {
                Term::NamedNode(node) => Value::Iri(shared.share(node.as_str())),
                other => Value::Text(value(other).into()),
            };
            (shared.share(name), value)
        })
        .collect()
}

fn properties(
    store: &Store,
    of: NamedOrBlankNodeRef<'_>,
    graph: GraphNameRef<'_>,
) -> Result<BTreeMap<String, Vec<Term>>, ExportError> {
    let mut properties: BTreeMap<String, Vec<Term>> = BTreeMap::new();
    for quad in store.quads(Some(of), None, None, Some(graph)) {
        let quad = quad?;
        properties.entry(quad.predicate.as_str().to_owned()).or_default().push(quad.object);
    }
    for values in properties.values_mut() {
        values.sort_by(|a, b| value(a).cmp(value(b)));
    }
    Ok(properties)
}

fn read_passage(
    store: &Store,
    passage: &NamedNode,
    graph: GraphNameRef<'_>,
) -> Result<(Arc<str>, (usize, usize)), ExportError> {
    let properties = properties(store, passage.as_ref().into(), graph)?;
    let first =
        |property: NamedNodeRef<'_>| properties.get(property.as_str()).and_then(|all| all.first()).map_or("", value);
    let number = |property| first(property).parse().unwrap_or(0);
    Ok((first(nif::ANCHOR_OF).into(), (number(nif::BEGIN_INDEX), number(nif::END_INDEX))))
}

/// All IRIs that `facts` point to, for those who look for neighbours.
#[must_use]
pub fn touched<'a>(facts: impl IntoIterator<Item = &'a FactRecord>) -> BTreeSet<&'a str> {
    facts.into_iter().flat_map(FactRecord::iris).collect()
}

/// The subject with this IRI.
#[must_use]
pub fn node(iri: &str) -> NamedOrBlankNode {
    NamedNode::new_unchecked(iri).into()
}
