//! Dictionary forms, by rules learnt from the treebanks.
//!
//! `models/lemma.bin` maps the part of speech and the end of a word to an edit ("-ies" of a plural noun: cut three
//! characters, add "y"). The longest known end decides; irregular words are known whole. The file is a hash table
//! that is read where it stands: nothing is parsed at start.

use super::{Upos, Xpos};
use compact_str::CompactString;

/// First bytes of the file, with its version.
pub(super) const MAGIC: &[u8; 8] = b"BGLEMMA1";

/// Longest end of a word that a rule may look at, in characters.
pub(super) const LONGEST_END: usize = 6;

/// Words longer than this, in bytes, are not known whole.
pub(super) const LONGEST_WORD: usize = 32;

pub(super) static SHIPPED: &[u8] = include_bytes!("../../models/lemma.bin");

/// The dictionary form of `form`: lower case but for proper nouns. An unknown word without a rule is its own.
#[must_use]
pub fn lemma(form: &str, upos: Upos, xpos: Xpos) -> CompactString {
    lemma_from(SHIPPED, form, upos, xpos)
}

/// [`lemma`] by the rules of `file`.
pub(super) fn lemma_from(file: &[u8], form: &str, upos: Upos, xpos: Xpos) -> CompactString {
    let mut word = normalize(form);
    // A capital at the start of a sentence says nothing of a verb, and few capitalised verbs were seen in training.
    if matches!(upos, Upos::Verb | Upos::Aux) {
        word = word.to_lowercase();
    }
    let (keys, count) = keys(&word, upos, xpos);
    let edit = keys[..count].iter().find_map(|&key| find(file, key));
    match edit.and_then(|number| edit_at(file, number)) {
        Some(edit) => edit.apply(&word).unwrap_or(word),
        None => word,
    }
}

/// The base form of an inflected verb, where the rules made a word that is none ("floate") and a form
/// with another end is one ("float"). `is_word` knows the words of the language.
pub(super) fn verb_form(lemma: CompactString, upos: Upos, xpos: Xpos, is_word: impl Fn(&str) -> bool) -> CompactString {
    let inflected = matches!(xpos, Xpos::Vbd | Xpos::Vbn | Xpos::Vbg) && upos == Upos::Verb;
    if !inflected || lemma.len() < 3 || is_word(&lemma) {
        return lemma;
    }
    let without = lemma.strip_suffix('e').or_else(|| {
        // "plann": a doubled consonant.
        let mut ends = lemma.chars().rev();
        (ends.next() == ends.next()).then(|| &lemma[..lemma.len() - 1])
    });
    let with = format!("{lemma}e");
    let other = without.into_iter().chain([with.as_str()]).find(|form| is_word(form)).map(CompactString::from);
    other.unwrap_or(lemma)
}

/// Curly quotation marks and apostrophes as straight ones, as the treebanks' dictionary forms have them.
pub(super) fn normalize(form: &str) -> CompactString {
    if form.is_ascii() {
        return form.into();
    }
    let straight = |c| match c {
        '’' | '‘' => '\'',
        '“' | '”' => '"',
        c => c,
    };
    form.chars().map(straight).collect()
}

/// How a word is written, as far as it bears on the case of its dictionary form.
fn shape(word: &str) -> u8 {
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    let first = letters.next().is_some_and(char::is_uppercase);
    match (first, letters.clone().any(char::is_uppercase), letters.any(char::is_lowercase)) {
        (false, false, _) => 0,
        (true, false, true) => 1,
        (true, _, false) => 2,
        _ => 3,
    }
}

/// The keys of the rules that may know `word`, most telling first: the whole word, then its ends from the longest
/// to none.
pub(super) fn keys(word: &str, upos: Upos, xpos: Xpos) -> ([u64; LONGEST_END + 2], usize) {
    let start = [upos as u8, xpos as u8, shape(word)]
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, &byte| mix(hash, u32::from(byte)));
    let mut ends = [0; LONGEST_END + 1];
    let mut known = 0;
    let mut hash = start;
    ends[0] = finish(hash);
    let whole = word.len() <= LONGEST_WORD;
    for (index, c) in word.chars().rev().enumerate() {
        hash = mix(hash, c.to_lowercase().next().unwrap_or(c) as u32);
        if index < LONGEST_END {
            known = index + 1;
            ends[known] = finish(hash);
        } else if !whole {
            break;
        }
    }
    let mut keys = [0; LONGEST_END + 2];
    let mut count = 0;
    if whole {
        keys[0] = finish(mix(hash, 0x0011_0000));
        count = 1;
    }
    for &end in ends[..=known].iter().rev() {
        keys[count] = end;
        count += 1;
    }
    (keys, count)
}

