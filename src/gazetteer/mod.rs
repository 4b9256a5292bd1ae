//! Names that the user knows before anything is read: `--gazetteer FILE`.
//!
//! An [`Entry`] is one thing with its type, the forms it is called by and, where it has one, its IRI elsewhere. The
//! forms are found in a text by Aho-Corasick, on word boundaries and without regard to case; what of a hit is meant is
//! decided by who asks, for that takes the sentence around it.

mod fold;
mod table;

use crate::hash;
use crate::language::NameKind;
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use fold::{Folded, fold, key};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::PathBuf;

pub use table::entries as entries_of_csv;

/// One thing that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it is called in the graph.
    pub name: String,
    /// What it is.
    pub kind: NameKind,
    /// Other forms that texts call it by.
    pub aliases: Vec<String>,
    /// Who it is elsewhere, for example in Wikidata.
    pub iri: Option<String>,
}

/// Why a gazetteer was not read.
#[derive(Debug, thiserror::Error)]
pub enum GazetteerError {
    /// The file could not be read.
    #[error("cannot read the gazetteer `{path}`")]
    Read {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        source: std::io::Error,
    },
    /// The name of the file says neither CSV nor Turtle.
    #[error("the gazetteer `{path}` is neither CSV nor Turtle by its name\nhint: call it `.csv` or `.ttl`")]
    Format {
        /// The file.
        path: PathBuf,
    },
    /// Something in the file is wrong.
    #[error("the gazetteer `{path}` is not well formed: {slip}")]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Where and what.
        slip: Slip,
    },
}

/// What is wrong with the content of a gazetteer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// The line, from 1, where there is one.
    pub line: Option<u64>,
    /// What is wrong: lower case, no full stop.
    pub reason: String,
}

impl Slip {
    /// A slip in a line.
    pub fn at(line: u64, reason: impl Into<String>) -> Self {
        Self { line: Some(line), reason: reason.into() }
    }

    /// A slip of the whole file.
    pub fn of_file(reason: impl Into<String>) -> Self {
        Self { line: None, reason: reason.into() }
    }
}

impl std::fmt::Display for Slip {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.reason),
            None => f.write_str(&self.reason),
        }
    }
}

/// A form and whose it is.
#[derive(Debug, Clone)]
struct Form {
    text: String,
    entry: u32,
}

/// All that is known, ready to be found in texts.
#[derive(Debug, Clone, Default)]
pub struct Gazetteer {
    entries: Vec<Entry>,
    /// Finds a form, folded; none where nothing is known.
    finder: Option<AhoCorasick>,
    /// The forms that fold to each pattern of the finder.
    forms: Vec<Vec<Form>>,
    checksum: String,
}

/// A place where a text may call something that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Where, in bytes.
    pub place: Range<usize>,
    /// The entries that are called so, in order; never empty.
    pub entries: Vec<u32>,
}

impl Gazetteer {
    /// The gazetteer of `entries`, read from the bytes `source`.
    ///
    /// # Errors
    /// When there is no entry, when one is unnamed, or when two of one type have one name: the graph could not tell
    /// them apart.
    pub fn new(entries: Vec<Entry>, source: &[u8]) -> Result<Self, Slip> {
        if entries.is_empty() {
            return Err(Slip::of_file("it holds no names"));
        }
        let mut names = BTreeSet::new();
        let mut patterns: BTreeMap<String, Vec<Form>> = BTreeMap::new();
        for (index, entry) in entries.iter().enumerate() {
            if !names.insert((key(&entry.name), entry.kind)) {
                let kind = entry.kind.as_str().to_lowercase();
                let hint = "hint: add what tells them apart to the names and put what they share under the aliases";
                return Err(Slip::of_file(format!("two things of type {kind} are called `{}`\n{hint}", entry.name)));
            }
            for text in std::iter::once(&entry.name).chain(&entry.aliases) {
                let forms = patterns.entry(fold(text).text.trim().to_owned()).or_default();
                let form = Form { text: text.clone(), entry: index as u32 };
                if !forms.iter().any(|known| known.text == form.text && known.entry == form.entry) {
                    forms.push(form);
                }
            }
        }
        // A form of signs alone would be found everywhere.
        patterns.retain(|pattern, _| pattern.contains(char::is_alphanumeric));
        let (patterns, forms): (Vec<String>, Vec<Vec<Form>>) = patterns.into_iter().unzip();
        let finder = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(&patterns)
            .map_err(|_| Slip::of_file("it holds more names than can be looked for at once"))?;
        Ok(Self { entries, finder: Some(finder), forms, checksum: hash::of(source) })
    }

