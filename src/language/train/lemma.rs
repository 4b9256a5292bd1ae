//! Learns the rules of [`lemma`](crate::language::lemma) from treebanks.

use crate::language::conllu::Row;
use crate::language::lemma::{EDIT, HEADER, MAGIC, fingerprint, keys, lemma_from, normalize};
use crate::language::{Upos, Xpos};
use std::collections::BTreeMap;

/// A form with its tags.
type Word = (String, Upos, Xpos);

/// How often a thing was seen with each edit.
type Counts = BTreeMap<u16, u32>;

/// An addition longer than this does not fit into the file: such words keep their form.
const LONGEST_ADDITION: usize = EDIT - 3;

/// The file of rules that `rows` teach. Same rows, same bytes.
#[must_use]
pub fn learn<'a>(rows: impl IntoIterator<Item = &'a Row>) -> Vec<u8> {
    let mut edits: BTreeMap<(bool, u8, String), u16> = BTreeMap::new();
    let mut words: BTreeMap<Word, Counts> = BTreeMap::new();
    for row in rows {
        let form = normalize(&row.form).to_string();
        let Some(edit) = edit(&form, &row.lemma, row.upos) else { continue };
        let next = edits.len() as u16;
        let number = *edits.entry(edit).or_insert(next);
        *words.entry((form, row.upos, row.xpos)).or_default().entry(number).or_default() += 1;
    }
    // Words, not their occurrences, teach the ends: rare words are what the rules are for.
    let mut ends: Vec<BTreeMap<u64, Counts>> = Vec::new();
    for ((form, upos, xpos), counts) in &words {
        let (keys, count) = keys(form, *upos, *xpos);
        let best = most(counts);
        for (length, key) in keys[1..count].iter().rev().enumerate() {
            if ends.len() <= length {
                ends.push(BTreeMap::new());
            }
            *ends[length].entry(*key).or_default().entry(best).or_default() += 1;
        }
    }
    let rules = rules(&words, &ends);
    file(&edits, &rules)
}

/// The edit that makes `lemma` of `form`.
fn edit(form: &str, lemma: &str, upos: Upos) -> Option<(bool, u8, String)> {
    let small: String = form.chars().flat_map(char::to_lowercase).collect();
    let as_is = shared(form, lemma);
    let lowered = shared(&small, lemma);
    // Without capitals both read the same: names keep their case, all else loses it.
    let lower = if as_is == lowered { upos != Upos::Propn } else { lowered > as_is };
    let kept = if lower { lowered } else { as_is };
    let cut = form.chars().count().checked_sub(kept)?;
    let add: String = lemma.chars().skip(kept).collect();
    (lemma != "_" && cut <= 200 && add.len() <= LONGEST_ADDITION).then_some((lower, cut as u8, add))
}

/// Characters that two words share at their start.
fn shared(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count()
}

/// The most frequent edit; of several the one seen first.
fn most(counts: &Counts) -> u16 {
    counts.iter().max_by_key(|&(&edit, &count)| (count, std::cmp::Reverse(edit))).map_or(0, |(&edit, _)| edit)
}

/// The rules that are needed: a longer end only where it decides otherwise than the shorter one, and a whole word
/// only where its end errs.
fn rules(words: &BTreeMap<Word, Counts>, ends: &[BTreeMap<u64, Counts>]) -> BTreeMap<u64, u16> {
    let mut rules: BTreeMap<u64, u16> = BTreeMap::new();
    let decide = |rules: &BTreeMap<u64, u16>, keys: &[u64]| keys.iter().find_map(|key| rules.get(key).copied());
    for (length, known) in ends.iter().enumerate() {
        for (form, upos, xpos) in words.keys() {
            let (keys, count) = keys(form, *upos, *xpos);
            let shorter = &keys[1..count];
            let Some(at) = shorter.len().checked_sub(length + 1) else { continue };
            let key = shorter[at];
            let Some(counts) = known.get(&key) else { continue };
            let best = most(counts);
            let inherited = decide(&rules, &shorter[at + 1..]);
            let gain = counts[&best] - inherited.and_then(|edit| counts.get(&edit).copied()).unwrap_or(0);
            // Two words of gain make a rule; one word alone is remembered whole.
            if inherited.is_none() || (inherited != Some(best) && gain >= 2) {
                rules.insert(key, best);
            }
        }
    }
    let mut whole = BTreeMap::new();
    for ((form, upos, xpos), counts) in words {
        let (keys, count) = keys(form, *upos, *xpos);
        let best = most(counts);
        if form.len() <= crate::language::lemma::LONGEST_WORD && decide(&rules, &keys[1..count]) != Some(best) {
            whole.insert(keys[0], best);
        }
    }
    rules.append(&mut whole);
    rules
}

