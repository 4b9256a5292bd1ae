//! Positions in a text. Spans are byte ranges, because Rust slices by bytes; what leaves the
//! program counts Unicode scalar values, and [`ScalarIndex`] is the one place that converts.

use serde::{Deserialize, Serialize};

/// A half-open byte range into the text of one document, on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from byte `start` to byte `end` (exclusive).
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "a span runs forward: {start}..{end}");
        Self { start: start as u32, end: end as u32 }
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// True if the span holds no byte.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The part of `text` that the span covers.
    #[must_use]
    pub fn slice(self, text: &str) -> &str {
        &text[self.start as usize..self.end as usize]
    }

    /// True if `other` lies inside this span.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// True if the two spans share a byte.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn cover(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The span without white space at its ends.
    #[must_use]
    pub fn trim(self, text: &str) -> Self {
        let slice = self.slice(text);
        let start = self.start as usize + (slice.len() - slice.trim_start().len());
        let end = start + slice.trim().len();
        Self::new(start, end)
    }
}

/// Converts byte offsets of one text into counts of Unicode scalar values, in constant time.
#[derive(Debug, Clone)]
pub struct ScalarIndex {
    /// Scalars before each block of [`Self::BLOCK`] bytes.
    before_block: Vec<u32>,
    ascii: bool,
}

impl ScalarIndex {
    const BLOCK: usize = 64;

    /// Indexes `text`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        if text.is_ascii() {
            return Self { before_block: Vec::new(), ascii: true };
        }
        let mut before_block = Vec::with_capacity(text.len() / Self::BLOCK + 1);
        let mut scalars = 0;
        for block in text.as_bytes().chunks(Self::BLOCK) {
            before_block.push(scalars);
            scalars += starts_of_scalars(block);
        }
        before_block.push(scalars);
        Self { before_block, ascii: false }
    }

    /// The number of scalars of `text` before byte `offset`. `text` must be the indexed one.
    #[must_use]
    pub fn scalars_before(&self, text: &str, offset: usize) -> usize {
        if self.ascii {
            return offset;
        }
        let block = offset / Self::BLOCK;
        let rest = &text.as_bytes()[block * Self::BLOCK..offset];
        (self.before_block[block] + starts_of_scalars(rest)) as usize
    }

    /// Start and end of `span` in scalars of `text`.
    #[must_use]
    pub fn range(&self, text: &str, span: Span) -> (usize, usize) {
        (self.scalars_before(text, span.start as usize), self.scalars_before(text, span.end as usize))
    }
}

/// Bytes that begin a scalar: all but UTF-8 continuation bytes (RFC 3629, section 3).
fn starts_of_scalars(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|&&b| (b & 0xC0) != 0x80).count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_scalars_behind_emoji_and_combining_marks() {
        let text = "né e\u{301} 👩‍🚀 “quote” ".repeat(20);
        let index = ScalarIndex::new(&text);
        for (scalars, (bytes, _)) in text.char_indices().enumerate() {
            assert_eq!(index.scalars_before(&text, bytes), scalars);
        }
        assert_eq!(index.scalars_before(&text, text.len()), text.chars().count());
    }

    #[test]
    fn trims_white_space_of_any_kind() {
        let text = "\u{a0} word \n";
        let span = Span::new(0, text.len()).trim(text);
        assert_eq!(span.slice(text), "word");
    }
}
