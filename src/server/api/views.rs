//! The answers of the JSON routes.

use super::reader::{KINDS, Reader, TYPES};
use super::types::{
    DocumentSummary, EntityCount, EntityPage, Evidence, Found, FoundEntity, KindCount, LawLine, Laws, OntologyTerm,
    Overview, Proposals, Queries, ShippedQuery,
};
use super::{limit, said};
use crate::fact::Stage;
use crate::rdf::stage_label;
use crate::rdf::vocabulary::{self, nif, rdf};
use crate::server::View;
use crate::server::problem::Problem;
use crate::server::protocol::{Parameters, absolute_iri};
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, Term};

/// Documents and proposers that the overview names.
const LEADING: usize = 10;
/// Lines of texts that a search gives.
const MOST_PASSAGES: usize = 50;
/// Entities whose facts a search counts.
const COUNTED: usize = 20;

pub(in crate::server) fn overview(view: &View, reader: &mut Reader) -> Result<Overview, Problem> {
    if let Some(known) = view.overview.get() {
        return Ok(known.clone());
    }
    let documents = reader.first_column(include_str!("../queries/documents.rq"), &[])?;
    let newest = reader.documents(&documents[..documents.len().min(LEADING)])?;
    let mut proposers = entity_counts(reader, include_str!("../queries/proposers.rq"))?;
    proposers.truncate(LEADING);
    let count =
        |class: NamedNodeRef<'_>| view.store.quads(None, Some(rdf::TYPE), Some(class.into()), None).count() as u64;
    let table = |classes: &[(NamedNodeRef<'_>, &str)]| {
        classes.iter().map(|(class, name)| KindCount { of: (*name).to_owned(), count: count(*class) }).collect()
    };
    let overview = Overview {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        triples: view.store.quads(None, None, None, None).count() as u64,
        documents: documents.len() as u64,
        entities: table(&TYPES),
        facts: table(&KINDS),
        newest,
        proposers,
    };
    Ok(view.overview.get_or_init(|| overview).clone())
}

fn entity_counts(reader: &mut Reader, query: &str) -> Result<Vec<EntityCount>, Problem> {
    reader
        .counts(query, &[])?
        .into_iter()
        .filter_map(|(node, count)| Some(reader.entity(&node).transpose()?.map(|of| EntityCount { of, count })))
        .collect()
}

/// Which proposals are wanted.
#[derive(Debug, Default)]
pub(in crate::server) struct ProposalFilter {
    person: Option<Term>,
    body: Option<Term>,
    forum: Option<Term>,
    kind: Option<Term>,
    since: Option<Term>,
    until: Option<Term>,
    min: Option<Term>,
    words: Option<Term>,
    limit: usize,
}

impl ProposalFilter {
    pub fn new(parameters: &Parameters) -> Result<Self, Problem> {
        let iri = |name: &str| -> Result<Option<Term>, Problem> {
            said(parameters, name)?.map(|value| absolute_iri(name, &value).map(Term::from)).transpose()
        };
        let date = |name: &str| -> Result<Option<Term>, Problem> {
            said(parameters, name)?.map(|value| checked_date(name, &value)).transpose()
        };
        Ok(Self {
            person: iri("person")?,
            body: iri("body")?,
            forum: iri("forum")?,
            kind: said(parameters, "type")?.map(|value| class(&value)).transpose()?,
            since: date("since")?,
            until: date("until")?,
            min: said(parameters, "min")?.map(|value| checked_number(&value)).transpose()?,
            words: said(parameters, "q")?.map(|value| Literal::new_simple_literal(value).into()),
            limit: limit(parameters)?,
        })
    }
}

fn class(name: &str) -> Result<Term, Problem> {
    let found = TYPES.iter().find(|(_, known)| *known == name);
    found.map(|(class, _)| Term::from(class.into_owned())).ok_or_else(|| {
        let all: Vec<&str> = TYPES.iter().map(|(_, name)| *name).collect();
        Problem::bad_request(format!("`{name}` is no type of entity\nhint: there are {}", all.join(", ")))
    })
}

/// A date, month or year as a plain string: the queries compare as many characters as both have.
fn checked_date(name: &str, value: &str) -> Result<Term, Problem> {
    let parts: Vec<&str> = value.split('-').collect();
    let digits = |part: &str, length: usize| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
    let fine = match parts.as_slice() {
        [year] => digits(year, 4),
        [year, month] => digits(year, 4) && digits(month, 2),
        [year, month, day] => digits(year, 4) && digits(month, 2) && digits(day, 2),
        _ => false,
    };
    if fine {
        return Ok(Literal::new_simple_literal(value).into());
    }
    Err(Problem::bad_request(format!("`{value}` as `{name}` is no date\nhint: write 2020, 2020-05 or 2020-05-22")))
}

fn checked_number(value: &str) -> Result<Term, Problem> {
    match value.parse::<rust_decimal::Decimal>() {
        Ok(number) => Ok(Literal::new_typed_literal(number.normalize().to_string(), vocabulary::xsd::DECIMAL).into()),
        Err(_) => Err(Problem::bad_request(format!("`{value}` as `min` is no number"))),
    }
}

pub(in crate::server) fn proposals(reader: &mut Reader, filter: &ProposalFilter) -> Result<Proposals, Problem> {
    let values = [
        ("person", filter.person.clone()),
        ("body", filter.body.clone()),
        ("forum", filter.forum.clone()),
        ("type", filter.kind.clone()),
        ("since", filter.since.clone()),
        ("until", filter.until.clone()),
        ("min", filter.min.clone()),
        ("q", filter.words.clone()),
    ];
    let mut nodes = reader.first_column(include_str!("../queries/proposals.rq"), &values)?;
    let total = nodes.len();
    nodes.truncate(filter.limit);
    let rows = reader.facts(&nodes)?;
    let proposers = entity_counts(reader, include_str!("../queries/proposers.rq"))?;
    let (people, bodies) = proposers.into_iter().partition(|count| count.of.kind == "Person");
    let forums = entity_counts(reader, include_str!("../queries/forums.rq"))?;
    Ok(Proposals { total, rows, people, bodies, forums })
}

pub(super) fn entity(reader: &mut Reader, node: &NamedNode, limit: usize) -> Result<EntityPage, Problem> {
    let entity = reader
        .entity(node)?
        .ok_or_else(|| Problem::not_found(format!("the graph has no entity `{}`", node.as_str())))?;
    let value = [("entity", Some(Term::from(node.clone())))];
    let mut facts = reader.first_column(include_str!("../queries/entity.rq"), &value)?;
    facts.truncate(limit);
    let mut documents = reader.first_column(include_str!("../queries/entity-documents.rq"), &value)?;
    documents.truncate(limit);
    Ok(EntityPage {
        entity,
        aliases: reader.aliases(node)?,
        same_as: reader.same_as(node)?,
        facts: reader.facts(&facts)?,
        documents: reader.documents(&documents)?,
    })
}

pub(super) fn documents(reader: &mut Reader, limit: usize) -> Result<Vec<DocumentSummary>, Problem> {
    let mut nodes = reader.first_column(include_str!("../queries/documents.rq"), &[])?;
    nodes.truncate(limit);
    reader.documents(&nodes)
}

pub(in crate::server) fn laws(reader: &mut Reader, words: Option<String>, limit: usize) -> Result<Laws, Problem> {
    let value = [("q", words.map(|words| Term::from(Literal::new_simple_literal(words))))];
    let mut nodes = reader.first_column(include_str!("../queries/laws.rq"), &value)?;
    nodes.truncate(limit);
    let mut laws: Vec<LawLine> = Vec::new();
    for mut fact in reader.facts(&nodes)? {
        // The law heads its stages, so they need not repeat it.
        let Some(law) = fact.law.take() else { continue };
        match laws.last_mut().filter(|last| last.law == law) {
            Some(last) => last.stages.push(fact),
            None => laws.push(LawLine { law, stages: vec![fact] }),
        }
    }
    Ok(Laws { stages: Stage::ALL.iter().map(|stage| stage_label(*stage).to_owned()).collect(), laws })
}

pub(super) fn search(reader: &mut Reader, words: String) -> Result<Found, Problem> {
    let value = [("q", Some(Term::from(Literal::new_simple_literal(&words))))];
    let nodes = reader.first_column(include_str!("../queries/search-names.rq"), &value)?;
    let mut entities = Vec::new();
    for (position, node) in nodes.iter().enumerate() {
        let Some(entity) = reader.entity(node)? else { continue };
        let facts = if position < COUNTED { fact_count(reader, node)? } else { 0 };
        entities.push(FoundEntity { entity, aliases: reader.aliases(node)?, facts });
    }
    let documents = reader.first_column(include_str!("../queries/search-texts.rq"), &value)?;
    let mut passages = Vec::new();
    for document in documents {
        let Some(summary) = reader.document(&document)? else { continue };
        let text = reader.word(&document, nif::IS_STRING)?.unwrap_or_default();
        let lines = lines_with(&text, &words, MOST_PASSAGES - passages.len());
        passages.extend(lines.into_iter().map(|(start, end, sentence)| Evidence {
            document: summary.iri.clone(),
            title: summary.title.clone(),
            sentence,
            start,
            end,
        }));
        if passages.len() == MOST_PASSAGES {
            break;
        }
    }
    Ok(Found { query: words, entities, passages })
}

fn fact_count(reader: &Reader, node: &NamedNode) -> Result<u64, Problem> {
    let value = [("entity", Some(Term::from(node.clone())))];
    let rows = reader.select(include_str!("../queries/fact-count.rq"), &value)?;
    let count = rows.into_iter().next().and_then(|row| row.into_iter().next()?);
    Ok(count.and_then(|count| super::reader::lexical(count).parse().ok()).unwrap_or_default())
}

/// Characters of a line on either side of the words found.
const AROUND: usize = 160;

/// The lines of `text` with `words` in any case, or what of a long line stands around them: start and end in scalars.
fn lines_with(text: &str, words: &str, most: usize) -> Vec<(usize, usize, String)> {
    let words = folded(words);
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        let length = line.chars().count();
        if let (Some(at), true) = (folded(line).find(&words), found.len() < most) {
            let before = folded(line)[..at].chars().count();
            let scalars: Vec<char> = line.chars().collect();
            let first = word_start(&scalars, before.saturating_sub(AROUND));
            let last = word_end(&scalars, (before + words.chars().count() + AROUND).min(length));
            found.push((start + first, start + last, scalars[first..last].iter().collect()));
        }
        start += length + 1;
    }
    found
}

