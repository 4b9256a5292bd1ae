//! The graph in every RDF format, graph by graph, so that memory holds one document at a time. Within
//! a graph the order is by subject, class first, so that the same graph gives the same bytes.

use crate::export::error::ExportError;
use crate::export::facts::{FactRecord, node};
use crate::export::filter::Selection;
use crate::export::jsonld;
use crate::export::names::{Names, subject};
use crate::rdf::vocabulary::{PREFIXES, bg, nif, org, prov, rdf, schema};
use crate::store::Store;
use oxigraph::io::{RdfFormat, RdfSerializer, WriterQuadSerializer};
use oxrdf::{GraphName, Quad, Term, Triple};
use std::collections::BTreeSet;
use std::io;

/// A way to write RDF down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Syntax {
    /// Turtle.
    Turtle,
    /// N-Triples.
    NTriples,
    /// N-Quads.
    NQuads,
    /// `TriG`.
    TriG,
    /// JSON-LD.
    JsonLd,
    /// RDF/XML.
    RdfXml,
}

impl Syntax {
    /// True if it keeps the graph of each triple.
    #[must_use]
    pub fn has_graphs(self) -> bool {
        matches!(self, Self::NQuads | Self::TriG | Self::JsonLd)
    }
}

/// Which part of the graph.
pub enum Scope<'a> {
    /// All of it.
    Whole,
    /// The selected documents with what they mention.
    Documents(&'a Selection),
    /// These facts with their evidence and what they speak of.
    Facts(&'a [FactRecord], &'a Names),
}

/// Writes a part of `store`.
///
/// # Errors
/// When the store cannot be read or `out` fails.
pub fn write(store: &Store, scope: &Scope<'_>, syntax: Syntax, out: &mut impl io::Write) -> Result<(), ExportError> {
    let graphs = graphs(store, scope)?;
    let part = Part::new(store, scope, &graphs)?;
    let mut sink = Sink::new(syntax, &namespaces(store)?, out)?;
    let mut any = false;
    for graph in &graphs {
        let mut quads = Vec::new();
        for quad in store.quads(None, None, None, Some(graph.as_ref())) {
            let quad = quad?;
            if part.holds(&quad) {
                quads.push(quad);
            }
        }
        any |= !quads.is_empty();
        for quad in in_order(quads) {
            sink.quad(&quad)?;
        }
    }
    if !any {
        return Err(ExportError::Empty("no triple is in this part of the graph".to_owned()));
    }
    sink.finish()
}

/// Writes the triples of a CONSTRUCT or DESCRIBE query, sorted, each once.
///
/// # Errors
/// When `out` fails.
pub fn write_triples(triples: Vec<Triple>, syntax: Syntax, out: &mut impl io::Write) -> Result<(), ExportError> {
    let mut quads = in_order(triples.into_iter().map(|triple| triple.in_graph(GraphName::DefaultGraph)).collect());
    quads.dedup();
    if quads.is_empty() {
        return Err(ExportError::Empty("the query has no results".to_owned()));
    }
    let mut sink = Sink::new(syntax, &[], out)?;
    for quad in &quads {
        sink.quad(quad)?;
    }
    sink.finish()
}

/// By subject, class first, then property and value.
fn in_order(quads: Vec<Quad>) -> Vec<Quad> {
    let mut keyed: Vec<_> = quads
        .into_iter()
        .map(|quad| {
            let key = (
                subject(&quad.subject),
                quad.predicate != rdf::TYPE,
                quad.predicate.as_str().to_owned(),
                quad.object.to_string(),
            );
            (key, quad)
        })
        .collect();
    keyed.sort_by(|a, b| a.0.cmp(&b.0));
    keyed.into_iter().map(|(_, quad)| quad).collect()
}

/// The default graph, then the named graphs in the order of their IRIs.
fn graphs(store: &Store, scope: &Scope<'_>) -> Result<Vec<GraphName>, ExportError> {
    let mut graphs = vec![GraphName::DefaultGraph];
    let named = |iri: &String| GraphName::NamedNode(oxrdf::NamedNode::new_unchecked(iri));
    match scope {
        Scope::Documents(selection) => graphs.extend(selection.sources.iter().map(|source| named(&source.iri))),
        Scope::Whole | Scope::Facts(..) => {
            let mut iris = BTreeSet::new();
            for quad in store.quads(None, None, None, None) {
                if let GraphName::NamedNode(graph) = quad?.graph_name
                    && !iris.contains(graph.as_str())
                {
                    iris.insert(graph.into_string());
                }
            }
            graphs.extend(iris.iter().map(named));
        }
    }
    Ok(graphs)
}

/// Which quads are written.
enum Part {
    Whole,
    /// Documents wholly; of the rest what describes the things they point to.
    Documents(BTreeSet<String>),
    /// Only what describes one of these.
    Facts {
        described: BTreeSet<String>,
        things: BTreeSet<String>,
    },
}

