//! The words that lead a block in: "Base stations on track: ...", "**Rents.** ...".

use super::BlockKind;
use super::words::{List, WORDS};
use crate::span::Span;

/// Most tokens of a lead-in before a colon.
const LONGEST: usize = 10;

/// Most tokens of a lead-in that is a sentence of its own.
const LONGEST_SENTENCE: usize = 8;

/// The lead-in of a block with these tokens and sentence ends; `content` is its first line.
pub(super) fn lead_in(text: &str, kind: BlockKind, content: Span, tokens: &[Span], ends: &[usize]) -> Option<Span> {
    if !matches!(kind, BlockKind::Paragraph | BlockKind::ListItem) {
        return None;
    }
    bold(text, content, tokens).or_else(|| before_colon(text, tokens)).or_else(|| sentence(text, tokens, ends))
}

/// Bold words at the start of a block that goes on after them.
fn bold(text: &str, content: Span, tokens: &[Span]) -> Option<Span> {
    let line = content.slice(text);
    let inner = line.strip_prefix("**")?;
    let len = inner.bytes().take(160).collect::<Vec<_>>().windows(2).position(|pair| pair == b"**")?;
    let start = content.start as usize + 2;
    let goes_on = tokens.last()?.start as usize >= start + len;
    let words = inner[..len].trim_end_matches([':', '.', ' ']).len();
    (goes_on && words > 0).then(|| Span::new(start, start + words).trim(text))
}

/// A short phrase without a verb, closed by a colon.
fn before_colon(text: &str, tokens: &[Span]) -> Option<Span> {
    let colon = tokens.iter().take(LONGEST + 1).position(|token| token.slice(text) == ":")?;
    let after = tokens.get(colon + 1)?;
    let spaced = tokens[colon].end < after.start;
    phrase(text, &tokens[..colon]).filter(|_| spaced)
}

/// A first sentence of a few words without a verb, with another after it.
fn sentence(text: &str, tokens: &[Span], ends: &[usize]) -> Option<Span> {
    let &[first, _, ..] = ends else { return None };
    let is_stopped = tokens[first - 1].slice(text) == ".";
    if first > LONGEST_SENTENCE || !is_stopped {
        return None;
    }
    phrase(text, &tokens[..first - 1])
}

/// The span of the tokens if they are a phrase and no clause.
fn phrase(text: &str, tokens: &[Span]) -> Option<Span> {
    let (first, last) = (tokens.first()?, tokens.last()?);
    let is_clause = |token: &Span| {
        let word = token.slice(text);
        WORDS.is(List::Clausal, word) || matches!(word, "n't" | "n’t" | "\"" | "“" | "?" | "!" | ";" | ".")
    };
    let starts = first
        .slice(text)
        .starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '$' | '€' | '£' | '₹' | '¥'));
    (starts && !tokens.iter().any(is_clause)).then(|| first.cover(*last))
}
