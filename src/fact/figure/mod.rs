//! What sums and quantities share: where they stand, whose they are and how they hold.

mod modality;
mod party;

use super::context::Context;
use crate::language::Upos;
use crate::mention::Hedge;
use crate::segment::BlockKind;
use std::ops::Range;

/// A sum or quantity in its sentence.
#[derive(Debug, Clone)]
pub(super) struct Figure {
    pub(super) tokens: Range<u32>,
    pub(super) sentence: u32,
    pub(super) hedge: Hedge,
}

/// How far up the tree a figure looks for its verb.
const CLIMB: usize = 8;

impl Context<'_> {
    /// True if the sentences have trees.
    pub(in crate::fact) fn has_trees(&self) -> bool {
        self.syntax.words.first().is_none_or(|w| w.upos != Upos::X)
            || self.syntax.words.iter().any(|w| w.upos != Upos::X)
    }

    /// The token of the figure that hangs on something outside it.
    pub(in crate::fact) fn figure_head(&self, figure: &Figure) -> u32 {
        let outside = |t: &u32| self.syntax.head(*t).is_none_or(|h| !figure.tokens.contains(&h));
        figure.tokens.clone().find(outside).unwrap_or(figure.tokens.start)
    }

    /// The sentence that says what a figure standing alone is: "RMB 5 billion. That is how much ...".
    pub(in crate::fact) fn explaining_sentence(&self, figure: &Figure) -> Option<Range<u32>> {
        const LONGEST_OPENER: usize = 14;
        let own = self.sentence_tokens(figure.sentence);
        let verbless = own.clone().all(|t| !matches!(self.syntax.upos(t), Upos::Verb | Upos::Aux));
        if own.len() > LONGEST_OPENER || !verbless || figure.sentence as usize + 1 >= self.segmented.sentences.len() {
            return None;
        }
        let next = self.sentence_tokens(figure.sentence + 1);
        let first = self.syntax.form(next.start);
        matches!(first, "That" | "This" | "It").then_some(next)
    }

    /// The sentences of the blocks that the figure's block stands under, the nearest first.
    pub(super) fn lines_above(&self, figure: &Figure) -> impl Iterator<Item = Range<u32>> + '_ {
        const LEVELS: usize = 3;
        let blocks = &self.segmented.blocks;
        let own = self.segmented.sentences[figure.sentence as usize].block;
        let listed = blocks[own as usize].kind == BlockKind::ListItem;
        let mut next = blocks[own as usize].parent.filter(|_| listed);
        std::iter::from_fn(move || {
            let block = &blocks[next? as usize];
            next = block.parent;
            let last = block.sentences.end.checked_sub(1).filter(|_| !block.sentences.is_empty())?;
            Some(self.sentence_tokens(last))
        })
        .take(LEVELS)
    }
}
