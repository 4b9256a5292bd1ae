//! Names: those of the tagger, made whole and corrected by what needs no syntax (law titles, head
//! words, acronyms in brackets), and a reading of capitalised words where no tagger ran.

mod acronym;
mod capitals;
mod chamber;
mod known;
mod pattern;
mod publication;
mod tidy;

use super::reader::Reader;
use super::{MoneyMention, NameMention};
use crate::language::NameKind;
use known::Known;
use std::ops::Range;

/// A name while it is being settled.
#[derive(Debug, Clone, PartialEq)]
struct Candidate {
    tokens: Range<u32>,
    kind: NameKind,
    score: f32,
    /// True if its head word settles the kind.
    certain: bool,
}

/// The tokens of the text that names are read from.
#[derive(Clone, Copy)]
struct Tokens<'r, 'a> {
    reader: &'r Reader<'a>,
}

impl<'a> Tokens<'_, 'a> {
    /// The text of a token, or nothing past the ends.
    fn text(self, token: u32) -> &'a str {
        self.reader.segmented.tokens.get(token as usize).map_or("", |t| t.slice(self.reader.text()))
    }

    fn is_capital(self, token: u32) -> bool {
        self.text(token).starts_with(|c: char| c.is_uppercase())
    }

    /// True if no white space stands before the token.
    fn is_glued(self, token: u32) -> bool {
        let tokens = &self.reader.segmented.tokens;
        token > 0 && tokens.get(token as usize).is_some_and(|t| tokens[token as usize - 1].end == t.start)
    }

    fn is_number(self, token: u32) -> bool {
        self.text(token).starts_with(|c: char| c.is_ascii_digit())
    }

    fn is_possessive(self, token: u32) -> bool {
        matches!(self.text(token), "'s" | "’s" | "'" | "’")
    }
}

/// All names of a document in text order; they do not overlap, and none is a sum of money.
pub(super) fn read(reader: &Reader<'_>, money: &[MoneyMention]) -> Vec<NameMention> {
    let tokens = Tokens { reader };
    let tagged: Vec<Candidate> = if reader.analysis.names.is_empty() && !reader.tagged {
        capitals::read(tokens)
    } else {
        let names = &reader.analysis.names;
        names
            .iter()
            .map(|n| {
                // The tagger reads the sentences of a block together; a name ends with its sentence.
                let sentence = sentence_of(reader, n.tokens.start) as usize;
                let end = reader.segmented.sentences.get(sentence).map_or(n.tokens.end, |s| s.tokens.end);
                let tokens = n.tokens.start..n.tokens.end.min(end);
                Candidate { tokens, kind: n.kind, score: n.score, certain: false }
            })
            .collect()
    };
    let patterns = pattern::read(tokens);
    let mut names = merge(tokens, tagged, patterns);
    // "Sh5", "KES 45": a sum, whatever the tagger took it for.
    let is_sum = |name: &Candidate| {
        let sum = money.partition_point(|sum| sum.tokens.end <= name.tokens.start);
        money.get(sum).is_some_and(|sum| sum.tokens.start <= name.tokens.start && name.tokens.end <= sum.tokens.end)
    };
    names = names.into_iter().filter(|name| !is_sum(name)).filter_map(|name| trim(tokens, name)).collect();
    let names = tidy::tidy(tokens, names);
    let known = known::read(tokens, &names);
    let mut names = known::merge(tokens, names, &known);
    for name in &mut names {
        let sentence = reader.segmented.sentences.get(sentence_of(reader, name.tokens.start) as usize);
        name.tokens.end = sentence.map_or(name.tokens.end, |s| name.tokens.end.min(s.tokens.end));
    }
    let links = acronym::link(tokens, &mut names);
    names
        .into_iter()
        .enumerate()
        .map(|(index, name)| {
            let known = Known::at(&known, &name.tokens);
            let first = reader.segmented.tokens[name.tokens.start as usize];
            let last = reader.segmented.tokens[name.tokens.end as usize - 1];
            NameMention {
                span: first.cover(last),
                sentence: sentence_of(reader, name.tokens.start),
                tokens: name.tokens,
                kind: known.map_or(name.kind, |known| known.kind),
                score: name.score,
                acronym: links[index],
                known: known.and_then(|known| known.entry),
            }
        })
        .collect()
}

fn sentence_of(reader: &Reader<'_>, token: u32) -> u32 {
    reader.segmented.sentences.partition_point(|s| s.tokens.end <= token) as u32
}

