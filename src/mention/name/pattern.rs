//! Names that their head word gives away: law titles and numbers, ministries, committees, summits.

use super::{Candidate, Tokens};
use crate::language::NameKind;
use std::ops::Range;

/// All names by head word, in text order and without overlap.
pub(super) fn read(tokens: Tokens<'_, '_>) -> Vec<Candidate> {
    let mut out: Vec<Candidate> = Vec::new();
    for sentence in &tokens.reader.segmented.sentences {
        let range = sentence.tokens.clone();
        let shouted = is_shouted(tokens, &range);
        for token in range.clone() {
            let found = numbered(tokens, token, &range)
                .or_else(|| code_of_law(tokens, token, &range))
                .or_else(|| if shouted { None } else { headed(tokens, token, &range) });
            let Some(found) = found else { continue };
            match out.last_mut() {
                Some(last) if last.tokens.end > found.tokens.start => {
                    // Of two that overlap the longer one is the whole name; its last head names the kind.
                    if found.tokens.start <= last.tokens.start && found.tokens.end >= last.tokens.end
                        || found.tokens.len() > last.tokens.len()
                    {
                        *last = found;
                    }
                }
                _ => out.push(found),
            }
        }
    }
    out
}

/// "the civil code": a law that has its name in small letters.
fn code_of_law(tokens: Tokens<'_, '_>, token: u32, range: &Range<u32>) -> Option<Candidate> {
    let end = token + 2;
    let phrase = || format!("{} {}", tokens.text(token), tokens.text(token + 1)).to_lowercase();
    (end <= range.end && tokens.reader.lexicon.names.is_code_of_law(&phrase())).then(|| law(token..end))
}

/// A line in capitals says nothing by its capitals.
fn is_shouted(tokens: Tokens<'_, '_>, range: &Range<u32>) -> bool {
    let words =
        || range.clone().map(|t| tokens.text(t)).filter(|t| t.chars().filter(|c| c.is_alphabetic()).count() > 1);
    let capitals = words().filter(|t| !t.contains(char::is_lowercase)).count();
    capitals * 10 >= words().count() * 7 && words().count() > 2
}

/// "Proposition 12", "House Bill 812", "H.R. 1234", "Regulation (EU) 2023/1542", "Ordinance 217-26".
fn numbered(tokens: Tokens<'_, '_>, token: u32, range: &Range<u32>) -> Option<Candidate> {
    let naming = &tokens.reader.lexicon.names;
    let number_at = |t: u32| t < range.end && tokens.is_number(t);
    if !tokens.is_capital(token) {
        return None;
    }
    // A code in one or several tokens ("H.R.", "H." + "R."), then a number.
    for code in naming.law_codes() {
        let mut end = token;
        let mut rest = code.as_str();
        while end < range.end && !rest.is_empty() {
            let Some(after) = rest.strip_prefix(tokens.text(end)).filter(|_| !tokens.text(end).is_empty()) else {
                break;
            };
            rest = after;
            end += 1;
        }
        let hyphen = code.ends_with('-') && tokens.is_glued(end);
        if rest.is_empty() && number_at(end) && (code.len() > 2 || hyphen || code.len() == 2 && !tokens.is_glued(end)) {
            return Some(law(token..number_end(tokens, end, range)));
        }
    }
    for words in [2, 1] {
        let phrase = if words == 2 {
            format!("{} {}", tokens.text(token), tokens.text(token + 1))
        } else {
            tokens.text(token).to_owned()
        };
        if !naming.is_numbered_law(&phrase) {
            continue;
        }
        let mut at = token + words;
        // "(EU)", "No", "No."
        if tokens.text(at) == "(" && tokens.text(at + 2) == ")" {
            at += 3;
        }
        if matches!(tokens.text(at), "No" | "No." | "Nr" | "no." | "no") {
            at += 1;
            at += u32::from(tokens.text(at) == ".");
        }
        if !number_at(at) || is_year_alone(tokens, at, range) && at == token + words {
            continue;
        }
        let mut end = number_end(tokens, at, range);
        if tokens.text(end) == "of" && is_year_alone(tokens, end + 1, range) {
            end += 2;
        }
        let start = extend_left(tokens, token, range, NameKind::Law).filter(|_| words == 1).unwrap_or(token);
        return Some(law(start..end));
    }
    None
}

fn law(tokens: Range<u32>) -> Candidate {
    Candidate { tokens, kind: NameKind::Law, score: 0.95, certain: true }
}

