//! Where sentences end, from the tokens of one block.

use super::words::{Abbreviation, List, WORDS, Words};
use crate::span::Span;

/// More tokens than this are no sentence: bounded work for what comes after.
pub(super) const LONGEST: usize = 512;

/// A bracket that closes farther away than this is taken for a stray one.
const LONGEST_BRACKET: usize = 50;

/// The ends (exclusive token indices) of the sentences of a block with these tokens.
pub(super) fn split(text: &str, tokens: &[Span]) -> Vec<usize> {
    let splitter = Splitter { text, tokens, words: &WORDS };
    let mut ends = Vec::new();
    let mut start = 0;
    let mut at = 0;
    let mut quoted = false;
    let mut bracket_end = 0;
    let closes = splitter.brackets();
    if let Some(end) = splitter.dateline() {
        ends.push(end);
        (start, at) = (end, end);
    }
    while at < tokens.len() {
        let token = splitter.token(at);
        match token {
            "\"" => quoted = !quoted,
            "“" => quoted = true,
            "”" => quoted = false,
            "(" | "[" if at > start => bracket_end = bracket_end.max(closes[at]),
            _ => {}
        }
        let stop = splitter.stop(at);
        if let Some(stop) = stop {
            let (end, closed_quote) = splitter.closers(at + 1, quoted);
            quoted &= !closed_quote;
            if end >= bracket_end && splitter.ends(stop, at, end, closed_quote) {
                ends.push(end);
                start = end;
            }
            at = end;
        } else {
            at += 1;
        }
        if at - start >= LONGEST {
            ends.push(splitter.cut(start, at));
            start = ends.last().copied().unwrap_or(at);
        }
    }
    if start < tokens.len() {
        ends.push(tokens.len());
    }
    ends
}

/// A token that may end a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stop {
    Full,
    Strong,
    Ellipsis,
    Abbreviated,
}

struct Splitter<'a> {
    text: &'a str,
    tokens: &'a [Span],
    words: &'a Words,
}

