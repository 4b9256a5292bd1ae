//! The name-tagged texts.

use super::corpus::find;
use super::passages::{self, Passage};
use super::rng::Rng;
use crate::language::Upos;
use crate::language::net::names::{KINDS, Part, TAGS, tag_of};
use anyhow::{Context, Result, bail};
use std::path::Path;

/// A stretch of words with the names in it.
#[derive(Debug, Clone, Default)]
pub struct Tagged {
    /// Word forms.
    pub forms: Vec<String>,
    /// Names: first word, word after the last, kind (an index into [`KINDS`]).
    pub names: Vec<(usize, usize, usize)>,
    /// A bit for each kind that the source does not mark: no mark then says nothing about it.
    pub silent: u32,
    /// How often a pass shows it, in halves.
    pub weight: usize,
    /// Whose idea of a name its marks follow: [`OWN`] or a number of a source.
    pub scheme: u32,
    /// Words of which it is not known what they are; empty where all are known.
    pub unsure: Vec<bool>,
}

/// The scheme of our own passages, which the program follows.
pub const OWN: u32 = 0;
const CROSSNER: u32 = 1;
const WIKIGOLD: u32 = 2;
const GUM: u32 = 3;
const UNER: u32 = 4;
const MULTINER: u32 = 5;
/// Number of schemes.
pub const SCHEMES: usize = 6;

impl Tagged {
    /// For each word a bit for each tag that the marks allow.
    pub fn allowed(&self) -> Vec<u32> {
        let mut outside = 1_u32;
        for tag in 1..TAGS {
            outside |= ((self.silent >> ((tag - 1) / 4)) & 1) << tag;
        }
        let mut allowed = vec![outside; self.forms.len()];
        for &(start, end, kind) in &self.names {
            for (i, slot) in allowed.iter_mut().enumerate().take(end).skip(start) {
                let part = match (i == start, i + 1 == end) {
                    (true, true) => Part::Only,
                    (true, false) => Part::First,
                    (false, true) => Part::Last,
                    (false, false) => Part::Inner,
                };
                *slot = 1 << tag_of(part, kind);
            }
        }
        for (slot, _) in allowed.iter_mut().zip(&self.unsure).filter(|(_, unsure)| **unsure) {
            *slot = u32::MAX;
        }
        allowed
    }

    fn append(&mut self, other: &Self) {
        let offset = self.forms.len();
        self.forms.extend(other.forms.iter().cloned());
        self.unsure.extend(&other.unsure);
        self.names.extend(other.names.iter().map(|&(start, end, kind)| (start + offset, end + offset, kind)));
    }
}

/// A source of name-tagged texts.
struct Source {
    /// Names of its file, without the extension.
    files: &'static [&'static str],
    /// Kinds that it marks, as a bit each.
    marked: u32,
    /// Whether its sentences follow each other, so that they can be read together.
    running: bool,
    /// How often a pass shows its texts, in halves.
    weight: usize,
    scheme: u32,
}

const THREE: u32 = 0b00_0111;
const WITH_EVENTS: u32 = 0b10_0111;

const SOURCES: [Source; 8] = [
    Source { files: &["gum-names-train", "ner.gum.train"], marked: THREE, running: true, weight: 2, scheme: GUM },
    Source { files: &["en_ewt-ud-dev", "ner.ewt.dev"], marked: THREE, running: true, weight: 4, scheme: UNER },
    Source { files: &["multiner", "ner.gov"], marked: THREE, running: true, weight: 1, scheme: MULTINER },
    Source { files: &["wikigold.conll", "ner.wikigold"], marked: THREE, running: true, weight: 2, scheme: WIKIGOLD },
    Source {
        files: &["crossner-ai", "ner.crossner.ai"],
        marked: WITH_EVENTS,
        running: false,
        weight: 1,
        scheme: CROSSNER,
    },
    Source {
        files: &["crossner-literature", "ner.crossner.literature"],
        marked: WITH_EVENTS,
        running: false,
        weight: 1,
        scheme: CROSSNER,
    },
    Source {
        files: &["crossner-music", "ner.crossner.music"],
        marked: WITH_EVENTS,
        running: false,
        weight: 1,
        scheme: CROSSNER,
    },
    Source {
        files: &["crossner-science", "ner.crossner.science"],
        marked: WITH_EVENTS,
        running: false,
        weight: 1,
        scheme: CROSSNER,
    },
];

/// Sentences at the end of `CrossNER` politics that are its test part.
const POLITICS_TEST: usize = 651;

