//! Who is who inside one document: every mention of one real thing becomes one [`Entity`].

use crate::language::NameKind;
use crate::span::Span;
use serde::Serialize;
use std::ops::Range;

/// Index into [`Entities::all`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct EntityId(pub u32);

/// How a mention refers to its entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MentionKind {
    /// By a name.
    Name,
    /// By a description: "the ministry", "the bloc's tech chief".
    Nominal,
    /// By a pronoun.
    Pronoun,
}

/// One place where the text refers to an entity.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EntityMention {
    /// Where.
    pub span: Span,
    /// Its tokens, as indices into the document's tokens.
    #[serde(skip)]
    pub tokens: Range<u32>,
    /// Its sentence, as an index into the document's sentences.
    pub sentence: u32,
    /// How.
    pub kind: MentionKind,
}

/// One real-world thing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entity {
    /// What it is.
    pub kind: NameKind,
    /// Its fullest name in the text, without "the", title and possessive.
    pub name: String,
    /// The other forms it is called by, sorted, without repetition.
    pub aliases: Vec<String>,
    /// Where the text refers to it, in text order; never empty.
    pub mentions: Vec<EntityMention>,
    /// Trust that it is what it is said to be, in [0, 1].
    pub confidence: f32,
}

/// The entities of one document.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Entities {
    /// In order of first mention.
    pub all: Vec<Entity>,
}

impl Entities {
    /// The entity with this index.
    #[must_use]
    pub fn get(&self, id: EntityId) -> &Entity {
        &self.all[id.0 as usize]
    }
}