/// Lays the rules out as the reader wants them.
fn file(edits: &BTreeMap<(bool, u8, String), u16>, rules: &BTreeMap<u64, u16>) -> Vec<u8> {
    let bits = (rules.len() * 4 / 3).next_power_of_two().trailing_zeros();
    let size = 1_usize << bits;
    let mut file = Vec::with_capacity(HEADER + edits.len() * EDIT + size * 6);
    file.extend_from_slice(MAGIC);
    file.extend_from_slice(&(edits.len() as u16).to_le_bytes());
    file.extend_from_slice(&(bits as u16).to_le_bytes());
    let mut numbered: Vec<_> = edits.iter().collect();
    numbered.sort_by_key(|(_, number)| **number);
    for ((lower, cut, add), _) in numbered {
        let mut bytes = [0; EDIT];
        bytes[0] = u8::from(*lower);
        bytes[1] = *cut;
        bytes[2] = add.len() as u8;
        bytes[3..3 + add.len()].copy_from_slice(add.as_bytes());
        file.extend_from_slice(&bytes);
    }
    let table = file.len();
    file.resize(table + size * 6, 0);
    for (&key, &edit) in rules {
        let mut slot = key as usize & (size - 1);
        while file[table + slot * 6..table + slot * 6 + 4] != [0; 4] {
            slot = (slot + 1) & (size - 1);
        }
        let at = table + slot * 6;
        file[at..at + 4].copy_from_slice(&fingerprint(key).to_le_bytes());
        file[at + 4..at + 6].copy_from_slice(&edit.to_le_bytes());
    }
    file
}

/// The share of `rows` whose dictionary form the rules of `file` find, from the treebank's tags.
#[must_use]
pub fn accuracy<'a>(file: &[u8], rows: impl IntoIterator<Item = &'a Row>) -> f64 {
    let mut right = 0_u32;
    let mut all = 0_u32;
    for row in rows.into_iter().filter(|row| row.lemma != "_") {
        all += 1;
        right += u32::from(lemma_from(file, &row.form, row.upos, row.xpos) == row.lemma);
    }
    f64::from(right) / f64::from(all.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Deprel;
    use crate::span::Span;

    fn row(form: &str, lemma: &str, upos: Upos, xpos: Xpos) -> Row {
        let (form, lemma) = (form.to_owned(), lemma.to_owned());
        Row { form, lemma, upos, xpos, head: 0, deprel: Deprel::Root, span: Span::new(0, 0), name: None }
    }

    #[test]
    fn rules_reach_words_that_were_not_seen() {
        let rows = [
            ("cities", "city"),
            ("duties", "duty"),
            ("levies", "levy"),
            ("ports", "port"),
            ("taxes", "tax"),
            ("men", "man"),
            ("cats", "cat"),
        ]
        .map(|(form, lemma)| row(form, lemma, Upos::Noun, Xpos::Nns));
        let file = learn(&rows);
        assert_eq!(file, learn(&rows));
        assert!((accuracy(&file, &rows) - 1.0).abs() < f64::EPSILON);
        assert_eq!(lemma_from(&file, "Parties", Upos::Noun, Xpos::Nns), "Parties", "a shape that was not seen");
        assert_eq!(lemma_from(&file, "parties", Upos::Noun, Xpos::Nns), "party");
        assert_eq!(lemma_from(&file, "boats", Upos::Noun, Xpos::Nns), "boat");
    }
}
