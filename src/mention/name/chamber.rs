//! Headings in capitals that are a chamber's name: "HOUSE OF COMMONS", "IN THE SENATE".

use super::{Candidate, Tokens};
use crate::language::NameKind;
use crate::segment::{BlockKind, Sentence};
use std::ops::Range;

/// Blocks that say who issues the text, not where something happened.
const MASTHEAD: u32 = 3;
/// Words of such a heading, without those that lead in.
const LONGEST: usize = 5;

/// Adds the chambers that headings in capitals name, where the tagger passed them over.
pub(super) fn with_chambers(tokens: Tokens<'_, '_>, mut names: Vec<Candidate>) -> Vec<Candidate> {
    for sentence in &tokens.reader.segmented.sentences {
        let Some(chamber) = headed(tokens, sentence) else { continue };
        names.retain(|n| n.tokens.end <= chamber.start || n.tokens.start >= chamber.end);
        let at = names.partition_point(|n| n.tokens.start < chamber.start);
        names.insert(at, Candidate { tokens: chamber, kind: NameKind::Organization, score: 0.8, certain: true });
    }
    names
}

/// True for a name in capitals that is a chamber's and its heading's.
pub(super) fn is_chamber(tokens: Tokens<'_, '_>, name: &Range<u32>) -> bool {
    let sentence = tokens.reader.segmented.sentences.get(super::sentence_of(tokens.reader, name.start) as usize);
    sentence.and_then(|s| headed(tokens, s)).is_some_and(|found| found == *name)
}

fn headed(tokens: Tokens<'_, '_>, sentence: &Sentence) -> Option<Range<u32>> {
    let heading = tokens.reader.segmented.blocks[sentence.block as usize].kind == BlockKind::Heading;
    chamber(tokens, &sentence.tokens).filter(|_| heading && sentence.block >= MASTHEAD)
}

fn chamber(tokens: Tokens<'_, '_>, line: &Range<u32>) -> Option<Range<u32>> {
    let lower = |t: u32| tokens.text(t).to_lowercase();
    let start = line.clone().find(|&t| !matches!(lower(t).as_str(), "in" | "the" | "at" | "from"))?;
    let line = start..line.end;
    let shouted = line.clone().all(|t| !tokens.text(t).contains(char::is_lowercase));
    let words = line.clone().all(|t| tokens.text(t).chars().all(char::is_alphabetic));
    let stages = &tokens.reader.lexicon.stages;
    let ends = stages.is_chamber(&lower(line.end.checked_sub(1)?));
    let of = line.clone().any(|t| lower(t) == "of" && t > line.start && stages.is_chamber(&lower(t - 1)));
    (shouted && words && line.len() <= LONGEST && (ends || of)).then_some(line)
}
