//! What all readers of mentions share: the text, its parts, the lexicon, and how to find tokens.

use super::scan::Atom;
use crate::language::{Analysis, Upos, Word};
use crate::lexicon::Lexicon;
use crate::read::Document;
use crate::segment::Segmented;
use crate::span::Span;
use std::ops::Range;

/// One document with everything that its mentions are read from.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) document: &'a Document,
    pub(super) segmented: &'a Segmented,
    pub(super) analysis: &'a Analysis,
    pub(super) lexicon: &'a Lexicon,
    /// True if the words have parts of speech.
    pub(super) tagged: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        document: &'a Document,
        segmented: &'a Segmented,
        analysis: &'a Analysis,
        lexicon: &'a Lexicon,
    ) -> Self {
        let tagged = analysis.words.iter().any(|w| w.upos != Upos::X);
        Self { document, segmented, analysis, lexicon, tagged }
    }

    pub(super) fn text(&self) -> &'a str {
        &self.document.text
    }

    /// The tokens that share a byte with `span`.
    pub(super) fn tokens(&self, span: Span) -> Range<u32> {
        let tokens = &self.segmented.tokens;
        let first = tokens.partition_point(|t| t.end <= span.start);
        let after = tokens.partition_point(|t| t.start < span.end);
        first as u32..after.max(first) as u32
    }

    /// The token that holds the byte at `offset`.
    pub(super) fn token_at(&self, offset: u32) -> Option<usize> {
        let tokens = &self.segmented.tokens;
        let index = tokens.partition_point(|t| t.end <= offset);
        tokens.get(index).filter(|t| t.start <= offset).map(|_| index)
    }

    /// The analysis of the token that an atom begins, if there is an analysis.
    pub(super) fn word(&self, atom: &Atom) -> Option<&'a Word> {
        if !self.tagged {
            return None;
        }
        self.token_at(atom.span.start).and_then(|i| self.analysis.words.get(i))
    }

    /// True if a name of the tagger holds the byte at `offset`.
    pub(super) fn in_name(&self, offset: u32) -> bool {
        let Some(token) = self.token_at(offset) else { return false };
        let names = &self.analysis.names;
        let index = names.partition_point(|n| n.tokens.end as usize <= token);
        names.get(index).is_some_and(|n| n.tokens.start as usize <= token)
    }
}