/// One step of FNV-1a over the bytes of `unit`.
fn mix(hash: u64, unit: u32) -> u64 {
    unit.to_le_bytes().iter().fold(hash, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Spreads the bits of a hash over all places (the finalizer of `MurmurHash3`).
fn finish(mut hash: u64) -> u64 {
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash ^ (hash >> 33)
}

/// The part of a key that is stored: never 0, which marks a free slot.
pub(super) fn fingerprint(key: u64) -> u32 {
    ((key >> 32) as u32).max(1)
}

/// Bytes of the header: magic, number of edits (u16), size of the table as a power of two (u16).
pub(super) const HEADER: usize = 12;

fn u16_at(file: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(file.get(at..at + 2)?.try_into().ok()?))
}

/// The number of the edit that the table has for `key`.
fn find(file: &[u8], key: u64) -> Option<u16> {
    if file.get(..8)? != MAGIC {
        return None;
    }
    let edits = usize::from(u16_at(file, 8)?);
    let size = 1_usize.checked_shl(u32::from(u16_at(file, 10)?))?;
    let table = HEADER + edits * EDIT;
    let mut slot = key as usize & (size - 1);
    for _ in 0..size {
        let at = table + slot * 6;
        let stored = u32::from_le_bytes(file.get(at..at + 4)?.try_into().ok()?);
        if stored == fingerprint(key) {
            return u16_at(file, at + 4);
        }
        if stored == 0 {
            return None;
        }
        slot = (slot + 1) & (size - 1);
    }
    None
}

/// Bytes of an edit: 1 for case, 1 for the cut, 1 for the length of the addition, 21 for the addition.
pub(super) const EDIT: usize = 24;

fn edit_at(file: &[u8], number: u16) -> Option<Edit<'_>> {
    let at = HEADER + usize::from(number) * EDIT;
    let bytes = file.get(at..at + EDIT)?;
    let add = std::str::from_utf8(bytes.get(3..3 + usize::from(bytes[2]))?).ok()?;
    Some(Edit { lower: bytes[0] != 0, cut: bytes[1], add })
}

/// How a form becomes its dictionary form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Edit<'a> {
    /// Put in lower case first.
    pub(super) lower: bool,
    /// Characters to cut from the end.
    pub(super) cut: u8,
    /// What to add then.
    pub(super) add: &'a str,
}

impl Edit<'_> {
    /// The edited word; `None` if it is too short.
    pub(super) fn apply(&self, word: &str) -> Option<CompactString> {
        let mut end = word.len();
        for _ in 0..self.cut {
            end = word[..end].char_indices().next_back()?.0;
        }
        let kept = &word[..end];
        let mut lemma: CompactString =
            if self.lower { kept.chars().flat_map(char::to_lowercase).collect() } else { kept.into() };
        lemma.push_str(self.add);
        (!lemma.is_empty()).then_some(lemma)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_their_dictionary_forms() {
        for (form, upos, xpos, expected) in [
            ("ministries", Upos::Noun, Xpos::Nns, "ministry"),
            ("tariffs", Upos::Noun, Xpos::Nns, "tariff"),
            ("went", Upos::Verb, Xpos::Vbd, "go"),
            ("tabled", Upos::Verb, Xpos::Vbd, "table"),
            ("pledges", Upos::Verb, Xpos::Vbz, "pledge"),
            ("banned", Upos::Verb, Xpos::Vbn, "ban"),
            ("Calling", Upos::Verb, Xpos::Vbg, "call"),
            ("n’t", Upos::Part, Xpos::Rb, "not"),
            ("was", Upos::Aux, Xpos::Vbd, "be"),
            ("better", Upos::Adj, Xpos::Jjr, "good"),
            ("Osei", Upos::Propn, Xpos::Nnp, "Osei"),
            ("They", Upos::Pron, Xpos::Prp, "they"),
            ("", Upos::X, Xpos::Fw, ""),
        ] {
            assert_eq!(lemma(form, upos, xpos), expected, "{form}");
        }
    }

    #[test]
    fn words_that_are_none_take_another_end() {
        let words = ["float", "agree", "plan", "create"];
        let form = |lemma: &str| verb_form(lemma.into(), Upos::Verb, Xpos::Vbn, |w| words.contains(&w));
        assert_eq!(
            ["floate", "agre", "plann", "create", "zorb"].map(form),
            ["float", "agree", "plan", "create", "zorb"]
        );
    }

    #[test]
    fn a_capital_at_the_start_changes_no_verb() {
        for (form, expected) in [("Passed", "pass"), ("Agreed", "agree"), ("STRESSED", "stress")] {
            assert_eq!(lemma(form, Upos::Verb, Xpos::Vbn), expected);
        }
    }

    #[test]
    fn a_cut_or_foreign_file_leaves_words_as_they_are() {
        for file in [&b""[..], b"BGLEMMA1", &SHIPPED[..1000], b"something else altogether"] {
            assert_eq!(lemma_from(file, "went", Upos::Verb, Xpos::Vbd), "went");
        }
        let long = "x".repeat(100_000);
        assert_eq!(lemma(&long, Upos::Noun, Xpos::Nn), long);
    }
}
