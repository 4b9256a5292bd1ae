//! Texts and names made alike: small letters, single spaces, straight quotes.

use std::ops::Range;

/// A folded text with the way back.
pub(super) struct Folded {
    /// The folded text.
    pub(super) text: String,
    /// For each byte of it, and for its end, where the character it comes from begins.
    at: Vec<u32>,
}

impl Folded {
    /// Where a range of the folded text stands in the text that was folded.
    pub(super) fn source(&self, range: Range<usize>) -> Range<usize> {
        self.at[range.start] as usize..self.at[range.end] as usize
    }
}

/// Folds `text`.
pub(super) fn fold(text: &str) -> Folded {
    let mut folded = Folded { text: String::with_capacity(text.len()), at: Vec::with_capacity(text.len() + 1) };
    for (start, c) in text.char_indices() {
        let length = folded.text.len();
        match c {
            _ if c.is_whitespace() => {
                if !folded.text.ends_with(' ') {
                    folded.text.push(' ');
                }
            }
            '’' | '‘' => folded.text.push('\''),
            '‐' | '‑' => folded.text.push('-'),
            _ => folded.text.extend(c.to_lowercase()),
        }
        folded.at.resize(folded.at.len() + folded.text.len() - length, start as u32);
    }
    folded.at.push(text.len() as u32);
    folded
}

/// What two names have in common that differ in case, spaces and signs alone: they would have one IRI.
pub(super) fn key(name: &str) -> String {
    let folded = fold(name).text.replace(['.', '\''], "");
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}