/// Reads two columns, token and BIO tag, blank line between sentences.
///
/// # Errors
/// When a file cannot be read or has another layout.
pub fn columns(dir: &Path, files: &[&str], marked: u32) -> Result<Vec<Tagged>> {
    let names: Vec<String> = files.iter().flat_map(|file| [format!("{file}.tsv"), format!("{file}.iob2")]).collect();
    let path = find(dir, &names)?;
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let mut list = Vec::new();
    let fresh = || Tagged { silent: !marked & ((1 << KINDS.len()) - 1), weight: 2, ..Tagged::default() };
    let mut own = fresh();
    for (number, line) in text.lines().chain([""]).enumerate() {
        if line.trim().is_empty() {
            if !own.forms.is_empty() {
                list.push(std::mem::replace(&mut own, fresh()));
            }
            continue;
        }
        let Some((form, tag)) = line.split_once('\t') else {
            bail!("{}:{}: no two columns", path.display(), number + 1)
        };
        let i = own.forms.len();
        own.forms.push(form.to_owned());
        let Some((part, kind)) = tag.trim().split_once('-') else { continue };
        let Some(kind) = KINDS.iter().position(|k| k.as_str().eq_ignore_ascii_case(kind)) else {
            bail!("{}:{}: unknown kind `{kind}`", path.display(), number + 1)
        };
        match own.names.last_mut() {
            Some(last) if part == "I" && last.1 == i && last.2 == kind => last.1 = i + 1,
            _ => own.names.push((i, i + 1, kind)),
        }
    }
    Ok(list)
}

/// Our own passages: those to train on, or those held out.
///
/// # Errors
/// When a file cannot be read or has another layout.
pub fn own(dir: &Path, held_out: bool) -> Result<Vec<Tagged>> {
    let list = passages::read(dir)?;
    Ok(list.iter().filter(|passage| passage.is_held_out() == held_out).flat_map(tagged).collect())
}

fn tagged(passage: &Passage) -> Vec<Tagged> {
    let (segmented, tags) = passage.tokens();
    let forms: Vec<String> = segmented.tokens.iter().map(|t| t.slice(&passage.text).to_owned()).collect();
    let stretch = |range: std::ops::Range<usize>| {
        let mut own = Tagged { forms: forms[range.clone()].to_vec(), weight: 4, ..Tagged::default() };
        for (i, tag) in tags[range].iter().enumerate() {
            let Some((kind, first)) = tag else { continue };
            let kind = KINDS.iter().position(|own| own == kind).unwrap_or_default();
            match own.names.last_mut() {
                Some(last) if !first && last.1 == i => last.1 = i + 1,
                _ => own.names.push((i, i + 1, kind)),
            }
        }
        own
    };
    Passage::stretches(&segmented).into_iter().map(stretch).collect()
}

/// The test part of `CrossNER` politics, or the rest of it.
///
/// # Errors
/// When a file cannot be read or has another layout.
pub fn politics(dir: &Path, test: bool) -> Result<Vec<Tagged>> {
    let mut list = columns(dir, &["crossner-politics", "ner.crossner.politics"], WITH_EVENTS)?;
    for text in &mut list {
        text.scheme = CROSSNER;
    }
    let last = list.split_off(list.len().saturating_sub(POLITICS_TEST));
    Ok(if test { last } else { list })
}

/// All texts to train on. Sentences that follow each other are now and then read together, as passages are later.
///
/// # Errors
/// When a file cannot be read or has another layout.
pub fn training(dir: &Path, passages: &Path, rng: &mut Rng) -> Result<Vec<Tagged>> {
    let mut all = own(passages, false)?;
    all.extend(politics(dir, false)?);
    for source in &SOURCES {
        let mut list = columns(dir, source.files, source.marked)?;
        for text in &mut list {
            text.weight = source.weight;
            text.scheme = source.scheme;
        }
        join(&list, source.running, rng, &mut all);
    }
    join(&proper_nouns(dir)?, true, rng, &mut all);
    all.retain(|stretch| stretch.forms.len() <= 250);
    Ok(all)
}

fn join(list: &[Tagged], running: bool, rng: &mut Rng, all: &mut Vec<Tagged>) {
    let mut rest = list;
    while !rest.is_empty() {
        let count = if running { (1 + rng.below(3)).min(rest.len()) } else { 1 };
        let mut joined = rest[0].clone();
        for other in &rest[1..count] {
            if joined.forms.len() + other.forms.len() < 100 {
                joined.append(other);
            } else {
                all.push(std::mem::replace(&mut joined, other.clone()));
            }
        }
        all.push(joined);
        rest = &rest[count..];
    }
}

/// Words between two proper nouns that may be part of one name ("Bank of the South").
const LONGEST_LINK: usize = 2;

/// The training part of EWT has no names marked, but proper nouns: what is none and has no capital is in no name, and of
/// the rest nothing is said.
fn proper_nouns(dir: &Path) -> Result<Vec<Tagged>> {
    let trees = super::corpus::treebank(dir, "ewt", "train")?;
    let texts = trees.into_iter().map(|tree| {
        let capital = |form: &String| form.starts_with(char::is_uppercase);
        let mut unsure: Vec<bool> = tree
            .forms
            .iter()
            .zip(&tree.tags)
            .enumerate()
            .map(|(i, (form, tag))| tag.0 == Upos::Propn || (i > 0 && capital(form) && tag.0 != Upos::Pron))
            .collect();
        let proper: Vec<usize> = (0..unsure.len()).filter(|&i| unsure[i]).collect();
        for pair in proper.windows(2).filter(|pair| pair[1] - pair[0] <= LONGEST_LINK + 1) {
            unsure[pair[0]..pair[1]].fill(true);
        }
        Tagged { forms: tree.forms, weight: 1, scheme: UNER, unsure, ..Tagged::default() }
    });
    Ok(texts.collect())
}
