//! Facts: what the document says of its entities, each with the passage that says it.

mod affiliation;
mod context;
mod figure;
mod law;
mod money;
mod predicate;
mod proposal;
mod quantity;
mod statement;
mod unread;

pub use context::Context;
pub use predicate::{Content, Mood};
pub use unread::{Unread, unread};

use crate::date::PartialDate;
use crate::entity::EntityId;
use crate::mention::{Currency, Hedge};
use crate::span::Span;
use rust_decimal::Decimal;
use serde::Serialize;

/// How a fact holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Modality {
    /// The text states it as done or so.
    #[default]
    Actual,
    /// Decided or intended, not yet done.
    Planned,
    /// Expected, forecast, estimated for the future.
    Projected,
    /// A goal somebody set.
    Target,
    /// A most or a least that a rule sets: a cap, a maximum fine.
    Limit,
}

/// The stages of a law, in the order in which a law passes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Announced or being drafted.
    Planned,
    /// Tabled, introduced, submitted, read or debated.
    Proposed,
    /// Adopted by a chamber or body.
    Passed,
    /// Signed by a head of state; Royal Assent.
    Signed,
    /// In force, or with a date from which it will be.
    InForce,
    /// Changed by a later act or amendment that was adopted.
    Amended,
    /// Voted down, vetoed, blocked, withdrawn.
    Rejected,
    /// No longer law.
    Repealed,
    /// Not applied for a time.
    Suspended,
}

impl Stage {
    /// All stages in order.
    pub const ALL: [Self; 9] = [
        Self::Planned,
        Self::Proposed,
        Self::Passed,
        Self::Signed,
        Self::InForce,
        Self::Amended,
        Self::Rejected,
        Self::Repealed,
        Self::Suspended,
    ];

    /// The stage's name in data files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Proposed => "proposed",
            Self::Passed => "passed",
            Self::Signed => "signed",
            Self::InForce => "in-force",
            Self::Amended => "amended",
            Self::Rejected => "rejected",
            Self::Repealed => "repealed",
            Self::Suspended => "suspended",
        }
    }

    /// The stage with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.as_str() == text)
    }
}

/// Where a fact was read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evidence {
    /// The sentence, as an index into the document's sentences.
    pub sentence: u32,
    /// The passage: the sentence's span, or that of several where one fact runs over them.
    pub span: Span,
    /// The words that carry the fact: cue, figure or name.
    pub focus: Span,
}

/// A post held or a membership.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Affiliation {
    /// Who.
    pub person: EntityId,
    /// The title as written, lower case (but acronyms), without article; `None` where the text only ties person to body.
    pub position: Option<String>,
    /// The body, or the place where the text says so.
    pub organization: Option<EntityId>,
    /// True for "former", "ex-", "who led until".
    pub former: bool,
    /// Since when.
    pub start: Option<PartialDate>,
    /// Until when.
    pub end: Option<PartialDate>,
}

/// What a party puts forward: an action not yet done.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Proposal {
    /// Who puts it forward; several when they do so together.
    pub proposers: Vec<EntityId>,
    /// The thing put forward, without the cue.
    pub content: String,
    /// Where the content stands.
    pub content_span: Span,
    /// Whom it is put to.
    pub recipient: Option<EntityId>,
    /// Event, body or document where it was put forward.
    pub forum: Option<EntityId>,
    /// What the text calls a forum without a name ("letter", "public hearing").
    pub described_forum: Option<String>,
    /// When.
    pub date: Option<PartialDate>,
    /// Money that is part of it.
    pub amount: Option<(Decimal, Currency)>,
    /// The law that it would make or change.
    pub law: Option<EntityId>,
    /// Lemma of the word that puts it forward ("call", "plan", "pledge").
    pub cue: String,
}

/// One stage that one law has reached.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LawStage {
    /// The law.
    pub law: EntityId,
    /// The stage.
    pub stage: Stage,
    /// Who moved it there.
    pub bodies: Vec<EntityId>,
    /// Who moved it there where the text describes them without a name: "governor".
    pub described_body: Option<String>,
    /// When.
    pub date: Option<PartialDate>,
}

/// One money figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MoneyFigure {
    /// The full number.
    pub value: Decimal,
    /// ISO 4217.
    pub currency: Currency,
    /// Who pays, plans, receives or is fined.
    pub party: Option<EntityId>,
    /// What for, as written.
    pub purpose: Option<String>,
    /// Signed percentage against the period before.
    pub change: Option<Decimal>,
    /// How exact it is meant to be.
    pub hedge: Hedge,
    /// The period that it belongs to.
    pub period: Option<PartialDate>,
}