fn word_start(line: &[char], from: usize) -> usize {
    if from == 0 { 0 } else { line[from..].iter().position(|c| c.is_whitespace()).map_or(from, |at| from + at + 1) }
}

fn word_end(line: &[char], to: usize) -> usize {
    if to == line.len() { to } else { line[..to].iter().rposition(|c| c.is_whitespace()).unwrap_or(to) }
}

/// Lower case, scalar by scalar: what is found here is at the same scalar in the original.
fn folded(text: &str) -> String {
    text.chars().map(|c| c.to_lowercase().next().unwrap_or(c)).collect()
}

pub(super) fn queries(view: &View, reader: &mut Reader) -> Result<Queries, Problem> {
    let terms = if let Some(known) = view.terms.get() {
        known.clone()
    } else {
        let found = terms(reader)?;
        view.terms.get_or_init(|| found).clone()
    };
    let queries = crate::questions::ALL.iter().map(|question| ShippedQuery {
        name: question.name.to_owned(),
        comment: question.title().to_owned(),
        text: question.text.to_owned(),
    });
    Ok(Queries {
        prefixes: vocabulary::PREFIXES.iter().map(|(name, iri)| ((*name).to_owned(), (*iri).to_owned())).collect(),
        queries: queries.collect(),
        terms,
    })
}