/// One past a number with the marks and letters glued to it ("217-26", "2023/1542").
fn number_end(tokens: Tokens<'_, '_>, at: u32, range: &Range<u32>) -> u32 {
    let mut end = at + 1;
    while end < range.end && tokens.is_glued(end) {
        let text = tokens.text(end);
        let joint = matches!(text, "-" | "–" | "/" | ":")
            && end + 1 < range.end
            && tokens.is_glued(end + 1)
            && tokens.text(end + 1).starts_with(|c: char| c.is_alphanumeric());
        if joint {
            end += 2;
        } else if text.starts_with(|c: char| c.is_ascii_digit()) {
            end += 1;
        } else {
            break;
        }
    }
    end
}

fn is_year_alone(tokens: Tokens<'_, '_>, at: u32, range: &Range<u32>) -> bool {
    let text = tokens.text(at);
    let year = text.len() == 4 && text.parse::<u32>().is_ok_and(|y| (1600..=2150).contains(&y));
    let joined = at + 2 < range.end
        && tokens.is_glued(at + 1)
        && matches!(tokens.text(at + 1), "-" | "/" | ":")
        && tokens.is_glued(at + 2);
    year && !joined
}

/// A name whose head word stands at `token`.
fn headed(tokens: Tokens<'_, '_>, token: u32, range: &Range<u32>) -> Option<Candidate> {
    let naming = &tokens.reader.lexicon.names;
    let word = tokens.text(token);
    let kind = naming.head(word)?;
    if tokens.is_glued(token) && token > range.start && matches!(tokens.text(token - 1), "-" | "/" | "@" | "#") {
        return None;
    }
    let start = extend_left(tokens, token, range, kind);
    let end = extend_right(tokens, token, range, kind);
    if start.is_none() && end.is_none() {
        return None;
    }
    let span = start.unwrap_or(token)..end.unwrap_or(token + 1);
    // "the First Section" has a head that the words before it do not name.
    let named = span.clone().any(|t| {
        t != token && tokens.is_capital(t) && !naming.is_common(tokens.text(t)) && !naming.is_title(tokens.text(t))
            || tokens.is_number(t)
    }) || start.is_some_and(|s| s < token && !naming.is_common(tokens.text(s)));
    if !named {
        return None;
    }
    let certain = naming.certain_head(word) == Some(kind);
    Some(Candidate { tokens: span, kind, score: if certain { 0.9 } else { 0.6 }, certain })
}

/// First token of the capitalised words that lead to the head at `token`; `None` if there are none.
fn extend_left(tokens: Tokens<'_, '_>, token: u32, range: &Range<u32>, kind: NameKind) -> Option<u32> {
    let naming = &tokens.reader.lexicon.names;
    let mut start = token;
    while start > range.start {
        let previous = start - 1;
        let text = tokens.text(previous);
        let opens_sentence = previous == range.start && naming.is_common(text);
        if tokens.is_capital(previous) && !opens_sentence && !is_leading_word(tokens, previous, range) {
            start = previous;
            continue;
        }
        if text == "-" && tokens.is_glued(previous) && tokens.is_glued(start) && previous > range.start {
            start = previous - 1;
            continue;
        }
        if tokens.is_possessive(previous) && previous > range.start && keeps_possessive(tokens, previous) {
            start = previous - 1;
            continue;
        }
        if text == ")"
            && kind == NameKind::Law
            && let Some(open) = (range.start..previous).rev().take(8).find(|&t| tokens.text(t) == "(")
            && open > range.start
            && tokens.is_capital(open - 1)
            && tokens.is_capital(open + 1)
        {
            start = open - 1;
            continue;
        }
        // A small word must have a capitalised one before it: "Supply and Services Act".
        let inner = matches!(text, "of" | "and" | "&" | "for" | "on")
            || text == "the" && previous > range.start && matches!(tokens.text(previous - 1), "of" | "for" | "on");
        if inner && start < token.saturating_add(1) {
            let before = if text == "the" { previous.checked_sub(2) } else { previous.checked_sub(1) };
            let Some(before) = before.filter(|&b| b >= range.start) else { break };
            let capital =
                tokens.is_capital(before) && !(before == range.start && naming.is_common(tokens.text(before)));
            let other_name = matches!(text, "and")
                && (naming.certain_head(tokens.text(before)).is_some()
                    || start == token && naming.head(tokens.text(before)) == Some(kind)
                    || naming.head(tokens.text(before)).is_some()
                        && before > range.start
                        && tokens.is_capital(before - 1));
            if capital && !other_name && !naming.is_title(tokens.text(before)) {
                start = before;
                continue;
            }
        }
        // "Industry, Trade and Labour Committee"
        if text == ","
            && previous > range.start
            && tokens.is_capital(previous - 1)
            && (start..token).any(|t| tokens.text(t) == "and")
            && kind == NameKind::Organization
            && !naming.is_common(tokens.text(previous - 1))
        {
            start = previous - 1;
            continue;
        }
        break;
    }
    // An adjective of origin before a possessive or a sentence's first word is no part of the name.
    (start < token).then_some(start)
}

