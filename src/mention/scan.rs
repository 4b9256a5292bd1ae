//! A text as atoms: numbers, words and single marks. Money, quantities and dates are read from these,
//! because they need "2.5bn" and "US$1.4" in parts whatever the tokens are.

use crate::segment::Segmented;
use crate::span::Span;
use compact_str::CompactString;
use std::ops::Range;

/// What an atom is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AtomKind {
    /// Digits with the marks inside them ("1,250.5").
    Number,
    /// Letters.
    Word,
    /// Any other single character.
    Mark(char),
}

/// The smallest part of a text that the readers of figures look at.
#[derive(Debug, Clone)]
pub(super) struct Atom {
    pub(super) span: Span,
    pub(super) kind: AtomKind,
    /// No white space between the atom before and this one.
    pub(super) glued: bool,
    /// The word in lower case with straight apostrophes; empty for numbers and marks.
    pub(super) lower: CompactString,
}

impl Atom {
    pub(super) fn is_word(&self) -> bool {
        self.kind == AtomKind::Word
    }

    pub(super) fn is_number(&self) -> bool {
        self.kind == AtomKind::Number
    }

    pub(super) fn is_mark(&self, marks: &[char]) -> bool {
        matches!(self.kind, AtomKind::Mark(c) if marks.contains(&c))
    }

    /// A hyphen or dash that joins what stands on both sides.
    pub(super) fn is_dash(&self) -> bool {
        self.is_mark(&['-', '\u{2010}', '\u{2011}', '\u{2012}', '–', '—', '\u{2212}'])
    }
}

/// The atoms of a document, sentence by sentence.
#[derive(Debug)]
pub(super) struct Atoms {
    all: Vec<Atom>,
    sentences: Vec<Range<usize>>,
}

impl Atoms {
    /// Scans every sentence once.
    pub(super) fn scan(text: &str, segmented: &Segmented) -> Self {
        let mut all = Vec::with_capacity(segmented.tokens.len() + segmented.tokens.len() / 8);
        let mut sentences = Vec::with_capacity(segmented.sentences.len());
        for sentence in &segmented.sentences {
            let start = all.len();
            scan_span(text, sentence.span, &mut all);
            sentences.push(start..all.len());
        }
        Self { all, sentences }
    }

    /// The atoms of one sentence.
    pub(super) fn sentence(&self, index: usize) -> &[Atom] {
        &self.all[self.sentences[index].clone()]
    }
}

/// Appends the atoms of a part of the text.
pub(super) fn scan_span(text: &str, span: Span, out: &mut Vec<Atom>) {
    let end = span.end as usize;
    let mut at = span.start as usize;
    let mut last_end = usize::MAX;
    while at < end {
        let Some(c) = text[at..end].chars().next() else { break };
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        let (kind, stop) = if c.is_ascii_digit() {
            (AtomKind::Number, number_end(text, at, end))
        } else if c.is_alphabetic() {
            (AtomKind::Word, word_end(text, at, end))
        } else {
            (AtomKind::Mark(c), at + c.len_utf8())
        };
        let lower = if kind == AtomKind::Word { lower(&text[at..stop]) } else { CompactString::default() };
        out.push(Atom { span: Span::new(at, stop), kind, glued: last_end == at, lower });
        last_end = stop;
        at = stop;
    }
}

fn lower(word: &str) -> CompactString {
    if word.is_ascii() {
        let mut out = CompactString::from(word);
        out.make_ascii_lowercase();
        out
    } else {
        CompactString::from(word.to_lowercase())
    }
}

/// One past the last digit of a number: digits, and single marks or thin spaces between digits.
fn number_end(text: &str, start: usize, end: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    while at < end {
        if bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let Some(c) = text[at..end].chars().next() else { break };
        let next = at + c.len_utf8();
        let digits = bytes[next..end].iter().take_while(|b| b.is_ascii_digit()).count();
        let joins = match c {
            '.' | ',' => digits > 0,
            '\'' | '’' | '\u{a0}' | '\u{202f}' | '\u{2009}' => digits == 3 && at - start <= 11,
            _ => false,
        };
        if !joins {
            break;
        }
        at = next;
    }
    at
}

fn word_end(text: &str, start: usize, end: usize) -> usize {
    text[start..end]
        .char_indices()
        .find(|&(_, c)| !(c.is_alphabetic() || is_combining(c)))
        .map_or(end, |(offset, _)| start + offset)
}

/// Combining diacritical marks (U+0300 to U+036F) stay with their letter.
fn is_combining(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        let mut out = Vec::new();
        scan_span(text, Span::new(0, text.len()), &mut out);
        out.iter().map(|a| a.span.slice(text)).collect()
    }

    #[test]
    fn splits_numbers_from_letters_and_keeps_their_marks() {
        assert_eq!(words("US$1.4 bn, 10\u{a0}000 t."), ["US", "$", "1.4", "bn", ",", "10\u{a0}000", "t", "."]);
        assert_eq!(words("in 2019, 1,250 of 2.5bn"), ["in", "2019", ",", "1,250", "of", "2.5", "bn"]);
        assert_eq!(words("5G"), ["5", "G"]);
    }
}
