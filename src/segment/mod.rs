//! [`Document`](crate::read::Document) text to blocks, sentences and tokens, all as spans.

mod block;
mod lead_in;
mod line;
mod sentence;
#[cfg(test)]
mod tests;
mod token;
mod words;

use crate::read::Format;
use crate::span::Span;
use serde::Serialize;
use std::ops::Range;

/// What a block of lines is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum BlockKind {
    /// A line that names what follows.
    Heading,
    /// Running text.
    Paragraph,
    /// One item of a list; the bullet is outside the block's sentences.
    ListItem,
    /// A quotation set off from the text.
    Quotation,
    /// Rows of cells: not read for facts.
    Table,
}

/// A heading, paragraph, list item or the like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where it stands, bullet included.
    pub span: Span,
    /// Its sentences, as indices into [`Segmented::sentences`].
    pub sentences: Range<u32>,
    /// The block that it belongs under: the nearest heading above; for a list item the line that
    /// introduces the list (or the heading, where none does); for a nested item the item above.
    pub parent: Option<u32>,
    /// The words that lead it in ("Base stations on track:", "**Rents.**"), without the colon or full stop.
    pub lead_in: Option<Span>,
}

/// One sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sentence {
    /// Where it stands, without white space at its ends.
    pub span: Span,
    /// Its block, as an index into [`Segmented::blocks`].
    pub block: u32,
    /// Its tokens, as indices into [`Segmented::tokens`]; never empty.
    pub tokens: Range<u32>,
}

/// One word or punctuation mark by the conventions of the English UD treebanks
/// ("do" + "n't", "Li" + "'s", "high" + "-" + "tech").
pub type Token = Span;

/// A text in parts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Segmented {
    /// Blocks in text order.
    pub blocks: Vec<Block>,
    /// Sentences in text order.
    pub sentences: Vec<Sentence>,
    /// Tokens in text order.
    pub tokens: Vec<Token>,
}

/// Takes `text` apart. Tables have no sentences; every other block has one or more.
#[must_use]
pub fn segment(text: &str, format: Format) -> Segmented {
    let mut parts = Segmented::default();
    for draft in block::blocks(text, format) {
        let block = parts.blocks.len() as u32;
        let first_sentence = parts.sentences.len() as u32;
        let first_token = parts.tokens.len();
        if draft.kind != BlockKind::Table {
            for line in &draft.content {
                token::tokenize(text, *line, &mut parts.tokens);
            }
        }
        let tokens = &parts.tokens[first_token..];
        let ends = sentence::split(text, tokens);
        let lead_in = lead_in::lead_in(text, draft.kind, draft.content[0], tokens, &ends);
        let mut start = 0;
        for end in ends {
            let span = tokens[start].cover(tokens[end - 1]);
            let range = (first_token + start) as u32..(first_token + end) as u32;
            parts.sentences.push(Sentence { span, block, tokens: range });
            start = end;
        }
        let sentences = first_sentence..parts.sentences.len() as u32;
        parts.blocks.push(Block { kind: draft.kind, span: draft.span, sentences, parent: draft.parent, lead_in });
    }
    parts
}
