//! Terms by number: each once, as N-Quads writes it.

use hashbrown::HashTable;
use oxigraph::model::{BlankNode, Literal, NamedNode, Term};
use std::borrow::Cow;
use std::hash::BuildHasher;

/// The number that stands for no term: the default graph's name.
pub(super) const NONE: u32 = 0;

/// The hash of a term's text; the same in every run.
pub(super) fn hash(text: &str) -> u64 {
    rustc_hash::FxBuildHasher.hash_one(text)
}

/// All terms of a graph.
pub(super) struct Terms {
    /// Their texts, one after the other.
    text: String,
    /// Where each text ends.
    ends: Vec<usize>,
    hashes: Vec<u64>,
    numbers: HashTable<u32>,
}

impl Terms {
    /// No terms but [`NONE`], whose text is empty.
    pub(super) fn new() -> Self {
        let mut terms = Self { text: String::new(), ends: Vec::new(), hashes: Vec::new(), numbers: HashTable::new() };
        terms.intern("", hash(""));
        terms
    }

    /// The number of a term, a new one if it is not there. `hash` is that of its text.
    pub(super) fn intern(&mut self, text: &str, hash: u64) -> u32 {
        if let Some(number) = self.find(text, hash) {
            return number;
        }
        // Fewer than 2^32: a term takes 60 bytes and more, and memory ends before.
        let number = self.ends.len() as u32;
        self.text.push_str(text);
        self.ends.push(self.text.len());
        self.hashes.push(hash);
        let hashes = &self.hashes;
        self.numbers.insert_unique(hash, number, |other| hashes[*other as usize]);
        number
    }

    /// The number of a term, if it is there.
    pub(super) fn find(&self, text: &str, hash: u64) -> Option<u32> {
        let same = |number: &u32| self.hashes[*number as usize] == hash && self.text(*number) == text;
        self.numbers.find(hash, same).copied()
    }

    /// The text of a term.
    pub(super) fn text(&self, number: u32) -> &str {
        let number = number as usize;
        let begin = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[begin..self.ends[number]]
    }

    /// Gives back what was reserved for more terms.
    pub(super) fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.hashes.shrink_to_fit();
    }
}

/// The term that N-Quads writes so.
pub(super) fn term(text: &str) -> Term {
    if let Some(iri) = text.strip_prefix('<') {
        return NamedNode::new_unchecked(iri.trim_end_matches('>')).into();
    }
    if let Some(label) = text.strip_prefix("_:") {
        return BlankNode::new_unchecked(label).into();
    }
    // The value's own quotes are escaped, so the last one is the one that ends it.
    let close = text.rfind('"').unwrap_or_default().max(1);
    let value = unescaped(&text[1..close]);
    let rest = &text[close..];
    if let Some(language) = rest.strip_prefix("\"@") {
        Literal::new_language_tagged_literal_unchecked(value, language).into()
    } else if let Some(datatype) = rest.strip_prefix("\"^^<") {
        Literal::new_typed_literal(value, NamedNode::new_unchecked(datatype.trim_end_matches('>'))).into()
    } else {
        Literal::new_simple_literal(value).into()
    }
}

/// A literal's value without the escapes of N-Quads.
fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let mut chars = after.chars();
        let digits = match chars.next() {
            Some('u') => 4,
            Some('U') => 8,
            Some(letter) => {
                out.push(match letter {
                    't' => '\t',
                    'b' => '\u{8}',
                    'n' => '\n',
                    'r' => '\r',
                    'f' => '\u{c}',
                    other => other,
                });
                0
            }
            None => 0,
        };
        rest = chars.as_str();
        if let Some(code) = rest.get(..digits).filter(|code| !code.is_empty()) {
            out.extend(u32::from_str_radix(code, 16).ok().and_then(char::from_u32));
            rest = &rest[digits..];
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_come_back_as_they_were() {
        let terms: [Term; 8] = [
            NamedNode::new_unchecked("http://example.com/a#b").into(),
            BlankNode::new_unchecked("b0").into(),
            Literal::new_simple_literal("").into(),
            Literal::new_simple_literal("say \"no\"@en, C:\\new\nline\ttab \u{8}\u{c}\r\u{1}\u{7f} é 🙂").into(),
            Literal::new_language_tagged_literal_unchecked("a \"@b\"", "en-gb").into(),
            Literal::from(12).into(),
            Literal::new_typed_literal("a\"^^<b>\\", NamedNode::new_unchecked("http://example.com/t")).into(),
            Literal::new_simple_literal("ends in \\").into(),
        ];
        for known in terms {
            assert_eq!(term(&known.to_string()), known);
        }
    }

    #[test]
    fn a_term_has_one_number() {
        let mut terms = Terms::new();
        let texts: Vec<String> = (0..500).map(|n| format!("<http://example.com/{n}>")).collect();
        let numbers: Vec<u32> = texts.iter().map(|text| terms.intern(text, hash(text))).collect();
        assert!(numbers.iter().all(|number| *number != NONE));
        for (text, number) in texts.iter().zip(numbers) {
            assert_eq!(terms.intern(text, hash(text)), number);
            assert_eq!(terms.text(number), text);
        }
        assert_eq!(terms.find("<http://example.com/x>", hash("<http://example.com/x>")), None);
    }
}