/// Joins names and patterns. A pattern that holds a name replaces it; a name that holds a pattern
/// keeps its span, and takes the kind of a certain head word that it ends in.
fn merge(tokens: Tokens<'_, '_>, tagged: Vec<Candidate>, patterns: Vec<Candidate>) -> Vec<Candidate> {
    let mut out: Vec<Candidate> = Vec::with_capacity(tagged.len() + patterns.len());
    let mut patterns = patterns.into_iter().peekable();
    let mut pending: Option<Candidate> = None;
    for mut name in tagged {
        while let Some(pattern) = patterns.next_if(|p| p.tokens.end <= name.tokens.start) {
            flush(&mut out, pending.take());
            pending = Some(pattern);
        }
        while let Some(pattern) = patterns.next_if(|p| p.tokens.start < name.tokens.end) {
            let holds = pattern.tokens.start <= name.tokens.start && name.tokens.end <= pattern.tokens.end;
            let held = name.tokens.start <= pattern.tokens.start && pattern.tokens.end <= name.tokens.end;
            if holds
                && (pattern.certain || pattern.kind == name.kind || pattern.tokens == name.tokens && name.score < 0.8)
            {
                name = Candidate { score: name.score.max(pattern.score), ..pattern };
            } else if held && pattern.certain && runs_on(tokens, name.tokens.start..pattern.tokens.start) {
                name = pattern;
            } else if held {
                if pattern.certain && pattern.tokens.end == name.tokens.end {
                    name.kind = pattern.kind;
                    name.certain = true;
                }
            } else if pattern.certain && !tokens.is_possessive(pattern.tokens.start) {
                // They overlap at an edge: the pattern knows where its name ends.
                name = pattern;
            }
        }
        let previous = pending.take();
        match previous {
            Some(p) if p.tokens.end > name.tokens.start => {
                let (longer, _) = if p.tokens.len() >= name.tokens.len() { (p, name) } else { (name, p) };
                pending = Some(longer);
            }
            other => {
                flush(&mut out, other);
                pending = Some(name);
            }
        }
    }
    flush(&mut out, pending);
    for pattern in patterns {
        flush(&mut out, Some(pattern));
    }
    out
}

/// True if a full stop that ends a sentence stands in a run ("Roads. Ordinance 4"): two names in one.
fn runs_on(tokens: Tokens<'_, '_>, run: Range<u32>) -> bool {
    let after_word = |t: u32| tokens.text(t) == "." && t > run.start && tokens.text(t - 1).len() > 3;
    run.clone().any(|t| after_word(t) || tokens.text(t).len() > 4 && tokens.text(t).ends_with('.'))
}

fn flush(out: &mut Vec<Candidate>, name: Option<Candidate>) {
    let Some(name) = name else { return };
    if out.last().is_none_or(|last| last.tokens.end <= name.tokens.start) {
        out.push(name);
    }
}

/// Takes articles, titles and possessives off the ends of a name; `None` if nothing is left.
fn trim(tokens: Tokens<'_, '_>, mut name: Candidate) -> Option<Candidate> {
    let naming = &tokens.reader.lexicon.names;
    while !name.tokens.is_empty()
        && (tokens.is_possessive(name.tokens.end - 1)
            || is_edge_mark(tokens.text(name.tokens.end - 1))
            || name.tokens.len() > 1 && matches!(tokens.text(name.tokens.end - 1), "of" | "for" | "and" | "the"))
    {
        // "the Riders'" keeps nothing of the possessive, and a full stop stays with an abbreviation.
        name.tokens.end -= 1;
    }
    let start = name.tokens.start;
    while name.tokens.len() > 1 {
        let first = tokens.text(name.tokens.start);
        let article = matches!(first, "the" | "The" | "THE" | "a" | "A" | "an" | "An");
        let title = name.kind == NameKind::Person && naming.is_title(first) && leaves_a_name(tokens, &name);
        let dot = name.kind == NameKind::Person && first == ".";
        if !(article || title || dot || is_edge_mark(first)) {
            break;
        }
        name.tokens.start += 1;
    }
    let empty = name.tokens.is_empty() || name.tokens.clone().all(|t| !tokens.text(t).contains(char::is_alphanumeric));
    // "Senator King", "Dr Bishop": behind another title such a word is a surname.
    let titled = name.tokens.start > start || start > 0 && naming.is_title(tokens.text(start - 1));
    let last = tokens.text(name.tokens.start);
    let title_only = name.tokens.len() == 1
        && name.kind == NameKind::Person
        && naming.is_title(last)
        && !(titled && naming.is_honorific(last));
    (!empty && !title_only).then_some(name)
}

fn is_edge_mark(text: &str) -> bool {
    matches!(
        text,
        "," | ":" | ";" | "-" | "–" | "—" | "\"" | "“" | "”" | "(" | "‘" | "*" | "**" | "_" | "/" | "#" | "@"
    )
}

fn leaves_a_name(tokens: Tokens<'_, '_>, name: &Candidate) -> bool {
    name.tokens.len() == 2
        || (name.tokens.start + 1..name.tokens.end)
            .any(|t| tokens.is_capital(t) && !tokens.reader.lexicon.names.is_honorific(tokens.text(t)))
}
