//! Reads facts, names and passages out of a store: the questions are SPARQL (`queries/*.rq`), the details of what they
//! find are looked up one by one.

use super::types::{DocumentSummary, EntityRef, Evidence, FactLine};
use crate::rdf::vocabulary::{bg, dct, foaf, nif, org, owl, prov, rdf, schema, skos};
use crate::server::problem::{Problem, too_slow};
use crate::store::{CancellationToken, QueryOptions, QueryResults, Store};
use oxigraph::model::{GraphNameRef, NamedNode, NamedNodeRef, Quad, Term};
use std::collections::BTreeMap;

/// The classes of entities with their names in JSON.
pub(super) const TYPES: [(NamedNodeRef<'static>, &str); 6] = [
    (foaf::PERSON, "Person"),
    (org::ORGANIZATION, "Organization"),
    (dct::LOCATION, "Place"),
    (bg::LAW, "Law"),
    (bg::REPORT, "Report"),
    (schema::EVENT, "Event"),
];

/// The classes of facts with their names in JSON.
pub(super) const KINDS: [(NamedNodeRef<'static>, &str); 6] = [
    (bg::PROPOSAL, "proposal"),
    (org::MEMBERSHIP, "affiliation"),
    (bg::LAW_STAGE, "law-stage"),
    (schema::MONETARY_AMOUNT, "money"),
    (schema::QUOTATION, "statement"),
    (schema::QUANTITATIVE_VALUE, "quantity"),
];

/// One question's view of the store, with what it has looked up already.
pub(in crate::server) struct Reader {
    pub store: Store,
    token: CancellationToken,
    entities: BTreeMap<NamedNode, EntityRef>,
    titles: BTreeMap<NamedNode, String>,
}

/// Values for the places of a query.
pub(in crate::server) type Values<'a> = &'a [(&'a str, Option<Term>)];

impl Reader {
    pub fn new(store: Store, token: CancellationToken) -> Self {
        Self { store, token, entities: BTreeMap::new(), titles: BTreeMap::new() }
    }

    /// Answers a query of `queries/` by rows of terms. See [`fill`] for how values come in.
    pub fn select(&self, template: &str, values: Values<'_>) -> Result<Vec<Vec<Option<Term>>>, Problem> {
        let options = QueryOptions { cancellation: Some(self.token.clone()), ..QueryOptions::default() };
        match self.store.query(&fill(template, values), &options)? {
            QueryResults::Solutions(solutions) => {
                solutions.map(|solution| Ok(solution?.values().to_vec())).collect::<Result<_, Problem>>()
            }
            _ => Err(Problem::internal(&"a query of the page is no SELECT")),
        }
    }

    /// The IRIs in the first column of an answer.
    pub fn first_column(&self, template: &str, values: Values<'_>) -> Result<Vec<NamedNode>, Problem> {
        let rows = self.select(template, values)?;
        Ok(rows.into_iter().filter_map(|row| iri(row.into_iter().next()??)).collect())
    }

    /// IRIs with numbers: the first two columns of an answer.
    pub fn counts(&self, template: &str, values: Values<'_>) -> Result<Vec<(NamedNode, u64)>, Problem> {
        let rows = self.select(template, values)?;
        Ok(rows
            .into_iter()
            .filter_map(|row| {
                let mut row = row.into_iter();
                let node = iri(row.next()??)?;
                Some((node, lexical(row.next()??).parse().ok()?))
            })
            .collect())
    }

    fn quads(&self, subject: &NamedNode) -> Result<Vec<Quad>, Problem> {
        if self.token.is_cancelled() {
            return Err(too_slow());
        }
        self.store
            .quads(Some(subject.as_ref().into()), None, None, None)
            .collect::<Result<_, _>>()
            .map_err(Problem::from)
    }

    /// All values of a property.
    pub fn values(&self, subject: &NamedNode, property: NamedNodeRef<'_>) -> Result<Vec<Term>, Problem> {
        let quads = self.store.quads(Some(subject.as_ref().into()), Some(property), None, None);
        quads.map(|quad| Ok(quad?.object)).collect()
    }

    /// The value of a property, in words.
    pub fn word(&self, subject: &NamedNode, property: NamedNodeRef<'_>) -> Result<Option<String>, Problem> {
        Ok(self.values(subject, property)?.into_iter().next().map(lexical))
    }

    /// An entity; `None` for what is none.
    pub fn entity(&mut self, node: &NamedNode) -> Result<Option<EntityRef>, Problem> {
        if let Some(known) = self.entities.get(node) {
            return Ok(Some(known.clone()));
        }
        let quads = self.quads(node)?;
        let kind = TYPES.iter().find(|(class, _)| {
            quads.iter().any(|quad| quad.predicate == rdf::TYPE && quad.object == Term::from(class.into_owned()))
        });
        let Some((_, kind)) = kind else { return Ok(None) };
        let name = quads.iter().find(|quad| quad.predicate == skos::PREF_LABEL);
        let name = name.map_or_else(|| node.as_str().to_owned(), |quad| lexical(quad.object.clone()));
        let entity = EntityRef { iri: node.as_str().to_owned(), name, kind: (*kind).to_owned() };
        self.entities.insert(node.clone(), entity.clone());
        Ok(Some(entity))
    }

    /// The other names of an entity, sorted.
    pub fn aliases(&self, node: &NamedNode) -> Result<Vec<String>, Problem> {
        let mut names: Vec<String> = self.values(node, skos::ALT_LABEL)?.into_iter().map(lexical).collect();
        names.sort();
        names.dedup();
        Ok(names)
    }

    /// The same thing elsewhere.
    pub fn same_as(&self, node: &NamedNode) -> Result<Vec<String>, Problem> {
        let mut iris: Vec<String> = self.values(node, owl::SAME_AS)?.into_iter().map(lexical).collect();
        iris.sort();
        Ok(iris)
    }

    fn title(&mut self, document: &NamedNode) -> Result<String, Problem> {
        if let Some(known) = self.titles.get(document) {
            return Ok(known.clone());
        }
        let title = match self.word(document, dct::TITLE)? {
            Some(title) => title,
            None => self.word(document, dct::SOURCE)?.unwrap_or_else(|| document.as_str().to_owned()),
        };
        self.titles.insert(document.clone(), title.clone());
        Ok(title)
    }

    /// A document in one line; `None` for what is none.
    pub fn document(&mut self, node: &NamedNode) -> Result<Option<DocumentSummary>, Problem> {
        if !crate::server::resource::is_document(&self.store, node) {
            return Ok(None);
        }
        let facts = self.store.quads(
            None,
            Some(rdf::TYPE),
            Some(bg::FACT.into()),
            Some(GraphNameRef::NamedNode(node.as_ref())),
        );
        Ok(Some(DocumentSummary {
            iri: node.as_str().to_owned(),
            title: self.title(node)?,
            source: self.word(node, dct::SOURCE)?.unwrap_or_default(),
            date: self.word(node, dct::ISSUED)?,
            facts: facts.count() as u64,
        }))
    }

    /// Summaries of documents, in the order given.
    pub fn documents(&mut self, nodes: &[NamedNode]) -> Result<Vec<DocumentSummary>, Problem> {
        nodes.iter().filter_map(|node| self.document(node).transpose()).collect()
    }

    /// Facts in full, in the order given. What has no evidence is no fact of ours and is left out.
    pub fn facts(&mut self, nodes: &[NamedNode]) -> Result<Vec<FactLine>, Problem> {
        nodes.iter().filter_map(|node| self.fact(node).transpose()).collect()
    }

    /// All facts of one document, in the order of its text.
    pub fn facts_of(&mut self, document: &NamedNode) -> Result<Vec<FactLine>, Problem> {
        let value = [("document", Some(Term::from(document.clone())))];
        let facts = self.first_column(include_str!("../queries/document-facts.rq"), &value)?;
        self.facts(&facts)
    }

    fn fact(&mut self, node: &NamedNode) -> Result<Option<FactLine>, Problem> {
        let quads = self.quads(node)?;
        let Some(evidence) = self.evidence(&quads)? else { return Ok(None) };
        let kind = KINDS.iter().find(|(class, _)| {
            quads.iter().any(|quad| quad.predicate == rdf::TYPE && quad.object == Term::from(class.into_owned()))
        });
        let Some((_, kind)) = kind else { return Ok(None) };
        let mut fact = FactLine {
            iri: node.as_str().to_owned(),
            kind: (*kind).to_owned(),
            who: Vec::new(),
            what: None,
            to: None,
            forum: None,
            law: None,
            date: None,
            value: None,
            currency: None,
            change: None,
            modality: None,
            hedge: None,
            direct: None,
            confidence: None,
            rule: None,
            evidence,
        };
        for quad in quads {
            self.part(&mut fact, quad.predicate.as_ref(), quad.object)?;
        }
        fact.who.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.iri.cmp(&b.iri)));
        Ok(Some(fact))
    }

    /// Puts the value of one property where it belongs.
    fn part(&mut self, fact: &mut FactLine, property: NamedNodeRef<'_>, value: Term) -> Result<(), Problem> {
        match property {
            bg::PROPOSER | bg::BODY | bg::PARTY | org::MEMBER | schema::CREATOR => {
                fact.who.extend(self.entity_of(value)?);
            }
            bg::RECIPIENT | bg::AUDIENCE | org::IN_ORGANIZATION => fact.to = self.entity_of(value)?,
            bg::FORUM => fact.forum = self.entity_of(value)?,
            bg::OF_LAW | bg::TARGET_LAW => fact.law = self.entity_of(value)?,
            bg::STAGE => {
                if let Some(stage) = iri(value) {
                    fact.what = self.word(&stage, skos::PREF_LABEL)?;
                }
            }
            dct::DESCRIPTION | bg::POSITION | bg::PURPOSE | schema::TEXT | schema::UNIT_TEXT => {
                fact.what = Some(lexical(value));
            }
            dct::DATE | schema::START_DATE | bg::PERIOD => fact.date = Some(lexical(value)),
            schema::VALUE | bg::AMOUNT => fact.value = Some(lexical(value)),
            schema::CURRENCY => fact.currency = Some(lexical(value)),
            bg::CHANGE => fact.change = Some(lexical(value)),
            bg::MODALITY => fact.modality = Some(lexical(value)),
            bg::HEDGE => fact.hedge = Some(lexical(value)),
            bg::DIRECT => fact.direct = Some(lexical(value) == "true"),
            bg::CONFIDENCE => fact.confidence = lexical(value).parse().ok(),
            bg::RULE => fact.rule = Some(lexical(value)),
            _ => {}
        }
        Ok(())
    }

    fn entity_of(&mut self, value: Term) -> Result<Option<EntityRef>, Problem> {
        iri(value).map_or(Ok(None), |node| self.entity(&node))
    }

    fn evidence(&mut self, fact: &[Quad]) -> Result<Option<Evidence>, Problem> {
        let passage = fact.iter().find(|quad| quad.predicate == prov::WAS_DERIVED_FROM);
        let Some(passage) = passage.and_then(|quad| iri(quad.object.clone())) else { return Ok(None) };
        let (mut document, mut sentence, mut start, mut end) = (None, None, None, None);
        for quad in self.quads(&passage)? {
            match quad.predicate.as_ref() {
                nif::REFERENCE_CONTEXT => document = iri(quad.object),
                nif::ANCHOR_OF => sentence = Some(lexical(quad.object)),
                nif::BEGIN_INDEX => start = lexical(quad.object).parse().ok(),
                nif::END_INDEX => end = lexical(quad.object).parse().ok(),
                _ => {}
            }
        }
        let (Some(document), Some(sentence), Some(start), Some(end)) = (document, sentence, start, end) else {
            return Ok(None);
        };
        let title = self.title(&document)?;
        Ok(Some(Evidence { document: document.into_string(), title, sentence, start, end }))
    }
}

/// A query with its values: a line that begins with `#if NAME` counts only where that value is there, and `{{NAME}}`
/// becomes the value. As terms write themselves with all escapes, no value can change the query.
fn fill(template: &str, values: Values<'_>) -> String {
    let mut query = String::with_capacity(template.len());
    for line in template.lines() {
        let line = match line.trim_start().strip_prefix("#if ") {
            None => line,
            Some(rest) => {
                let (name, pattern) = rest.split_once(' ').unwrap_or((rest, ""));
                if !values.iter().any(|(given, value)| *given == name && value.is_some()) {
                    continue;
                }
                pattern
            }
        };
        query.push_str(line);
        query.push('\n');
    }
    // One pass over the places, so that a value that looks like a place stays what it is.
    let mut filled = String::with_capacity(query.len());
    let mut rest = query.as_str();
    while let Some((before, after)) = rest.split_once("{{") {
        filled.push_str(before);
        let Some((name, after)) = after.split_once("}}") else { break };
        if let Some((_, Some(value))) = values.iter().find(|(given, _)| *given == name) {
            filled.push_str(&value.to_string());
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

pub(super) fn iri(term: Term) -> Option<NamedNode> {
    match term {
        Term::NamedNode(node) => Some(node),
        _ => None,
    }
}

/// What a term says, without datatype.
pub(super) fn lexical(term: Term) -> String {
    match term {
        Term::NamedNode(node) => node.into_string(),
        Term::BlankNode(node) => node.to_string(),
        Term::Literal(literal) => literal.value().to_owned(),
        #[expect(unreachable_patterns, reason = "a feature of oxigraph that other crates may switch on adds a variant")]
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::Literal;

    #[test]
    fn values_come_in_escaped_and_only_where_given() {
        let template = "SELECT * {\n  #if q FILTER(?x = {{q}})\n  #if min FILTER(?y > {{min}})\n}";
        let hostile = Term::from(Literal::new_simple_literal("\") } DROP {{min}} \n\\"));
        let query = fill(template, &[("q", Some(hostile)), ("min", None)]);
        assert_eq!(query, "SELECT * {\nFILTER(?x = \"\\\") } DROP {{min}} \\n\\\\\")\n}\n");
    }
}
