//! A gazetteer as Turtle: things with labels, of classes that the graph or its neighbours use.

use super::vocabulary::{rdf, rdfs, skos};
use super::{KINDS, class};
use crate::gazetteer::{Entry, Gazetteer, GazetteerError, Slip, entries_of_csv};
use crate::language::NameKind;
use oxigraph::io::{RdfFormat, RdfParser};
use oxrdf::{NamedNode, NamedOrBlankNode, Term};
use std::collections::BTreeMap;
use std::path::Path;

/// Classes of other vocabularies that say what a thing is, beside those of the graph.
const CLASSES: &[(&str, NameKind)] = &[
    ("http://www.w3.org/ns/org#FormalOrganization", NameKind::Organization),
    ("http://www.w3.org/ns/org#OrganizationalUnit", NameKind::Organization),
    ("http://xmlns.com/foaf/0.1/Organization", NameKind::Organization),
    ("http://xmlns.com/foaf/0.1/Group", NameKind::Organization),
    ("http://www.w3.org/ns/person#Person", NameKind::Person),
    ("http://data.europa.eu/eli/ontology#LegalResource", NameKind::Law),
];

/// Classes of schema.org, under either of its schemes.
const SCHEMA: &[(&str, NameKind)] = &[
    ("Person", NameKind::Person),
    ("Organization", NameKind::Organization),
    ("GovernmentOrganization", NameKind::Organization),
    ("PoliticalParty", NameKind::Organization),
    ("Corporation", NameKind::Organization),
    ("NGO", NameKind::Organization),
    ("NewsMediaOrganization", NameKind::Organization),
    ("EducationalOrganization", NameKind::Organization),
    ("CollegeOrUniversity", NameKind::Organization),
    ("ResearchOrganization", NameKind::Organization),
    ("Place", NameKind::Place),
    ("AdministrativeArea", NameKind::Place),
    ("Country", NameKind::Place),
    ("State", NameKind::Place),
    ("City", NameKind::Place),
    ("Legislation", NameKind::Law),
    ("Report", NameKind::Report),
    ("Event", NameKind::Event),
];

/// Reads the gazetteer at `path`, CSV or Turtle by its name.
///
/// # Errors
/// When it cannot be read or something in it is wrong.
pub fn gazetteer(path: &Path) -> Result<Gazetteer, GazetteerError> {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default().to_lowercase();
    let read: fn(&str) -> Result<Vec<Entry>, Slip> = match extension.as_str() {
        "csv" => entries_of_csv,
        "ttl" | "nt" => entries_of_turtle,
        _ => return Err(GazetteerError::Format { path: path.to_owned() }),
    };
    let text =
        std::fs::read_to_string(path).map_err(|source| GazetteerError::Read { path: path.to_owned(), source })?;
    read(&text)
        .and_then(|entries| Gazetteer::new(entries, text.as_bytes()))
        .map_err(|slip| GazetteerError::Malformed { path: path.to_owned(), slip })
}

/// What is said of one subject.
#[derive(Default)]
struct Described {
    kind: Option<NameKind>,
    preferred: Vec<String>,
    labels: Vec<String>,
    others: Vec<String>,
}

fn entries_of_turtle(text: &str) -> Result<Vec<Entry>, Slip> {
    let mut subjects: BTreeMap<String, (NamedOrBlankNode, Described)> = BTreeMap::new();
    for quad in RdfParser::from_format(RdfFormat::Turtle).for_slice(text.as_bytes()) {
        let quad = quad.map_err(|error| Slip {
            line: error.location().map(|place| place.start.line + 1),
            reason: error.to_string(),
        })?;
        let (_, known) =
            subjects.entry(quad.subject.to_string()).or_insert_with(|| (quad.subject, Described::default()));
        match quad.object {
            Term::NamedNode(class) if quad.predicate == rdf::TYPE => known.kind = known.kind.or(kind_of(&class)),
            Term::Literal(label) if label.language().is_none_or(|language| language.starts_with("en")) => {
                let list = match quad.predicate.as_str() {
                    p if p == skos::PREF_LABEL.as_str() => &mut known.preferred,
                    p if p == rdfs::LABEL.as_str() => &mut known.labels,
                    p if p == skos::ALT_LABEL.as_str() => &mut known.others,
                    _ => continue,
                };
                list.push(label.value().to_owned());
            }
            _ => {}
        }
    }
    let named = |known: &Described| !known.preferred.is_empty() || !known.labels.is_empty();
    subjects.into_values().filter(|(_, known)| named(known)).map(|(subject, known)| known.entry(subject)).collect()
}