impl Part {
    fn new(store: &Store, scope: &Scope<'_>, graphs: &[GraphName]) -> Result<Self, ExportError> {
        match scope {
            Scope::Whole => Ok(Self::Whole),
            Scope::Documents(_) => {
                let mut pointed = BTreeSet::new();
                for graph in graphs.iter().filter(|graph| !graph.is_default_graph()) {
                    for quad in store.quads(None, None, None, Some(graph.as_ref())) {
                        if let Term::NamedNode(node) = quad?.object {
                            pointed.insert(node.into_string());
                        }
                    }
                }
                Ok(Self::Documents(pointed))
            }
            Scope::Facts(facts, names) => facts_part(store, facts, names),
        }
    }

    fn holds(&self, quad: &Quad) -> bool {
        let object = match &quad.object {
            Term::NamedNode(node) => Some(node.as_str()),
            _ => None,
        };
        let within = |set: &BTreeSet<String>| object.is_some_and(|object| set.contains(object));
        match self {
            Self::Whole => true,
            Self::Documents(pointed) => {
                let described = !quad.graph_name.is_default_graph() || pointed.contains(&subject(&quad.subject));
                described && (quad.predicate != org::MEMBER_OF || within(pointed))
            }
            Self::Facts { described, things } => {
                let points_out = [schema::MENTIONS, bg::PROPOSED, bg::MENTIONED_IN, org::MEMBER_OF]
                    .into_iter()
                    .any(|property| quad.predicate == property);
                let known = described.contains(&subject(&quad.subject)) || things.contains(&subject(&quad.subject));
                known && (!points_out || within(described) || within(things))
            }
        }
    }
}

/// The facts, their passages, documents and references; and the things they speak of.
fn facts_part(store: &Store, facts: &[FactRecord], names: &Names) -> Result<Part, ExportError> {
    let mut described = BTreeSet::new();
    let mut things = BTreeSet::new();
    for fact in facts {
        described.insert(fact.iri.clone());
        for iri in fact.iris() {
            // A thing may be called by several IRIs that are the same; those that the fact uses are described.
            if names.get(iri).is_some() {
                things.insert(iri.to_owned())
            } else {
                described.insert(iri.to_owned())
            };
        }
    }
    for iri in described.clone() {
        for quad in store.quads(Some(node(&iri).as_ref()), Some(nif::REFERENCE_CONTEXT), None, None) {
            if let Term::NamedNode(document) = quad?.object {
                described.insert(document.into_string());
            }
        }
    }
    for thing in &things {
        let thing = oxrdf::NamedNode::new_unchecked(thing);
        for quad in store.quads(None, Some(bg::REFERS_TO), Some(thing.as_ref().into()), None) {
            let quad = quad?;
            // Only the references of documents that the facts come from, with the passage of each.
            if let GraphName::NamedNode(graph) = &quad.graph_name
                && described.contains(graph.as_str())
            {
                described.insert(subject(&quad.subject));
                for passage in store.quads(Some(quad.subject.as_ref()), Some(prov::WAS_DERIVED_FROM), None, None) {
                    if let Term::NamedNode(passage) = passage?.object {
                        described.insert(passage.into_string());
                    }
                }
            }
        }
    }
    Ok(Part::Facts { described, things })
}

/// Prefixes for the IRIs of this store: what its documents and things begin with.
fn namespaces(store: &Store) -> Result<Vec<(String, String)>, ExportError> {
    const SEGMENTS: [(&str, &str); 8] = [
        ("doc", "document/"),
        ("person", "person/"),
        ("organization", "organization/"),
        ("place", "place/"),
        ("law", "law/"),
        ("report", "report/"),
        ("event", "event/"),
        ("extractor", "extractor/"),
    ];
    let Some(first) = store.quads(None, Some(rdf::TYPE), Some(nif::CONTEXT.into()), None).next().transpose()? else {
        return Ok(Vec::new());
    };
    let iri = subject(&first.subject);
    let Some((base, _)) = iri.rsplit_once("document/") else { return Ok(Vec::new()) };
    Ok(SEGMENTS.iter().map(|(prefix, segment)| ((*prefix).to_owned(), format!("{base}{segment}"))).collect())
}