/// Whom something was told to.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Audience {
    /// A thing of the document.
    Known(EntityId),
    /// Somebody whom the text describes without a name: "reporters", "a press conference".
    Described(String),
}

/// Something said or written by a source.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Statement {
    /// Who says it.
    pub speaker: EntityId,
    /// What was said, without quotation marks and cue.
    pub text: String,
    /// Where the words stand.
    pub text_span: Span,
    /// Whom it was told to.
    pub audience: Option<Audience>,
    /// True where the words stand in quotation marks or in a block quotation.
    pub direct: bool,
}

/// A counted or measured figure that is not money.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Quantity {
    /// The number.
    pub value: Decimal,
    /// What is counted, or `%`.
    pub unit: String,
    /// Whose figure it is.
    pub party: Option<EntityId>,
    /// How exact it is meant to be.
    pub hedge: Hedge,
    /// The period that it belongs to.
    pub period: Option<PartialDate>,
}

/// The six kinds of fact.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum FactKind {
    /// A post or membership.
    Affiliation(Affiliation),
    /// A proposal.
    Proposal(Proposal),
    /// A stage of a law.
    LawStage(LawStage),
    /// A money figure.
    Money(MoneyFigure),
    /// A statement.
    Statement(Statement),
    /// A quantity.
    Quantity(Quantity),
}

/// One fact with what makes it checkable.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fact {
    /// What it says.
    #[serde(flatten)]
    pub kind: FactKind,
    /// How it holds.
    pub modality: Modality,
    /// Where it was read.
    pub evidence: Evidence,
    /// Trust in [0, 1]; a higher figure is right more often.
    pub confidence: f32,
    /// The rule that found it, by its name in the code or the lexicon.
    pub rule: String,
}

/// Reads all facts of a document, in text order.
#[must_use]
pub fn extract(ctx: &Context<'_>) -> Vec<Fact> {
    let mut facts = affiliation::affiliation_facts(ctx);
    let statements = statement::statement_facts(ctx);
    let voices: Vec<(Span, EntityId)> = statements
        .iter()
        .filter_map(|f| match &f.kind {
            FactKind::Statement(s) if s.direct => Some((s.text_span, s.speaker)),
            _ => None,
        })
        .collect();
    facts.extend(proposal::proposal_facts(ctx, &voices));
    facts.extend(law::law_facts(ctx));
    date_effects(&mut facts);
    facts.extend(statements);
    facts.extend(money::money_facts(ctx));
    facts.extend(quantity::quantity_facts(ctx));
    for fact in &mut facts {
        fact.confidence = fact.confidence.clamp(0.01, 0.99);
    }
    facts.sort_by_key(|f| (f.evidence.focus.start, f.evidence.focus.end, f.kind.order()));
    facts
}

/// What a bill would do is put forward on the day on which the bill is.
fn date_effects(facts: &mut [Fact]) {
    let introduced: Vec<(EntityId, PartialDate)> = facts
        .iter()
        .filter_map(|f| match &f.kind {
            FactKind::LawStage(s) if matches!(s.stage, Stage::Proposed | Stage::Planned) => Some((s.law, s.date?)),
            _ => None,
        })
        .collect();
    for fact in facts {
        let FactKind::Proposal(effect) = &mut fact.kind else { continue };
        let of_proposer = || introduced.iter().find(|(law, _)| effect.proposers.contains(law));
        if effect.date.is_none()
            && let Some((_, date)) = of_proposer()
        {
            effect.date = Some(*date);
        }
    }
}

impl FactKind {
    /// Position of the kind in listings.
    #[must_use]
    pub fn order(&self) -> u8 {
        match self {
            Self::Proposal(_) => 0,
            Self::LawStage(_) => 1,
            Self::Money(_) => 2,
            Self::Statement(_) => 3,
            Self::Affiliation(_) => 4,
            Self::Quantity(_) => 5,
        }
    }
}

impl Context<'_> {
    /// The sentence of `token` as evidence, with `focus` as the words that carry the fact. Where they stand in another
    /// sentence, as the post below a signature does, the evidence reaches to it.
    #[must_use]
    pub fn evidence(&self, token: u32, focus: std::ops::Range<u32>) -> Evidence {
        let sentence = self.syntax.sentence(token);
        let last = focus.end.saturating_sub(1).max(focus.start);
        let span =
            [focus.start, last].into_iter().fold(self.segmented.sentences[sentence as usize].span, |span, token| {
                span.cover(self.segmented.sentences[self.syntax.sentence(token) as usize].span)
            });
        Evidence { sentence, span, focus: self.syntax.range_span(&focus) }
    }
}
