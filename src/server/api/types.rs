//! What the JSON routes answer. The page's own types (`web/src/lib/api.ts`) say the same.

use serde::Serialize;
use utoipa::ToSchema;

/// A person, body, place, law, report or event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct EntityRef {
    /// The entity's IRI.
    pub iri: String,
    /// Its preferred name.
    pub name: String,
    /// `Person`, `Organization`, `Place`, `Law`, `Report` or `Event`.
    #[serde(rename = "type")]
    pub kind: String,
}

/// Where a fact was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Evidence {
    /// The document's IRI.
    pub document: String,
    /// The document's title, or its source where it has none.
    pub title: String,
    /// The passage as it stands in the text.
    pub sentence: String,
    /// First Unicode scalar value of the passage.
    pub start: usize,
    /// One past its last.
    pub end: usize,
}

/// One fact of any kind; which parts are there follows from the kind.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct FactLine {
    /// The fact's IRI.
    pub iri: String,
    /// `proposal`, `affiliation`, `law-stage`, `money`, `statement` or `quantity`.
    pub kind: String,
    /// Proposers, the person, the bodies that moved a law, the party or the speaker.
    pub who: Vec<EntityRef>,
    /// The proposal, the post, the stage, the purpose, the words said or the unit.
    pub what: Option<String>,
    /// Recipient, organization or audience.
    pub to: Option<EntityRef>,
    /// Where a proposal was put forward.
    pub forum: Option<EntityRef>,
    /// The law that moved, or that a proposal would make or change.
    pub law: Option<EntityRef>,
    /// `2020-05-22`, `2020-05` or `2020`.
    pub date: Option<String>,
    /// A decimal number.
    pub value: Option<String>,
    /// ISO 4217.
    pub currency: Option<String>,
    /// Signed percentage against the period before.
    pub change: Option<String>,
    /// `actual`, `planned`, `projected`, `target` or `limit`.
    pub modality: Option<String>,
    /// `about`, `over`, `under`, `at most` or `at least`.
    pub hedge: Option<String>,
    /// Whether a statement stands in quotation marks.
    pub direct: Option<bool>,
    /// Trust in [0, 1].
    pub confidence: Option<f64>,
    /// The rule that found the fact.
    pub rule: Option<String>,
    /// Where it was read.
    pub evidence: Evidence,
}

/// A document in one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct DocumentSummary {
    /// The document's IRI.
    pub iri: String,
    /// Its title, or its source where it has none.
    pub title: String,
    /// Path or URL as the user gave it.
    pub source: String,
    /// Day of issue.
    pub date: Option<String>,
    /// How many facts were read from it.
    pub facts: u64,
}

/// How many of a named kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct KindCount {
    /// The kind.
    pub of: String,
    /// How many.
    pub count: u64,
}

/// How often an entity has a part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct EntityCount {
    /// The entity.
    pub of: EntityRef,
    /// How often.
    pub count: u64,
}

/// What the store holds, at a glance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Overview {
    /// The program's version.
    pub version: String,
    /// Triples in all graphs.
    pub triples: u64,
    /// Documents.
    pub documents: u64,
    /// Entities by type.
    pub entities: Vec<KindCount>,
    /// Facts by kind.
    pub facts: Vec<KindCount>,
    /// The newest documents.
    pub newest: Vec<DocumentSummary>,
    /// Who puts forward the most.
    pub proposers: Vec<EntityCount>,
}

/// An entity found by a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct FoundEntity {
    /// The entity.
    #[serde(flatten)]
    pub entity: EntityRef,
    /// The other names it goes by.
    pub aliases: Vec<String>,
    /// In how many facts it has a part.
    pub facts: u64,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Found {
    /// What was searched for.
    pub query: String,
    /// Entities, the best match first.
    pub entities: Vec<FoundEntity>,
    /// Lines of texts with these words.
    pub passages: Vec<Evidence>,
}

/// Proposals that pass the filters.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct Proposals {
    /// How many pass; more than there are rows when `limit` cut them.
    pub total: usize,
    /// The proposals.
    pub rows: Vec<FactLine>,
    /// People who propose, of all proposals.
    pub people: Vec<EntityCount>,
    /// Bodies and places that propose, of all proposals.
    pub bodies: Vec<EntityCount>,
    /// Where things are proposed, of all proposals.
    pub forums: Vec<EntityCount>,
}

/// All about one entity.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct EntityPage {
    /// The entity.
    pub entity: EntityRef,
    /// The other names it goes by.
    pub aliases: Vec<String>,
    /// The same thing elsewhere.
    pub same_as: Vec<String>,
    /// The facts it has a part in, in the order of the texts.
    pub facts: Vec<FactLine>,
    /// The documents that name it.
    pub documents: Vec<DocumentSummary>,
}

/// A part of a text, in Unicode scalar values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub(crate) struct Mark {
    /// First.
    pub start: usize,
    /// One past the last.
    pub end: usize,
}

/// A block of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct BlockMark {
    /// `heading`, `paragraph`, `listitem`, `quotation` or `table`.
    pub kind: String,
    /// Where it stands.
    #[serde(flatten)]
    pub mark: Mark,
}

/// A name in a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct NameMark {
    /// Where it stands.
    #[serde(flatten)]
    pub mark: Mark,
    /// What it names.
    #[serde(flatten)]
    pub entity: EntityRef,
}

/// A text with all that was read from it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct DocumentPage {
    /// The document.
    pub document: DocumentSummary,
    /// Its text.
    pub text: String,
    /// Its blocks.
    pub blocks: Vec<BlockMark>,
    /// The names in it.
    pub names: Vec<NameMark>,
    /// The facts in it.
    pub facts: Vec<FactLine>,
    /// The sentences from which no fact was read.
    pub unread: Vec<Mark>,
}

/// One law with the stages that it reached.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct LawLine {
    /// The law.
    pub law: EntityRef,
    /// Its stages in the order of time.
    pub stages: Vec<FactLine>,
}

/// Laws by stage.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct Laws {
    /// All stages that there are, in the order in which laws pass them.
    pub stages: Vec<String>,
    /// The laws.
    pub laws: Vec<LawLine>,
}

/// A shipped query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct ShippedQuery {
    /// Its name.
    pub name: String,
    /// What it answers.
    pub comment: String,
    /// The query.
    pub text: String,
}

/// A term of the ontology.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct OntologyTerm {
    /// `bg:proposer`.
    pub curie: String,
    /// The term's IRI.
    pub iri: String,
    /// Its label.
    pub label: String,
    /// What it means.
    pub comment: String,
}

/// What helps to write queries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[expect(clippy::struct_field_names, reason = "the names are those of the JSON")]
pub(crate) struct Queries {
    /// Prefixes that need no declaration here.
    pub prefixes: std::collections::BTreeMap<String, String>,
    /// The shipped queries.
    pub queries: Vec<ShippedQuery>,
    /// The terms of the ontology.
    pub terms: Vec<OntologyTerm>,
}