impl Splitter<'_> {
    /// End of a wire story's dateline ("NAIROBI, Oct. 3 (Agency) — "): capitals up to a dash.
    fn dateline(&self) -> Option<usize> {
        const REACH: usize = 16;
        let first = self.tokens.first()?.slice(self.text);
        if first.chars().count() < 3 || !first.chars().all(char::is_uppercase) {
            return None;
        }
        let mut in_brackets = false;
        for at in 1..self.tokens.len().min(REACH) {
            let token = self.token(at);
            match token {
                "—" | "–" | "-" | "--" => return (!self.adjacent(at)).then_some(at + 1),
                "(" => in_brackets = true,
                ")" => in_brackets = false,
                "," | "." | "/" => {}
                _ if in_brackets => {}
                _ if token.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()) => {}
                _ => return None,
            }
        }
        None
    }

    fn token(&self, at: usize) -> &str {
        self.tokens[at].slice(self.text)
    }

    /// True if no white space stands before the token.
    fn adjacent(&self, at: usize) -> bool {
        at > 0 && self.tokens[at - 1].end == self.tokens[at].start
    }

    fn stop(&self, at: usize) -> Option<Stop> {
        let token = self.token(at);
        let last = *token.as_bytes().last()?;
        let marks = token.bytes().all(|b| matches!(b, b'.' | b'!' | b'?'));
        match last {
            b'.' if token == "." => Some(Stop::Full),
            b'.' if token.bytes().all(|b| b == b'.') => Some(Stop::Ellipsis),
            _ if marks && token.len() < 100 => Some(Stop::Strong),
            b'.' => Some(Stop::Abbreviated),
            _ if token.starts_with('…') => Some(Stop::Ellipsis),
            _ if self.is_emoticon(token) => Some(Stop::Ellipsis),
            _ if matches!(token, "。" | "！" | "？") => Some(Stop::Strong),
            _ => None,
        }
    }

    fn is_emoticon(&self, token: &str) -> bool {
        token.len() > 1 && token.len() < 4 && self.words.is(List::Emoticon, token)
    }

    /// Goes over closing quotation marks and brackets, further stops and note marks that touch the stop, and emoticons;
    /// says whether a quotation was closed.
    fn closers(&self, mut at: usize, quoted: bool) -> (usize, bool) {
        let mut closed = false;
        while at < self.tokens.len() {
            let token = self.token(at);
            let goes_on = match token {
                "”" | "''" | "»" | "’’" => {
                    closed = true;
                    true
                }
                "\"" if quoted && !closed && self.adjacent(at) => {
                    closed = true;
                    true
                }
                "’" | "'" => {
                    let adjacent = self.adjacent(at);
                    closed |= adjacent;
                    adjacent
                }
                ")" | "]" | "}" => self.adjacent(at),
                _ if self.is_emoticon(token) => true,
                _ => self.adjacent(at) && self.stop(at).is_some_and(|stop| stop != Stop::Abbreviated),
            };
            if goes_on {
                at += 1;
            } else if token == "[" && self.is_note(at) {
                at += 3;
            } else {
                break;
            }
        }
        (at, closed)
    }

    /// True for a note mark such as "[12]" at `at`.
    fn is_note(&self, at: usize) -> bool {
        at + 2 < self.tokens.len()
            && self.token(at + 1).bytes().all(|b| b.is_ascii_digit())
            && self.token(at + 2) == "]"
    }

    /// True if the sentence with the stop at `at` ends before token `next`.
    fn ends(&self, stop: Stop, at: usize, next: usize, closed_quote: bool) -> bool {
        if next >= self.tokens.len() {
            return true;
        }
        let Some(word) = self.first_word(next) else { return stop != Stop::Abbreviated };
        let word = self.token(word);
        let first = word.chars().next().unwrap_or(' ');
        if self.adjacent(next) && !first.is_uppercase() {
            return false;
        }
        match stop {
            // Informal text begins sentences with small letters, but not after a closing mark.
            Stop::Strong if first.is_lowercase() => next == at + 1 && !self.is_cue(next),
            _ if first.is_lowercase() => stop == Stop::Full && next == at + 1,
            Stop::Abbreviated => self.abbreviation_ends(at, next, first),
            Stop::Strong if closed_quote => !self.is_cue(next),
            Stop::Full if closed_quote => !self.is_cue(next) || first.is_uppercase(),
            Stop::Full | Stop::Strong => true,
            Stop::Ellipsis => first.is_uppercase(),
        }
    }

    /// The first token at or after `at` that is a word, over opening marks.
    fn first_word(&self, at: usize) -> Option<usize> {
        (at..self.tokens.len().min(at + 4)).find(|&i| self.token(i).starts_with(char::is_alphanumeric))
    }

    /// True if the abbreviation at `at` ends its sentence before the token `next`, which begins with `first`.
    fn abbreviation_ends(&self, at: usize, next: usize, first: char) -> bool {
        let token = self.token(at);
        let word = token.strip_suffix('.').unwrap_or(token);
        let following = self.first_word(next).map_or("", |i| self.token(i));
        let opens = self.first_word(next) != Some(next)
            && !matches!(self.token(next), "(" | "[" | "," | ";" | ":" | "-" | "–" | "—" | "/" | "&");
        let begins = first.is_uppercase() && (self.words.is(List::Starter, following) || opens);
        match self.words.abbreviation(word) {
            Some(Abbreviation::End) => first.is_uppercase(),
            Some(Abbreviation::Clock) => {
                let is_day = self.words.is(List::DateWord, following) || self.words.is(List::Month, following);
                first.is_uppercase() && (self.words.is(List::Starter, following) || !(is_day || is_acronym(following)))
            }
            Some(Abbreviation::Date | Abbreviation::Suffix) | None if word.len() > 1 => {
                begins && self.is_plain_next(next)
            }
            // A lone initial goes with the name after it, and so do titles.
            _ => false,
        }
    }

    /// True if nothing but opening marks stands between the stop and the next word.
    fn is_plain_next(&self, next: usize) -> bool {
        self.token(next).starts_with(|c: char| c.is_alphanumeric() || matches!(c, '"' | '“' | '‘' | '\''))
    }

    /// True if the tokens at `at` say who spoke: a few capitalised words and a verb of speech.
    fn is_cue(&self, at: usize) -> bool {
        for i in at..self.tokens.len().min(at + 5) {
            let token = self.token(i);
            if self.words.is(List::Speech, token) {
                return true;
            }
            if !token.starts_with(char::is_uppercase) && !matches!(token, "'s" | "’s" | "-") {
                return false;
            }
        }
        false
    }

    /// For each opening bracket the index after its closing one, if that is near; else 0.
    fn brackets(&self) -> Vec<usize> {
        let mut closes = vec![0; self.tokens.len()];
        let mut open = Vec::new();
        for at in 0..self.tokens.len() {
            match self.token(at) {
                "(" | "[" => open.push(at),
                ")" | "]" => {
                    if let Some(from) = open.pop()
                        && at - from <= LONGEST_BRACKET
                    {
                        closes[from] = at + 1;
                    }
                }
                _ => {}
            }
        }
        closes
    }

    /// Where to cut the tokens from `start` to `end` that are too many for a sentence: after the last semicolon
    /// or comma of their second half, or at the end.
    fn cut(&self, start: usize, end: usize) -> usize {
        let half = start + (end - start) / 2;
        let mark = |mark: &str| (half..end).rev().find(|&i| self.token(i) == mark).map(|i| i + 1);
        mark(";").or_else(|| mark(",")).unwrap_or(end)
    }
}

/// True for a word of two to five capitals: a time zone after a time of day.
fn is_acronym(word: &str) -> bool {
    (2..=5).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_uppercase())
}
