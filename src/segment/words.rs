//! The words that segmentation must know, from `lexicon/`.

use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What the full stop of an abbreviation may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Abbreviation {
    /// A name follows.
    Title,
    /// A month or day.
    Date,
    /// A word of its own unless a figure follows.
    BeforeFigure,
    /// Never ends a sentence.
    Inside,
    /// Ends a sentence before any capital.
    End,
    /// Ends a sentence before a word that begins sentences.
    Suffix,
    /// A time of day.
    Clock,
}

#[derive(Deserialize)]
struct Abbreviations {
    class: Vec<Class>,
}

#[derive(Deserialize)]
struct Class {
    kind: Abbreviation,
    words: Vec<String>,
    /// True if the words are abbreviations only when written with a capital.
    #[serde(default)]
    capital: bool,
    #[cfg(test)]
    example: String,
    #[cfg(test)]
    sentences: usize,
}

#[derive(Deserialize)]
struct Tokens {
    prefixes: Vec<String>,
    units: Vec<String>,
    dollars: Vec<String>,
    clitics: Vec<String>,
    aphaeresis: Vec<String>,
    emoticons: Vec<String>,
    slashed: Vec<String>,
    joined: HashMap<String, usize>,
}

#[derive(Deserialize)]
struct Sentences {
    starters: Vec<String>,
    speech: Vec<String>,
    clausal: Vec<String>,
    months: Vec<String>,
    date_words: Vec<String>,
}

/// All word lists of this stage, for look-up by lower-case form.
pub(super) struct Words {
    abbreviations: HashMap<String, (Abbreviation, bool)>,
    sets: HashMap<String, u16>,
    joined: HashMap<String, usize>,
}

/// A list that a word may be on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u16)]
pub(super) enum List {
    Prefix = 1,
    Unit = 2,
    Dollar = 4,
    Clitic = 8,
    Aphaeresis = 16,
    Starter = 32,
    Speech = 64,
    Clausal = 128,
    Month = 256,
    DateWord = 512,
    Emoticon = 1024,
    Slashed = 2048,
}

/// The shipped lists.
pub(super) static WORDS: LazyLock<Words> = LazyLock::new(Words::shipped);

/// Words longer than this are on no list.
const LONGEST: usize = 16;

impl Words {
    fn shipped() -> Self {
        let abbreviations: Abbreviations = parse(include_str!("../../lexicon/abbreviations.toml"));
        let tokens: Tokens = parse(include_str!("../../lexicon/tokens.toml"));
        let sentences: Sentences = parse(include_str!("../../lexicon/sentences.toml"));
        let mut sets: HashMap<String, u16> = HashMap::new();
        for (list, words) in [
            (List::Prefix, tokens.prefixes),
            (List::Unit, tokens.units),
            (List::Dollar, tokens.dollars),
            (List::Clitic, tokens.clitics),
            (List::Aphaeresis, tokens.aphaeresis),
            (List::Emoticon, tokens.emoticons),
            (List::Slashed, tokens.slashed),
            (List::Starter, sentences.starters),
            (List::Speech, sentences.speech),
            (List::Clausal, sentences.clausal),
            (List::Month, sentences.months),
            (List::DateWord, sentences.date_words),
        ] {
            for word in words {
                *sets.entry(word).or_default() |= list as u16;
            }
        }
        let abbreviations = abbreviations
            .class
            .into_iter()
            .flat_map(|class| class.words.into_iter().map(move |word| (word, (class.kind, class.capital))))
            .collect();
        Self { abbreviations, sets, joined: tokens.joined }
    }

    /// What `word`, written without its last full stop, abbreviates.
    pub(super) fn abbreviation(&self, word: &str) -> Option<Abbreviation> {
        let (kind, capital) = lower(word, |key| self.abbreviations.get(key).copied())??;
        (!capital || word.starts_with(|c: char| c.is_ascii_uppercase())).then_some(kind)
    }

    /// True if `word` is on `list`, in any case.
    pub(super) fn is(&self, list: List, word: &str) -> bool {
        lower(word, |key| self.sets.get(key).copied()).flatten().is_some_and(|bits| bits & list as u16 != 0)
    }

    /// The length of the first part of two words written as one ("cannot").
    pub(super) fn joined(&self, word: &str) -> Option<usize> {
        lower(word, |key| self.joined.get(key).copied()).flatten()
    }
}

/// Calls `look_up` with `word` in lower case, without allocation; `None` for words on no list.
fn lower<T>(word: &str, look_up: impl FnOnce(&str) -> T) -> Option<T> {
    let mut buffer = [0; LONGEST];
    let key = buffer.get_mut(..word.len())?;
    key.copy_from_slice(word.as_bytes());
    key.make_ascii_lowercase();
    std::str::from_utf8(key).ok().map(look_up)
}

/// Parses an embedded list.
#[expect(clippy::panic, reason = "the lists are embedded, and a test loads them")]
fn parse<T: for<'a> Deserialize<'a>>(text: &str) -> T {
    toml::from_str(text).unwrap_or_else(|error| panic!("embedded list is malformed: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::Format;
    use crate::segment::segment;

    #[test]
    fn every_class_of_abbreviations_does_what_its_example_says() {
        let file: Abbreviations = parse(include_str!("../../lexicon/abbreviations.toml"));
        for class in file.class {
            let parts = segment(&class.example, Format::Text);
            let sentences: Vec<_> = parts.sentences.iter().map(|s| s.span.slice(&class.example)).collect();
            assert_eq!(sentences.len(), class.sentences, "{:?}: {sentences:#?}", class.kind);
        }
    }
}