impl Described {
    /// The preferred label is the name, else the first label.
    fn entry(self, subject: NamedOrBlankNode) -> Result<Entry, Slip> {
        let mut forms = self.preferred.into_iter().chain(self.labels).chain(self.others);
        let name = forms.next().unwrap_or_default();
        let Some(kind) = self.kind else {
            let hint = "hint: give it one of the graph, of FOAF or of schema.org, for example `a foaf:Person`";
            return Err(Slip::of_file(format!("{subject}, called `{name}`, has no type that is known\n{hint}")));
        };
        let iri = match subject {
            NamedOrBlankNode::NamedNode(node) => Some(node.into_string()),
            NamedOrBlankNode::BlankNode(_) => None,
        };
        Ok(Entry { aliases: forms.filter(|form| *form != name).collect(), name, kind, iri })
    }
}

fn kind_of(class_iri: &NamedNode) -> Option<NameKind> {
    let own = KINDS.into_iter().find(|kind| class(*kind) == *class_iri);
    let iri = class_iri.as_str();
    let other = || CLASSES.iter().find(|(known, _)| *known == iri).map(|(_, kind)| *kind);
    let schema = || {
        let local = iri.strip_prefix("https://schema.org/").or_else(|| iri.strip_prefix("http://schema.org/"))?;
        SCHEMA.iter().find(|(known, _)| *known == local).map(|(_, kind)| *kind)
    };
    own.or_else(other).or_else(schema)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PREFIXES: &str = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        @prefix schema: <http://schema.org/> .
        @prefix foaf: <http://xmlns.com/foaf/0.1/> .\n";

    fn read(text: &str) -> Result<Vec<Entry>, Slip> {
        entries_of_turtle(&format!("{PREFIXES}{text}"))
    }

    #[test]
    fn things_with_labels_are_entries() {
        let entries = read(
            "<https://example.org/a> a schema:Thing, schema:City ; rdfs:label \"Port Town\"@en, \"Hafen\"@de ;
                 skos:altLabel \"the Port\" .
             [] a foaf:Person ; skos:prefLabel \"Ada Holm\" ; rdfs:label \"Ada Holm\", \"A. Holm\" .
             <https://example.org/b> rdfs:comment \"no label\" .",
        )
        .unwrap();
        let town = entries.iter().find(|entry| entry.name == "Port Town").unwrap();
        assert_eq!((town.kind, town.iri.as_deref()), (NameKind::Place, Some("https://example.org/a")));
        assert_eq!(town.aliases, ["the Port"]);
        let ada = entries.iter().find(|entry| entry.name == "Ada Holm").unwrap();
        assert_eq!(
            (ada.kind, &ada.iri, ada.aliases.as_slice()),
            (NameKind::Person, &None, &["A. Holm".to_owned()][..])
        );
        assert_eq!(entries.len(), 2);
    }

    #[test]
    fn slips_tell_their_place() {
        let slip = read("<a> ;").unwrap_err();
        assert_eq!(slip.line, Some(5), "{slip}");
        let slip = read("<https://example.org/x> rdfs:label \"X\" .").unwrap_err().to_string();
        assert!(slip.contains("<https://example.org/x>, called `X`, has no type"), "{slip}");
    }
}