/// Capitalised words that lead a name without being part of it: titles and articles at the start.
fn is_leading_word(tokens: Tokens<'_, '_>, token: u32, range: &Range<u32>) -> bool {
    let text = tokens.text(token);
    matches!(
        text,
        "The" | "A" | "An" | "This" | "That" | "Its" | "Their" | "His" | "Her" | "Under" | "In" | "If" | "As"
    ) || token == range.start && tokens.reader.lexicon.names.is_common(text)
}

/// "People's Congress", "Riders' Union": the possessive of a group is part of the name; that of an
/// owner ("Ohio's Fair Rents Act") is not.
fn keeps_possessive(tokens: Tokens<'_, '_>, mark: u32) -> bool {
    let owner = tokens.text(mark - 1);
    let plural = owner.ends_with('s') && matches!(tokens.text(mark), "'" | "’");
    plural
        || matches!(
            owner,
            "People"
                | "Women"
                | "Men"
                | "Children"
                | "Peoples"
                | "Policemen"
                | "Firemen"
                | "Citizen"
                | "Attorney"
                | "Nurse"
                | "Patent"
                | "Investor"
                | "Consumer"
                | "Worker"
                | "Driver"
                | "Patient"
                | "Master"
                | "Lord"
                | "King"
                | "Queen"
                | "Crown"
                | "State"
        )
}

/// One past the last token that belongs to the head from behind: "of Roads and Bridges", "2025", "of 2022".
fn extend_right(tokens: Tokens<'_, '_>, token: u32, range: &Range<u32>, kind: NameKind) -> Option<u32> {
    let naming = &tokens.reader.lexicon.names;
    let mut end = token + 1;
    loop {
        let text = tokens.text(end);
        if end >= range.end {
            break;
        }
        let year = is_year_alone(tokens, end, range);
        if matches!(kind, NameKind::Law | NameKind::Report | NameKind::Event)
            && (year || text == "of" && is_year_alone(tokens, end + 1, range))
        {
            end += if year { 1 } else { 2 };
            break;
        }
        let joins = matches!(text, "of" | "for" | "on")
            || matches!(kind, NameKind::Law | NameKind::Report) && matches!(text, "against" | "to" | "concerning");
        if joins && end < range.end {
            let skip = u32::from(matches!(tokens.text(end + 1), "the" | "The"));
            let next = end + 1 + skip;
            let proper = next < range.end && tokens.is_capital(next) && !naming.is_common(tokens.text(next));
            // "the Bank of a country on Monday": "on" and "for" need a name, not a date or a person.
            if proper && !(text != "of" && naming.is_title(tokens.text(next))) {
                end = capital_run(tokens, next, range, kind);
                continue;
            }
        }
        break;
    }
    (end > token + 1).then_some(end)
}

/// One past a run of capitalised words with "and", "&" and commas in a list that "and" closes.
fn capital_run(tokens: Tokens<'_, '_>, from: u32, range: &Range<u32>, kind: NameKind) -> u32 {
    let naming = &tokens.reader.lexicon.names;
    let mut end = from;
    while end < range.end {
        let text = tokens.text(end);
        let capital = tokens.is_capital(end);
        if capital && (end == from || !naming.is_common(text)) {
            end += 1;
            continue;
        }
        let hyphen = text == "-" && tokens.is_glued(end) && tokens.is_glued(end + 1) && end + 1 < range.end;
        if hyphen {
            end += 2;
            continue;
        }
        let next_capital = end + 1 < range.end
            && tokens.is_capital(end + 1)
            && !naming.is_common(tokens.text(end + 1))
            && naming.certain_head(tokens.text(end + 1)).is_none();
        if matches!(text, "and" | "&") && next_capital && !tokens.is_possessive(end + 2) && kind != NameKind::Place {
            end += 1;
            continue;
        }
        let list = text == ","
            && next_capital
            && (end + 2..(end + 8).min(range.end)).any(|t| {
                matches!(tokens.text(t), "and" | "&")
                    && tokens.is_capital(t + 1)
                    && (end + 1..t).all(|u| tokens.is_capital(u) || tokens.text(u) == ",")
            });
        if list && kind == NameKind::Organization {
            end += 1;
            continue;
        }
        break;
    }
    end
}
