//! Entities and facts to quads: the only place that mints IRIs and names vocabularies.
//!
//! Two layers: the graph of a document, named by the document, holds all that was read from it, under IRIs that no
//! other document uses; the default graph holds what belongs to no single document, the entities with their labels and
//! the people's memberships. No triple stands in both, so a union of documents counts nothing twice.

mod iri;
mod known;
pub mod vocabulary;

pub use iri::{document_iri, kind_in, slug};
use iri::{entity_iri, kind_segment, node};
pub use known::gazetteer;

use crate::date::PartialDate;
use crate::entity::{Entity, EntityId, MentionKind};
use crate::fact::{Audience, Evidence, Fact, FactKind, Modality, Stage};
use crate::hash;
use crate::language::NameKind;
use crate::mention::Hedge;
use crate::pipeline::Extraction;
use crate::span::{ScalarIndex, Span};
use oxrdf::{GraphName, Literal, NamedNode, NamedNodeRef, Quad, Term};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{bg, dct, foaf, nif, org, owl, prov, rdf, rdfs, schema, skos, xsd};

/// What IRIs of documents and entities begin with, unless the user says otherwise.
pub const DEFAULT_BASE: &str = "https://w3id.org/briefgraph/";

/// What the mapping needs to know beside the extraction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RdfOptions {
    /// What IRIs of documents and entities begin with; ends in `/` or `#`.
    pub base: String,
    /// Hash of lexicons and weights, so that the graph says by what it was read.
    pub resources: String,
}

impl Default for RdfOptions {
    fn default() -> Self {
        Self { base: DEFAULT_BASE.to_owned(), resources: String::new() }
    }
}

/// A base that makes no valid IRIs.
#[derive(Debug, thiserror::Error)]
#[error("`{base}` is no base for IRIs: {reason}")]
pub struct BaseError {
    base: String,
    reason: String,
}

/// The base that the user gave, with a `/` at its end.
///
/// # Errors
/// When it is no absolute IRI that can be continued.
pub fn checked_base(base: &str) -> Result<String, BaseError> {
    let whole = if base.ends_with(['/', '#']) { base.to_owned() } else { format!("{base}/") };
    match NamedNode::new(&whole) {
        Ok(_) if whole.contains("://") || whole.starts_with("urn:") => Ok(whole),
        Ok(_) => Err(BaseError { base: base.to_owned(), reason: "it needs a scheme such as `https://`".to_owned() }),
        Err(error) => Err(BaseError { base: base.to_owned(), reason: error.to_string() }),
    }
}

/// The quads of one document, sorted as their N-Quads lines are, without repetition and without blank nodes.
#[must_use]
pub fn quads(extraction: &Extraction, options: &RdfOptions) -> Vec<Quad> {
    let mut writer = Writer::new(extraction, options);
    writer.document();
    writer.entities();
    writer.facts();
    sorted(writer.quads)
}

/// Quads in the order of their N-Quads lines, each once.
#[must_use]
pub fn sorted(quads: Vec<Quad>) -> Vec<Quad> {
    quads.into_iter().map(|quad| (quad.to_string(), quad)).collect::<BTreeMap<_, _>>().into_values().collect()
}

/// The concept of a stage.
#[must_use]
pub fn stage_iri(stage: Stage) -> NamedNode {
    node(format!("{}/{}", vocabulary::STAGES.as_str(), stage_label(stage).replace(' ', "-")))
}

/// A stage in words.
#[must_use]
pub fn stage_label(stage: Stage) -> &'static str {
    match stage {
        Stage::Planned => "planned",
        Stage::Proposed => "proposed",
        Stage::Passed => "passed",
        Stage::Signed => "signed",
        Stage::InForce => "in force",
        Stage::Amended => "amended",
        Stage::Rejected => "rejected",
        Stage::Repealed => "repealed",
        Stage::Suspended => "suspended",
    }
}

/// The class of an entity.
#[must_use]
pub fn class(kind: NameKind) -> NamedNodeRef<'static> {
    match kind {
        NameKind::Person => foaf::PERSON,
        NameKind::Organization => org::ORGANIZATION,
        NameKind::Place => dct::LOCATION,
        NameKind::Law => bg::LAW,
        NameKind::Report => bg::REPORT,
        NameKind::Event => schema::EVENT,
    }
}

