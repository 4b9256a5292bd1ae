//! Newsletters, papers and bulletins, whose names end in what they are: "Harbour Weekly", "THE TIDE LETTER No. 3".

use super::{Candidate, Tokens};
use crate::language::NameKind;
use std::ops::Range;

/// Words of a line at the head of a text that may name the paper itself.
const LONGEST_MASTHEAD: u32 = 7;

/// True if a name ends in a noun that names a paper.
pub(super) fn is_publication(tokens: Tokens<'_, '_>, name: &Range<u32>) -> bool {
    name.len() > 1 && is_noun(tokens, name.end - 1)
}

/// Names that are the beginning of a paper's name take its last word and its kind; a first line that is a paper's
/// name becomes a name.
pub(super) fn publications(tokens: Tokens<'_, '_>, mut names: Vec<Candidate>) -> Vec<Candidate> {
    for i in 0..names.len() {
        let end = names[i].tokens.end;
        let free = names.get(i + 1).is_none_or(|n| n.tokens.start > end);
        let ends_there = !tokens.is_capital(end + 1) || is_number_sign(tokens, end + 1);
        if free && is_noun(tokens, end) && tokens.is_capital(end) && ends_there && same_sentence(tokens, end - 1, end) {
            names[i].tokens.end += 1;
            names[i].kind = NameKind::Organization;
            names[i].certain = true;
        } else if is_publication(tokens, &names[i].tokens) && !names[i].certain && names[i].kind != NameKind::Report {
            names[i].kind = NameKind::Organization;
        }
    }
    if let Some(masthead) = masthead(tokens) {
        let overlaps = |n: &Candidate| n.tokens.start < masthead.end && n.tokens.end > masthead.start;
        let whole = names.iter().any(|n| overlaps(n) && n.tokens.len() >= masthead.len());
        if !whole {
            names.retain(|n| !overlaps(n));
            let name = Candidate { tokens: masthead, kind: NameKind::Organization, score: 0.7, certain: true };
            let at = names.partition_point(|n| n.tokens.start < name.tokens.start);
            names.insert(at, name);
        }
    }
    names
}

/// The run of capitalised words that opens the text and ends in a paper's noun.
fn masthead(tokens: Tokens<'_, '_>) -> Option<Range<u32>> {
    let first = tokens.reader.segmented.sentences.first()?.tokens.clone();
    let start = first.clone().find(|&t| tokens.text(t).starts_with(char::is_alphabetic))?;
    let start = if tokens.text(start).eq_ignore_ascii_case("the") { start + 1 } else { start };
    let limit = first.end.min(start + LONGEST_MASTHEAD);
    let noun = (start + 1..limit).find(|&t| is_noun(tokens, t))?;
    let inner = |t: u32| matches!(tokens.text(t), "&" | "of" | "OF" | "and" | "AND" | "-") || tokens.is_capital(t);
    let closed = noun + 1 >= first.end || !tokens.is_capital(noun + 1) || is_number_sign(tokens, noun + 1);
    ((start..=noun).all(inner) && closed).then_some(start..noun + 1)
}

fn is_noun(tokens: Tokens<'_, '_>, token: u32) -> bool {
    tokens.is_capital(token) && tokens.reader.lexicon.names.is_publication(&tokens.text(token).to_lowercase())
}

/// "No. 12", "Issue 3", "Vol. 2".
fn is_number_sign(tokens: Tokens<'_, '_>, token: u32) -> bool {
    let word = tokens.text(token).trim_end_matches('.').to_lowercase();
    matches!(word.as_str(), "no" | "nr" | "issue" | "vol" | "volume" | "edition")
}

fn same_sentence(tokens: Tokens<'_, '_>, a: u32, b: u32) -> bool {
    super::sentence_of(tokens.reader, a) == super::sentence_of(tokens.reader, b)
}
