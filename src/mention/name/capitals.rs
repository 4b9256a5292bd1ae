//! Names by capital letters alone, for texts that no tagger has read.

use super::{Candidate, Tokens};
use crate::language::NameKind;
use crate::lexicon::PlaceRole;
use crate::segment::BlockKind;
use std::collections::HashSet;
use std::ops::Range;

/// Runs of capitalised words, each with a likely kind.
pub(super) fn read(tokens: Tokens<'_, '_>) -> Vec<Candidate> {
    let reader = tokens.reader;
    let mut runs: Vec<(Range<u32>, bool)> = Vec::new();
    for sentence in &reader.segmented.sentences {
        let heading = reader.segmented.blocks[sentence.block as usize].kind == BlockKind::Heading;
        let range = sentence.tokens.clone();
        let capitals = range.clone().filter(|&t| tokens.is_capital(t)).count();
        if heading || capitals * 10 > range.len() * 8 && range.len() > 3 {
            continue;
        }
        let mut at = range.start;
        while at < range.end {
            let Some(end) = run_end(tokens, at, &range) else {
                at += 1;
                continue;
            };
            runs.push((at..end, at == range.start));
            at = end;
        }
    }
    // A single word at the start of a sentence is a name if it is one elsewhere.
    let inside: HashSet<&str> =
        runs.iter().filter(|(_, first)| !first).flat_map(|(r, _)| r.clone().map(|t| tokens.text(t))).collect();
    let mut surnames: HashSet<&str> = HashSet::new();
    let mut out = Vec::new();
    for (run, first) in &runs {
        if *first
            && run.len() == 1
            && !inside.contains(tokens.text(run.start))
            && reader.lexicon.geography.lookup(tokens.text(run.start)).is_empty()
        {
            continue;
        }
        if let Some(kind) = kind_of(tokens, run, &surnames) {
            if kind == NameKind::Person && run.len() > 1 {
                surnames.insert(tokens.text(run.end - 1));
            }
            out.push(Candidate { tokens: run.clone(), kind, score: 0.5, certain: false });
        }
    }
    out
}

/// One past the run of capitalised words that starts at `at`.
fn run_end(tokens: Tokens<'_, '_>, at: u32, range: &Range<u32>) -> Option<u32> {
    let naming = &tokens.reader.lexicon.names;
    if !tokens.is_capital(at) || naming.is_common(tokens.text(at)) {
        return None;
    }
    let mut end = at + 1;
    while end < range.end {
        let text = tokens.text(end);
        if tokens.is_capital(end) && !naming.is_common(text) {
            end += 1;
        } else if end + 1 < range.end
            && (text == "-" && tokens.is_glued(end) && tokens.is_glued(end + 1)
                || naming.is_person_inner(text)
                    && tokens.is_capital(end + 1)
                    && !naming.is_common(tokens.text(end + 1)))
        {
            end += 2;
        } else if text == "."
            && tokens.text(end - 1).len() <= 3
            && tokens.is_glued(end)
            && end + 1 < range.end
            && tokens.is_capital(end + 1)
        {
            end += 1;
        } else {
            break;
        }
    }
    Some(end)
}

fn kind_of(tokens: Tokens<'_, '_>, run: &Range<u32>, surnames: &HashSet<&str>) -> Option<NameKind> {
    let naming = &tokens.reader.lexicon.names;
    let geography = &tokens.reader.lexicon.geography;
    let text = tokens.reader.segmented.tokens[run.start as usize]
        .cover(tokens.reader.segmented.tokens[run.end as usize - 1])
        .slice(tokens.reader.text());
    if let Some((_, role)) = geography.lookup(text).first() {
        return match role {
            PlaceRole::Demonym => None,
            PlaceRole::Metonym => Some(NameKind::Organization),
            _ => Some(NameKind::Place),
        };
    }
    let last = tokens.text(run.end - 1);
    if let Some(kind) = naming.head(last).filter(|_| run.len() > 1) {
        return Some(kind);
    }
    let first = tokens.text(run.start);
    let previous = run.start.checked_sub(1).map_or("", |t| tokens.text(t));
    let led = naming.leads_person(first.trim_end_matches('.')) && run.len() > 1
        || naming.leads_person(previous.trim_end_matches('.'));
    if led || surnames.contains(last) {
        return Some(NameKind::Person);
    }
    let acronym = run.len() == 1 && first.chars().filter(|c| c.is_uppercase()).count() >= 2;
    if acronym {
        return Some(NameKind::Organization);
    }
    match run.len() {
        1 if matches!(previous, "in" | "near" | "outside") => Some(NameKind::Place),
        2..=4 => Some(NameKind::Person),
        _ => Some(NameKind::Organization),
    }
}