/// The classes and properties that the graph uses, as far as a shipped prefix shortens them.
fn terms(reader: &mut Reader) -> Result<Vec<OntologyTerm>, Problem> {
    let nodes = reader.first_column(include_str!("../queries/terms.rq"), &[])?;
    let mut terms = Vec::new();
    for node in nodes {
        let short = vocabulary::PREFIXES
            .iter()
            .find_map(|(prefix, namespace)| Some((prefix, node.as_str().strip_prefix(namespace)?)))
            .filter(|(_, local)| !local.contains(['/', '#']));
        let Some((prefix, local)) = short else { continue };
        terms.push(OntologyTerm {
            curie: format!("{prefix}:{local}"),
            iri: node.as_str().to_owned(),
            label: reader.word(&node, vocabulary::rdfs::LABEL)?.unwrap_or_default(),
            comment: reader.word(&node, COMMENT)?.unwrap_or_default(),
        });
    }
    Ok(terms)
}

const COMMENT: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://www.w3.org/2000/01/rdf-schema#comment");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_any_precision_and_nothing_else() {
        for fine in ["2020", "2020-05", "2020-05-22"] {
            assert!(checked_date("since", fine).is_ok());
        }
        for odd in ["", "20", "2020-5", "May 2020", "2020-05-22T00:00", "٢٠٢٠"] {
            assert!(checked_date("since", odd).is_err(), "{odd}");
        }
    }

    #[test]
    fn lines_are_found_in_any_case_with_places_in_scalars() {
        let text = "👩‍🚀 first\nA Löwe roars.\nnothing";
        let found = lines_with(text, "LÖWE", 10);
        assert_eq!(found, [(10, 23, "A Löwe roars.".to_owned())]);
        let slice: String = text.chars().skip(10).take(13).collect();
        assert_eq!(slice, "A Löwe roars.");
        assert_eq!(lines_with(text, "löwe", 0), []);
    }

    #[test]
    fn long_lines_are_cut_at_words() {
        let text = format!("{} needle {}", "hay ".repeat(200), "straw ".repeat(200));
        let found = lines_with(&text, "needle", 10);
        assert!(found[0].2.starts_with("hay ") && found[0].2.ends_with(" straw"), "{}", found[0].2);
        assert!(found[0].2.chars().count() < 350);
    }
}