/// Where quads go.
enum Sink<'a, W: io::Write> {
    Serializer { writer: Box<WriterQuadSerializer<&'a mut W>>, graphs: bool },
    JsonLd(Box<jsonld::Writer<'a, W>>),
}

impl<'a, W: io::Write> Sink<'a, W> {
    fn new(syntax: Syntax, namespaces: &[(String, String)], out: &'a mut W) -> Result<Self, ExportError> {
        let format = match syntax {
            Syntax::Turtle => RdfFormat::Turtle,
            Syntax::NTriples => RdfFormat::NTriples,
            Syntax::NQuads => RdfFormat::NQuads,
            Syntax::TriG => RdfFormat::TriG,
            Syntax::RdfXml => RdfFormat::RdfXml,
            Syntax::JsonLd => return Ok(Self::JsonLd(Box::new(jsonld::Writer::new(out)?))),
        };
        let mut serializer = RdfSerializer::from_format(format);
        let shipped = PREFIXES.iter().map(|(prefix, iri)| ((*prefix).to_owned(), (*iri).to_owned()));
        for (prefix, iri) in shipped.chain(namespaces.iter().cloned()) {
            serializer = serializer.with_prefix(prefix, iri).map_err(|error| ExportError::Format(error.to_string()))?;
        }
        Ok(Self::Serializer { writer: Box::new(serializer.for_writer(out)), graphs: syntax.has_graphs() })
    }

    fn quad(&mut self, quad: &Quad) -> io::Result<()> {
        match self {
            Self::Serializer { writer, graphs: true } => writer.serialize_quad(quad),
            Self::Serializer { writer, graphs: false } => {
                writer.serialize_triple(oxrdf::TripleRef::from(quad.as_ref()))
            }
            Self::JsonLd(writer) => writer.quad(quad),
        }
    }

    fn finish(self) -> Result<(), ExportError> {
        match self {
            Self::Serializer { writer, .. } => writer.finish()?.flush()?,
            Self::JsonLd(writer) => writer.finish()?,
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::filter::Filter;
    use crate::export::fixture;
    use crate::rdf::vocabulary::dct;
    use oxigraph::io::RdfParser;

    const ALL: [(Syntax, RdfFormat); 6] = [
        (Syntax::Turtle, RdfFormat::Turtle),
        (Syntax::NTriples, RdfFormat::NTriples),
        (Syntax::NQuads, RdfFormat::NQuads),
        (Syntax::TriG, RdfFormat::TriG),
        (Syntax::JsonLd, RdfFormat::JsonLd { profile: oxigraph::io::JsonLdProfileSet::empty() }),
        (Syntax::RdfXml, RdfFormat::RdfXml),
    ];

    fn text(store: &Store, scope: &Scope<'_>, syntax: Syntax) -> String {
        let mut out = Vec::new();
        write(store, scope, syntax, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn parsed(text: &str, format: RdfFormat) -> BTreeSet<String> {
        RdfParser::from_format(format).for_slice(text.as_bytes()).map(|quad| quad.unwrap().to_string()).collect()
    }

    #[test]
    fn every_format_read_back_is_the_same_dataset() {
        let store = fixture::store();
        let quads: BTreeSet<String> = store.sorted_quads().unwrap().iter().map(ToString::to_string).collect();
        let triples: BTreeSet<String> = store
            .sorted_quads()
            .unwrap()
            .iter()
            .map(|quad| {
                Quad::new(quad.subject.clone(), quad.predicate.clone(), quad.object.clone(), GraphName::DefaultGraph)
                    .to_string()
            })
            .collect();
        for (syntax, format) in ALL {
            let text = text(&store, &Scope::Whole, syntax);
            let expected = if syntax.has_graphs() { &quads } else { &triples };
            assert_eq!(&parsed(&text, format), expected, "{syntax:?}:\n{text}");
        }
    }

    #[test]
    fn turtle_and_json_ld_are_short_and_stable() {
        let store = fixture::store();
        let turtle = text(&store, &Scope::Whole, Syntax::Turtle);
        assert!(turtle.contains("person:maren-østby a foaf:Person"), "{turtle}");
        assert_eq!(turtle, text(&store, &Scope::Whole, Syntax::Turtle));
        let json = text(&store, &Scope::Whole, Syntax::JsonLd);
        assert!(json.contains("\"type\":\"Person\"") && json.contains("\"date\":\"2020-02-11\""), "{json}");
    }

    #[test]
    fn a_document_and_a_neighbourhood_stand_alone() {
        let store = fixture::store();
        let names = Names::load(&store).unwrap();
        let lake =
            Filter { document: Some("lake.txt".to_owned()), ..Filter::default() }.resolve(&store, &names).unwrap();
        let nquads = text(&store, &Scope::Documents(&lake), Syntax::NQuads);
        assert!(nquads.contains("Pía Santángelo") && !nquads.contains("Calloway"), "{nquads}");
        let about = Filter { about: vec!["weirs act".to_owned()], depth: 1, ..Filter::default() }
            .resolve(&store, &names)
            .unwrap();
        let facts = about.facts(&store, &names).unwrap();
        let nquads = text(&store, &Scope::Facts(&facts, &names), Syntax::NQuads);
        assert!(nquads.contains("law-stage-1") && nquads.contains("Valley Assembly"), "{nquads}");
        assert!(!nquads.contains("proposal-1") && !nquads.contains("lake"), "{nquads}");
    }

    #[test]
    fn the_context_covers_the_vocabulary() {
        let context = jsonld::Context::shipped().unwrap();
        for term in [bg::PROPOSER, dct::DATE, nif::ANCHOR_OF, prov::WAS_DERIVED_FROM, schema::CREATOR, org::MEMBER] {
            assert!(context.knows(term.as_str()), "{term}");
        }
    }
}
