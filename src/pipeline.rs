//! Calls the stages in order; nothing else does.

use crate::diagnostic::Diagnostic;
use crate::entity::Entities;
use crate::fact::Fact;
use crate::language::Analysis;
use crate::mention::Mentions;
use crate::read::Document;
use crate::segment::Segmented;

/// Everything that was read from one document.
#[derive(Debug, Clone)]
pub struct Extraction {
    /// The text.
    pub document: Document,
    /// Its parts.
    pub segmented: Segmented,
    /// Its analysis.
    pub analysis: Analysis,
    /// Its mentions.
    pub mentions: Mentions,
    /// Its entities.
    pub entities: Entities,
    /// Its facts, in text order.
    pub facts: Vec<Fact>,
    /// What was odd about it.
    pub diagnostics: Vec<Diagnostic>,
}
