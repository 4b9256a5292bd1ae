//! Analysis of sentences: lemma, part of speech, dependency tree (Universal Dependencies) and name spans.

pub mod conllu;
mod engine;
pub mod html;
mod lemma;
pub mod net;
mod syntax;
mod tagset;
#[cfg(feature = "train")]
pub mod train;

pub use engine::{Engine, MODEL_FILES};
pub use lemma::lemma;
pub use net::format::ModelError;
pub use syntax::Syntax;
pub use tagset::{Deprel, Upos, Xpos};

use compact_str::CompactString;
use serde::Serialize;
use std::ops::Range;

/// What a name names (`../../ontology/briefgraph.ttl` defines the classes).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum NameKind {
    /// A person.
    Person,
    /// A body: agency, company, party, committee, outlet.
    Organization,
    /// A country, region, city, building.
    Place,
    /// A bill, act, code, treaty, order.
    Law,
    /// A report, budget, strategy, plan.
    Report,
    /// A meeting, election, crisis, war.
    Event,
}

impl NameKind {
    /// All kinds.
    pub const ALL: [Self; 6] = [Self::Person, Self::Organization, Self::Place, Self::Law, Self::Report, Self::Event];

    /// The kind's name, as tables and the ontology spell it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "Person",
            Self::Organization => "Organization",
            Self::Place => "Place",
            Self::Law => "Law",
            Self::Report => "Report",
            Self::Event => "Event",
        }
    }

    /// The kind spelled `text`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// Analysis of the token with the same index in [`Segmented::tokens`](crate::segment::Segmented::tokens).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Dictionary form, lower case but for proper nouns.
    pub lemma: CompactString,
    /// Universal part of speech.
    pub upos: Upos,
    /// Penn Treebank part of speech, as the English UD treebanks use it.
    pub xpos: Xpos,
    /// Index of the governing token in the document, or [`Word::ROOT`].
    pub head: u32,
    /// Relation to the governor.
    pub deprel: Deprel,
}

impl Word {
    /// The head of a word that has none.
    pub const ROOT: u32 = u32::MAX;
}

/// A name as the name tagger found it.
#[derive(Debug, Clone, PartialEq)]
pub struct NameSpan {
    /// Its tokens, as indices into the document's tokens.
    pub tokens: Range<u32>,
    /// What it names.
    pub kind: NameKind,
    /// Probability of the tagger's reading, in [0, 1].
    pub score: f32,
}

/// The analysis of one document.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Analysis {
    /// One word a token.
    pub words: Vec<Word>,
    /// Names in text order; they do not overlap.
    pub names: Vec<NameSpan>,
}