    /// True if nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entry with this index.
    #[must_use]
    pub fn entry(&self, index: u32) -> &Entry {
        &self.entries[index as usize]
    }

    /// SHA-256 of what it was read from; empty where nothing is known.
    #[must_use]
    pub fn checksum(&self) -> &str {
        &self.checksum
    }

    /// All places of `text` that read like a form, as whole words and in a case that the form allows; they may
    /// overlap.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<Hit> {
        let Some(finder) = &self.finder else { return Vec::new() };
        let folded = fold(text);
        finder
            .find_overlapping_iter(&folded.text)
            .filter(|hit| folded.is_whole(hit.start()..hit.end()))
            .filter_map(|hit| {
                let place = folded.source(hit.start()..hit.end());
                let written = &text[place.clone()];
                let forms = &self.forms[hit.pattern().as_usize()];
                let mut entries: Vec<u32> =
                    forms.iter().filter(|form| case_fits(&form.text, written)).map(|form| form.entry).collect();
                entries.dedup();
                (!entries.is_empty() && !place.is_empty()).then_some(Hit { place, entries })
            })
            .collect()
    }
}

/// True if a text that writes `written` can mean `form`. Letters that stand for a name ("WHO") mean it only in
/// capitals, and what has capitals is not meant by a word without any: "reform" is no party.
fn case_fits(form: &str, written: &str) -> bool {
    let capital = |text: &str| text.chars().any(char::is_uppercase);
    let small = |text: &str| text.chars().any(char::is_lowercase);
    if form.contains(char::is_whitespace) {
        return capital(written) || !capital(form);
    }
    if capital(form) && !small(form) {
        return !small(written);
    }
    let first = |text: &str| text.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase);
    first(written) || !first(form)
}

impl Folded {
    /// True if the folded bytes are whole words.
    fn is_whole(&self, range: Range<usize>) -> bool {
        let before = self.text[..range.start].chars().next_back();
        let after = self.text[range.end..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str, kind: NameKind, aliases: &[&str]) -> Entry {
        Entry { name: name.into(), kind, aliases: aliases.iter().map(|&a| a.to_owned()).collect(), iri: None }
    }

    fn found(entries: Vec<Entry>, text: &str) -> Vec<String> {
        let gazetteer = Gazetteer::new(entries, b"x").unwrap();
        gazetteer.find(text).into_iter().map(|hit| text[hit.place].to_owned()).collect()
    }

    #[test]
    fn forms_are_found_as_whole_words_over_spaces_and_quotes() {
        let fish = || vec![entry("Fishers' League", NameKind::Organization, &["Ost"])];
        assert_eq!(found(fish(), "The Fishers’\n  League of Ost met."), ["Fishers’\n  League", "Ost"]);
        assert_eq!(found(fish(), "Ostend, post, Ost-based, İİ Ost's"), ["Ost", "Ost"]);
    }

    #[test]
    fn a_word_means_a_name_only_with_its_capitals() {
        let parties = || vec![entry("Reform", NameKind::Organization, &["AID", "Free Reform Movement"])];
        assert!(found(parties(), "the reform gives aid, and Aid").is_empty());
        assert_eq!(found(parties(), "REFORM, Reform, AID"), ["REFORM", "Reform", "AID"]);
        assert!(found(parties(), "a free reform movement").is_empty());
        assert_eq!(found(parties(), "Free reform movement"), ["Free reform movement"]);
    }

    #[test]
    fn names_that_the_graph_could_not_tell_apart_are_refused() {
        let two = vec![entry("Li Wei", NameKind::Person, &[]), entry("li-wei", NameKind::Person, &[])];
        assert!(Gazetteer::new(two, b"").unwrap_err().reason.contains("`li-wei`"));
        let two = vec![entry("Lund", NameKind::Person, &[]), entry("Lund", NameKind::Place, &[])];
        assert_eq!(Gazetteer::new(two, b"").unwrap().find("Lund")[0].entries, [0, 1]);
        assert_eq!(Gazetteer::new(Vec::new(), b"").unwrap_err().to_string(), "it holds no names");
    }
}