/// The class that tables call `name`.
#[must_use]
pub fn class_named(name: &str) -> Option<NamedNodeRef<'static>> {
    KINDS.iter().find(|kind| type_name(**kind) == name).map(|kind| class(*kind))
}

/// All kinds of entity.
const KINDS: [NameKind; 6] =
    [NameKind::Person, NameKind::Organization, NameKind::Place, NameKind::Law, NameKind::Report, NameKind::Event];

/// The name of an entity's class as tables give it.
#[must_use]
pub fn type_name(kind: NameKind) -> &'static str {
    match kind {
        NameKind::Person => "Person",
        NameKind::Organization => "Organization",
        NameKind::Place => "Place",
        NameKind::Law => "Law",
        NameKind::Report => "Report",
        NameKind::Event => "Event",
    }
}

fn modality_name(modality: Modality) -> &'static str {
    match modality {
        Modality::Actual => "actual",
        Modality::Planned => "planned",
        Modality::Projected => "projected",
        Modality::Target => "target",
        Modality::Limit => "limit",
    }
}

fn hedge_name(hedge: Hedge) -> Option<&'static str> {
    match hedge {
        Hedge::Exact => None,
        Hedge::About => Some("about"),
        Hedge::Over => Some("over"),
        Hedge::Under => Some("under"),
        Hedge::AtMost => Some("at most"),
        Hedge::AtLeast => Some("at least"),
    }
}

/// A date of the precision that the text has.
fn date(value: PartialDate) -> Literal {
    let datatype = match value {
        PartialDate::Year(_) => xsd::G_YEAR,
        PartialDate::Month(..) => xsd::G_YEAR_MONTH,
        PartialDate::Day(_) => xsd::DATE,
    };
    Literal::new_typed_literal(value.to_string(), datatype)
}

fn decimal(value: Decimal) -> Literal {
    Literal::new_typed_literal(value.normalize().to_string(), xsd::DECIMAL)
}

/// Three decimals: more would claim a precision that confidence has not.
fn confidence(value: f32) -> Literal {
    decimal(Decimal::try_from(value.clamp(0.0, 1.0)).unwrap_or_default().round_dp(3))
}

fn count(value: usize) -> Literal {
    Literal::new_typed_literal(value.to_string(), xsd::INTEGER)
}

fn truth(value: bool) -> Literal {
    Literal::new_typed_literal(if value { "true" } else { "false" }, xsd::BOOLEAN)
}

fn text(value: &str) -> Literal {
    Literal::new_simple_literal(value)
}

/// Collects the quads of one document.
struct Writer<'a> {
    extraction: &'a Extraction,
    options: &'a RdfOptions,
    index: ScalarIndex,
    document: NamedNode,
    agent: NamedNode,
    entities: Vec<NamedNode>,
    passages: BTreeSet<Span>,
    quads: Vec<Quad>,
}

impl<'a> Writer<'a> {
    fn new(extraction: &'a Extraction, options: &'a RdfOptions) -> Self {
        let document = document_iri(&options.base, &extraction.document);
        Self {
            extraction,
            options,
            index: ScalarIndex::new(&extraction.document.text),
            agent: agent_iri(options),
            entities: entity_iris(&options.base, &document, &extraction.entities.all),
            document,
            passages: BTreeSet::new(),
            quads: Vec::new(),
        }
    }

    /// States a triple in the document's graph.
    fn state(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'_>, object: impl Into<Term>) {
        self.quads.push(Quad::new(subject.clone(), predicate, object, self.document.clone()));
    }

    /// States a triple that belongs to no single document.
    fn share(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'_>, object: impl Into<Term>) {
        self.quads.push(Quad::new(subject.clone(), predicate, object, GraphName::DefaultGraph));
    }

    fn document(&mut self) {
        let source = &self.extraction.document;
        let document = self.document.clone();
        for class in [nif::CONTEXT, schema::ARTICLE, prov::ENTITY] {
            self.state(&document, rdf::TYPE, class);
        }
        self.state(&document, nif::IS_STRING, text(&source.text));
        self.state(&document, dct::SOURCE, text(&source.source));
        self.state(&document, schema::SHA256, text(&hash::of(source.text.as_bytes())));
        if let Some(title) = &source.title {
            self.state(&document, dct::TITLE, text(title));
        }
        if let Some(day) = source.date {
            self.state(&document, dct::ISSUED, date(PartialDate::Day(day)));
        }
        let agent = self.agent.clone();
        self.state(&document, prov::WAS_ATTRIBUTED_TO, agent.clone());
        self.share(&agent, rdf::TYPE, prov::SOFTWARE_AGENT);
        self.share(&agent, schema::NAME, text("briefgraph"));
        self.share(&agent, schema::SOFTWARE_VERSION, text(env!("CARGO_PKG_VERSION")));
        self.share(&agent, bg::RESOURCES, text(&self.options.resources));
    }

    /// Each entity once for all documents, and a reference that says how this document calls it.
    fn entities(&mut self) {
        let extraction = self.extraction;
        for (position, entity) in extraction.entities.all.iter().enumerate() {
            let iri = self.entities[position].clone();
            self.share(&iri, rdf::TYPE, class(entity.kind));
            self.share(&iri, skos::PREF_LABEL, text(&entity.name));
            self.share(&iri, rdfs::LABEL, text(&entity.name));
            for alias in entity.aliases.iter().filter(|alias| **alias != entity.name) {
                self.share(&iri, skos::ALT_LABEL, text(alias));
            }
            if let Some(other) = &entity.same_as {
                self.share(&iri, owl::SAME_AS, node(other.clone()));
            }
            self.reference(&iri, entity);
        }
    }

    fn reference(&mut self, iri: &NamedNode, entity: &Entity) {
        let document = self.document.clone();
        let local = iri.as_str().strip_prefix(&self.options.base).unwrap_or(iri.as_str());
        let reference = node(format!("{}#{local}", document.as_str()));
        self.state(&document, schema::MENTIONS, iri.clone());
        self.state(&reference, rdf::TYPE, bg::REFERENCE);
        self.state(&reference, bg::REFERS_TO, iri.clone());
        self.state(&reference, bg::ENTITY_TYPE, text(type_name(entity.kind)));
        self.state(&reference, bg::NAME, text(&entity.name));
        self.state(&reference, bg::CONFIDENCE, confidence(entity.confidence));
        for alias in entity.aliases.iter().filter(|alias| **alias != entity.name) {
            self.state(&reference, bg::ALIAS, text(alias));
        }
        if let Some(other) = &entity.same_as {
            self.state(&reference, bg::IDENTIFIED_AS, node(other.clone()));
        }
        let named = entity.mentions.iter().find(|mention| mention.kind == MentionKind::Name);
        if let Some(first) = named.or(entity.mentions.first()) {
            let passage = self.sentence(first.sentence);
            let (begin, end) = self.index.range(&self.extraction.document.text, first.span);
            self.state(&reference, prov::WAS_DERIVED_FROM, passage);
            self.state(&reference, bg::FOCUS_BEGIN, count(begin));
            self.state(&reference, bg::FOCUS_END, count(end));
        }
        for mention in &entity.mentions {
            let passage = self.sentence(mention.sentence);
            self.state(&reference, bg::MENTIONED_IN, passage);
        }
    }

    /// The passage that is one sentence.
    fn sentence(&mut self, sentence: u32) -> NamedNode {
        self.passage(self.extraction.segmented.sentences[sentence as usize].span)
    }

    /// A passage of the text by its place (RFC 5147), described once.
    fn passage(&mut self, span: Span) -> NamedNode {
        let content = &self.extraction.document.text;
        let (begin, end) = self.index.range(content, span);
        let passage = node(format!("{}#char={begin},{end}", self.document.as_str()));
        if self.passages.insert(span) {
            self.state(&passage, rdf::TYPE, nif::SENTENCE);
            self.state(&passage, rdf::TYPE, nif::STRING);
            self.state(&passage, nif::BEGIN_INDEX, count(begin));
            self.state(&passage, nif::END_INDEX, count(end));
            self.state(&passage, nif::ANCHOR_OF, text(span.slice(content)));
            self.state(&passage, nif::REFERENCE_CONTEXT, self.document.clone());
        }
        passage
    }

    fn facts(&mut self) {
        let extraction = self.extraction;
        let mut numbers: BTreeMap<&str, u32> = BTreeMap::new();
        for fact in &extraction.facts {
            let (kind, class) = fact_class(&fact.kind);
            let number = numbers.entry(kind).and_modify(|n| *n += 1).or_insert(1);
            let iri = node(format!("{}#{kind}-{number}", self.document.as_str()));
            self.state(&iri, rdf::TYPE, class);
            self.fact(&iri, fact);
            self.kind(&iri, fact);
        }
    }

    /// What facts of all kinds have in common: how they hold and where they were read.
    fn fact(&mut self, iri: &NamedNode, fact: &Fact) {
        let Evidence { span, focus, .. } = fact.evidence;
        let passage = self.passage(span);
        let (begin, end) = self.index.range(&self.extraction.document.text, focus);
        let agent = self.agent.clone();
        self.state(iri, rdf::TYPE, bg::FACT);
        self.state(iri, prov::WAS_DERIVED_FROM, passage);
        self.state(iri, prov::WAS_ATTRIBUTED_TO, agent);
        self.state(iri, bg::FOCUS_BEGIN, count(begin));
        self.state(iri, bg::FOCUS_END, count(end));
        self.state(iri, bg::MODALITY, text(modality_name(fact.modality)));
        self.state(iri, bg::CONFIDENCE, confidence(fact.confidence));
        self.state(iri, bg::RULE, text(&fact.rule));
    }

    /// What a fact of this kind says.
    fn kind(&mut self, iri: &NamedNode, fact: &Fact) {
        match &fact.kind {
            FactKind::Affiliation(it) => {
                let person = self.entity(it.person);
                self.state(iri, org::MEMBER, person.clone());
                self.role(iri, org::IN_ORGANIZATION, it.organization);
                self.words(iri, bg::POSITION, it.position.as_deref());
                self.day(iri, schema::START_DATE, it.start);
                self.day(iri, schema::END_DATE, it.end);
                if it.former {
                    self.state(iri, bg::FORMER, truth(true));
                } else if let Some(organization) = it.organization {
                    let organization = self.entity(organization);
                    self.share(&person, org::MEMBER_OF, organization);
                }
            }
            FactKind::Proposal(it) => {
                for proposer in &it.proposers {
                    let proposer = self.entity(*proposer);
                    self.state(iri, bg::PROPOSER, proposer.clone());
                    self.state(&proposer, bg::PROPOSED, iri.clone());
                }
                self.state(iri, dct::DESCRIPTION, text(&it.content));
                self.role(iri, bg::RECIPIENT, it.recipient);
                self.role(iri, bg::FORUM, it.forum);
                self.words(iri, bg::FORUM_DESCRIPTION, it.described_forum.as_deref());
                self.role(iri, bg::TARGET_LAW, it.law);
                self.day(iri, dct::DATE, it.date);
                if let Some((value, currency)) = it.amount {
                    self.state(iri, bg::AMOUNT, decimal(value));
                    self.state(iri, schema::CURRENCY, text(currency.as_str()));
                }
                self.state(iri, bg::CUE, text(&it.cue));
            }
            FactKind::LawStage(it) => {
                let law = self.entity(it.law);
                let stage = stage_iri(it.stage);
                self.state(iri, bg::OF_LAW, law);
                self.state(iri, bg::STAGE, stage.clone());
                self.share(&stage, rdf::TYPE, skos::CONCEPT);
                self.share(&stage, skos::PREF_LABEL, text(stage_label(it.stage)));
                self.share(&stage, skos::IN_SCHEME, vocabulary::STAGES);
                let order = Literal::new_typed_literal((it.stage as u8 + 1).to_string(), xsd::INTEGER);
                self.share(&stage, bg::ORDER, order);
                for body in &it.bodies {
                    self.role(iri, bg::BODY, Some(*body));
                }
                self.words(iri, bg::BODY_DESCRIPTION, it.described_body.as_deref());
                self.day(iri, dct::DATE, it.date);
            }
            FactKind::Money(it) => {
                self.state(iri, schema::VALUE, decimal(it.value));
                self.state(iri, schema::CURRENCY, text(it.currency.as_str()));
                self.role(iri, bg::PARTY, it.party);
                self.words(iri, bg::PURPOSE, it.purpose.as_deref());
                if let Some(change) = it.change {
                    self.state(iri, bg::CHANGE, decimal(change));
                }
                self.words(iri, bg::HEDGE, hedge_name(it.hedge));
                self.day(iri, bg::PERIOD, it.period);
            }
            FactKind::Statement(it) => {
                self.role(iri, schema::CREATOR, Some(it.speaker));
                self.state(iri, schema::TEXT, text(&it.text));
                match &it.audience {
                    Some(Audience::Known(audience)) => self.role(iri, bg::AUDIENCE, Some(*audience)),
                    Some(Audience::Described(words)) => self.words(iri, bg::AUDIENCE_DESCRIPTION, Some(words)),
                    None => {}
                }
                self.state(iri, bg::DIRECT, truth(it.direct));
            }
            FactKind::Quantity(it) => {
                self.state(iri, schema::VALUE, decimal(it.value));
                self.state(iri, schema::UNIT_TEXT, text(&it.unit));
                self.role(iri, bg::PARTY, it.party);
                self.words(iri, bg::HEDGE, hedge_name(it.hedge));
                self.day(iri, bg::PERIOD, it.period);
            }
        }
    }

    fn entity(&self, id: EntityId) -> NamedNode {
        self.entities[id.0 as usize].clone()
    }

    fn role(&mut self, fact: &NamedNode, predicate: NamedNodeRef<'_>, entity: Option<EntityId>) {
        if let Some(id) = entity {
            let entity = self.entity(id);
            self.state(fact, predicate, entity);
        }
    }

    fn words(&mut self, fact: &NamedNode, predicate: NamedNodeRef<'_>, value: Option<&str>) {
        if let Some(value) = value {
            self.state(fact, predicate, text(value));
        }
    }

    fn day(&mut self, fact: &NamedNode, predicate: NamedNodeRef<'_>, value: Option<PartialDate>) {
        if let Some(value) = value {
            self.state(fact, predicate, date(value));
        }
    }
}

/// The program with its lexicons and weights as an agent: no clock, so that the same input gives the same bytes.
fn agent_iri(options: &RdfOptions) -> NamedNode {
    let resources = options.resources.get(..8).unwrap_or(&options.resources);
    let separator = if resources.is_empty() { "" } else { "-" };
    node(format!("{}extractor/{}{separator}{resources}", options.base, env!("CARGO_PKG_VERSION")))
}

/// The name in IRIs and the class of a kind of fact.
fn fact_class(kind: &FactKind) -> (&'static str, NamedNodeRef<'static>) {
    match kind {
        FactKind::Affiliation(_) => ("membership", org::MEMBERSHIP),
        FactKind::Proposal(_) => ("proposal", bg::PROPOSAL),
        FactKind::LawStage(_) => ("law-stage", bg::LAW_STAGE),
        FactKind::Money(_) => ("money", schema::MONETARY_AMOUNT),
        FactKind::Statement(_) => ("statement", schema::QUOTATION),
        FactKind::Quantity(_) => ("quantity", schema::QUANTITATIVE_VALUE),
    }
}

/// IRIs of the entities of one document. Where the document shows two things of one name and type, the later ones
/// are told apart by the document: no other text can know which of them it means. So is what has no name.
fn entity_iris(base: &str, document: &NamedNode, entities: &[Entity]) -> Vec<NamedNode> {
    let document_hash = document.as_str().rsplit('-').next().unwrap_or_default();
    let mut seen: BTreeMap<NamedNode, u32> = BTreeMap::new();
    entities
        .iter()
        .map(|entity| {
            let segment = kind_segment(entity.kind);
            if !entity.is_proper() {
                return node(format!("{base}{segment}/{}-{document_hash}", slug(&entity.name)));
            }
            let iri = entity_iri(base, entity.kind, &entity.name);
            let times = seen.entry(iri.clone()).and_modify(|n| *n += 1).or_insert(1);
            if *times == 1 {
                return iri;
            }
            node(format!("{base}{segment}/{}-{times}-{document_hash}", slug(&entity.name)))
        })
        .collect()
}

#[cfg(test)]
pub(crate) mod tests;
