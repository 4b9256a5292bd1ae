//! Words and punctuation marks by the conventions of the English UD treebanks.
//!
//! One pass over the text: white space separates chunks, and each chunk is read from left to right.

use super::words::{List, WORDS, Words};
use crate::span::Span;

/// Appends the tokens of `range` of `text` to `tokens`.
pub(super) fn tokenize(text: &str, range: Span, tokens: &mut Vec<Span>) {
    let mut tokenizer = Tokenizer { text, words: &WORDS, end: 0, tokens };
    let slice = range.slice(text);
    let mut start = None;
    for (offset, c) in slice.char_indices() {
        let at = range.start as usize + offset;
        match (is_gap(c), start) {
            (true, Some(from)) => {
                tokenizer.chunk(from, at);
                start = None;
            }
            (false, None) => start = Some(at),
            _ => {}
        }
    }
    if let Some(from) = start {
        tokenizer.chunk(from, range.end as usize);
    }
}

/// True for what separates chunks: white space, control characters and invisible spaces.
pub(super) fn is_gap(c: char) -> bool {
    if c.is_ascii() {
        c <= ' ' || c == '\u{7f}'
    } else {
        c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}' | '\u{feff}' | '\u{2060}')
    }
}

/// True for what a word is made of.
fn is_word(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { c.is_alphanumeric() || is_joining(c) }
}

/// Combining marks, joiners and soft hyphens: part of the character or word they follow.
fn is_joining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200c}' | '\u{200d}' | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '`' | '´')
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

/// Marks whose repetition is one token ("...", "--", "!!").
fn repeats(c: char) -> bool {
    matches!(c, '.' | '-' | '–' | '—' | '=' | '*' | '_' | '~' | '<' | '>' | '+' | '!' | '?' | '…' | '#')
}

/// Longest run of stops, question and exclamation marks that are looked at together.
const MIXED: usize = 12;

struct Tokenizer<'a> {
    text: &'a str,
    words: &'a Words,
    /// End of the chunk being read.
    end: usize,
    tokens: &'a mut Vec<Span>,
}

impl Tokenizer<'_> {
    /// Reads one chunk without white space.
    fn chunk(&mut self, start: usize, end: usize) {
        let chunk = &self.text[start..end];
        if chunk.bytes().all(|b| b.is_ascii_alphabetic()) {
            self.word(start, end);
            return;
        }
        self.end = end;
        if (chunk.contains('@') || chunk.contains("://") || chunk.contains("www.")) && self.address(start) {
            return;
        }
        self.run(start, end);
    }

    /// Reads from `start` to `end`, part of one chunk.
    fn run(&mut self, start: usize, end: usize) {
        self.end = end;
        let mut at = start;
        while let Some(c) = self.char_at(at) {
            at = if is_word(c) { self.word_at(at) } else { self.mark_at(at, c, start) };
        }
    }

    /// A URL or e-mail address in a chunk, with the brackets and marks around it.
    fn address(&mut self, start: usize) -> bool {
        let chunk = &self.text[start..self.end];
        let body = chunk.trim_start_matches(['(', '<', '[', '"', '“', '‘', '\'', '*', '_', '{']);
        let mut from = start + chunk.len() - body.len();
        let trimmed = |text: &str| {
            text.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '>', ']', '"', '”', '’', '\'', '*', '_', '}'])
                .len()
        };
        let body = if let Some(scheme) = body.find("://") {
            let head = body[..scheme]
                .rfind(|c: char| !c.is_ascii_alphabetic())
                .map_or(0, |i| i + body[i..].chars().next().map_or(1, char::len_utf8));
            from += head;
            &body[head..]
        } else if body.starts_with("www.") {
            body
        } else {
            let Some(at) = body.find('@') else { return false };
            let user = body[..at].trim_end_matches(|c: char| c.is_ascii_alphanumeric() || "._%+-".contains(c)).len();
            let host = body[at + 1..].trim_end_matches(|c: char| !c.is_alphanumeric());
            // Mail inside a house goes to names without a domain ("Griffith@ENRON").
            let is_host = host.contains('.') || host.bytes().all(|b| b.is_ascii_alphanumeric());
            if user == at || host.is_empty() || !is_host || body[..user].ends_with(is_word) {
                return false;
            }
            from += user;
            &body[user..]
        };
        let cut = body.find(['>', '<', '"', '”', '|']).unwrap_or(body.len());
        let len = trimmed(&body[..cut]);
        // An address may end in a bracket that it opened itself.
        let len = if body[..len].contains('(') && body[len..].starts_with(')') { len + 1 } else { len };
        if len == 0 {
            return false;
        }
        let end = self.end;
        self.run(start, from);
        self.push(from, from + len);
        self.run(from + len, end);
        true
    }

    /// Reads the mark `c` at `at`; returns where it ends.
    fn mark_at(&mut self, at: usize, c: char, chunk_start: usize) -> usize {
        let next = at + c.len_utf8();
        let following = self.char_at(next);
        let starts_chunk = at == chunk_start;
        match c {
            // Stray marks of emphasis are no tokens.
            '*' | '_' if self.is_emphasis(at, c) => return self.end_of_run(at, c),
            '[' if self.rest(at).starts_with("[...]") => {
                self.push(at, at + 5);
                return at + 5;
            }
            '.' if following.is_some_and(|f| f.is_ascii_digit()) && !self.follows_word(at) => return self.word_at(at),
            '.' if starts_chunk && following.is_some_and(|f| f.is_ascii_alphabetic()) => return self.word_at(at),
            '+' if following.is_some_and(|f| f.is_ascii_digit()) && !self.follows_word(at) => return self.word_at(at),
            '#' | '@' if following.is_some_and(char::is_alphabetic) && !self.follows_word(at) => {
                return self.word_at(at);
            }
            ':' | ';' | '=' | '<' | '^' if let Some(end) = self.emoticon(at) => {
                self.push(at, end);
                return end;
            }
            _ if is_apostrophe(c) => return self.apostrophe_at(at, next),
            _ => {}
        }
        let end = if repeats(c) { self.end_of_run(at, c) } else { self.end_of_symbol(next) };
        self.push(at, end);
        end
    }

    /// End of the emoticon that begins at `at`; none where a word or figure follows it (":D" is one, ":Don" is none).
    fn emoticon(&self, at: usize) -> Option<usize> {
        const LONGEST: usize = 3;
        (2..=LONGEST).rev().find_map(|len| {
            let face = self.text.get(at..at + len).filter(|_| at + len <= self.end)?;
            let free = !self.char_at(at + len).is_some_and(is_word);
            (free && self.words.is(List::Emoticon, face)).then_some(at + len)
        })
    }

    /// A stroke after the word from `start` to `at`: some short forms go over it.
    fn stroke(&self, start: usize, at: usize) -> Inside {
        let next = at + 1;
        let rest = self.rest(next);
        let end = next + rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
        if end > next && self.words.is(List::Slashed, &self.text[start..end]) {
            return Inside::Goes(end);
        }
        let digits =
            self.text[..at].ends_with(|b: char| b.is_ascii_digit()) && rest.starts_with(|c: char| c.is_ascii_digit());
        match self.words.is(List::Slashed, &self.text[start..next]) {
            true => Inside::Ends(next),
            false if digits => Inside::Goes(next),
            false => Inside::Ends(at),
        }
    }

    /// True if the run of `*` or `_` at `at` marks emphasis: it touches other text of the chunk.
    fn is_emphasis(&self, at: usize, c: char) -> bool {
        let end = self.end_of_run(at, c);
        let before = self.text[..at].chars().next_back().is_some_and(|b| !is_gap(b));
        let after = self.char_at(end).is_some();
        end - at <= 3 && (before || after || end - at == 2)
    }

    /// True if the character before `at` belongs to a word.
    fn follows_word(&self, at: usize) -> bool {
        self.text[..at].chars().next_back().is_some_and(is_word)
    }

    /// End of the run of marks like `c` that begins at `at`; question and exclamation marks mix, and one full stop goes
    /// with them.
    fn end_of_run(&self, at: usize, c: char) -> usize {
        let rest = self.rest(at);
        let near = &rest.as_bytes()[..rest.len().min(MIXED)];
        let mixed = near.iter().position(|b| !b".!?".contains(b)).unwrap_or(rest.len());
        let stops = || near.iter().take(mixed).filter(|&&b| b == b'.').count();
        if mixed > 1 && mixed <= near.len() && stops() == 1 && (near[0] == b'.' || near[mixed - 1] == b'.') {
            return at + mixed;
        }
        let len = if matches!(c, '!' | '?') { rest.find(|d| !matches!(d, '!' | '?')) } else { rest.find(|d| d != c) };
        at + len.unwrap_or(rest.len())
    }

    /// End of a symbol whose first character ends at `at`: emoji with their joiners and modifiers.
    fn end_of_symbol(&self, mut at: usize) -> usize {
        while let Some(c) = self.char_at(at).filter(|&c| is_joining(c)) {
            at += c.len_utf8();
            if c == '\u{200d}'
                && let Some(joined) = self.char_at(at)
            {
                at += joined.len_utf8();
            }
        }
        at
    }

    /// Reads an apostrophe that is not inside a word; returns where its token ends.
    fn apostrophe_at(&mut self, at: usize, next: usize) -> usize {
        let rest = self.rest(next);
        let letters = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        let word = &rest[..letters];
        let decade = word.len() == 3 && word.ends_with('s') && word[..2].bytes().all(|b| b.is_ascii_digit());
        let follows = self.follows_word(at);
        let list = if follows { List::Clitic } else { List::Aphaeresis };
        let end = if decade || self.words.is(list, word) {
            next + letters
        } else if rest.starts_with(is_apostrophe) {
            next + rest.chars().next().map_or(0, char::len_utf8)
        } else {
            next
        };
        self.push(at, end);
        end
    }

    /// Reads the word at `start` with what belongs to it; returns where reading goes on.
    fn word_at(&mut self, start: usize) -> usize {
        let first = self.char_at(start).map_or(1, char::len_utf8);
        let mut at = start + first;
        while let Some(c) = self.char_at(at) {
            if is_word(c) {
                at += c.len_utf8();
                continue;
            }
            match self.inside(start, at, c) {
                Inside::Goes(to) => at = to,
                Inside::Ends(end) => {
                    self.word(start, end);
                    return end;
                }
            }
        }
        self.word(start, at);
        at
    }

    /// Decides whether the word that began at `start` goes on over the mark `c` at `at`.
    fn inside(&self, start: usize, at: usize, c: char) -> Inside {
        let next = at + c.len_utf8();
        let word = &self.text[start..at];
        let following = self.char_at(next);
        let digit_before = word.ends_with(|b: char| b.is_ascii_digit());
        let digit_after = following.is_some_and(|f| f.is_ascii_digit());
        let word_after = following.is_some_and(is_word);
        let goes = match c {
            '.' => return self.full_stop(start, at),
            ',' | ':' => digit_before && digit_after,
            '/' => return self.stroke(start, at),
            '_' => word_after,
            '&' => word_after && word.len() <= 3 && word.bytes().all(|b| b.is_ascii_uppercase()),
            '$' => self.words.is(List::Dollar, word) && !word.ends_with(|b: char| b.is_ascii_lowercase()),
            _ if is_hyphen(c) => return self.hyphen(start, at, next),
            _ if is_apostrophe(c) => return self.apostrophe_inside(start, at, next),
            _ => false,
        };
        match c {
            '$' if goes => Inside::Ends(next),
            _ if goes => Inside::Goes(next),
            _ => Inside::Ends(at),
        }
    }

    /// A full stop after the word from `start` to `at`.
    fn full_stop(&self, start: usize, at: usize) -> Inside {
        let word = &self.text[start..at];
        let next = at + 1;
        let following = self.char_at(next);
        let last = word.chars().next_back().unwrap_or(' ');
        // Only the part after the last full stop decides: bounded work for long chains.
        let dotted = is_initials(word);
        match following {
            Some(f) if f.is_ascii_digit() && last.is_ascii_digit() => Inside::Goes(next),
            Some(f) if is_word(f) => {
                if dotted && (f.is_uppercase() || word.len() == 1 || !last.is_uppercase()) {
                    return Inside::Goes(next);
                }
                if self.abbreviation(word, next) {
                    return Inside::Ends(next);
                }
                if last.is_lowercase() && f.is_uppercase() { Inside::Ends(at) } else { Inside::Goes(next) }
            }
            Some('.') if !(dotted && word.len() > 1) => Inside::Ends(at),
            _ if self.abbreviation(word, next) || (dotted && last.is_alphabetic() && self.keeps_stop(word, next)) => {
                Inside::Ends(next)
            }
            _ => Inside::Ends(at),
        }
    }

    /// True if `word` with a full stop that ends at `next` is an abbreviation of the lists.
    fn abbreviation(&self, word: &str, next: usize) -> bool {
        use super::words::Abbreviation as A;
        match self.words.abbreviation(word) {
            Some(A::BeforeFigure) => {
                let ahead = self.text[next..].chars().find(|&c| !is_gap(c));
                ahead.is_some_and(|c| c.is_ascii_digit())
            }
            Some(_) => true,
            None => false,
        }
    }

    /// True if initials keep their full stop: a lone letter does before a name, "U.S" always.
    fn keeps_stop(&self, word: &str, next: usize) -> bool {
        if word.len() > 1 {
            return true;
        }
        if !word.starts_with(|c: char| c.is_ascii_uppercase()) {
            return false;
        }
        let ahead = self.text[next..].trim_start();
        if ahead.starts_with([',', ';']) {
            return true;
        }
        let end = ahead.find(|c: char| !c.is_alphanumeric()).unwrap_or(ahead.len());
        ahead.starts_with(char::is_uppercase) && (end == 1 || !self.words.is(List::Starter, &ahead[..end]))
    }

    /// A hyphen inside a word.
    fn hyphen(&self, start: usize, at: usize, next: usize) -> Inside {
        let word = &self.text[start..at];
        let Some(following) = self.char_at(next).filter(|&c| is_word(c)) else {
            // A word broken off in speech.
            let broken =
                word.len() <= 2 && self.char_at(next).is_none() && word.bytes().all(|b| b.is_ascii_alphabetic());
            return Inside::Ends(if broken { next } else { at });
        };
        if self.words.is(List::Prefix, word) && following.is_alphanumeric() {
            return Inside::Goes(next);
        }
        if word.ends_with(|c: char| c.is_ascii_digit())
            && following.is_ascii_digit()
            && word.bytes().all(|b| b.is_ascii_digit() || b"-/.".contains(&b))
        {
            return self.numbers(start, at, next);
        }
        Inside::Ends(at)
    }

    /// A hyphen between figures: telephone numbers and dates are one token, ranges three.
    fn numbers(&self, start: usize, at: usize, next: usize) -> Inside {
        let rest = self.rest(next);
        let len = rest.find(|c: char| !(c.is_ascii_digit() || c == '-')).unwrap_or(rest.len());
        let groups = rest[..len].trim_end_matches('-');
        let already = self.text[start..at].contains('-');
        let telephone = at - start == 3 && groups.len() == 4;
        if already || groups.contains('-') || telephone { Inside::Goes(next + groups.len()) } else { Inside::Ends(at) }
    }

    /// An apostrophe inside a word: a clitic begins there, or the word goes on.
    fn apostrophe_inside(&self, start: usize, at: usize, next: usize) -> Inside {
        let rest = self.rest(next);
        let len = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
        let tail = &rest[..len];
        let word = &self.text[start..at];
        if tail.is_empty() {
            return Inside::Ends(at);
        }
        if tail.eq_ignore_ascii_case("t") && word.len() > 1 && word.ends_with(['n', 'N']) {
            return Inside::Ends(at - 1);
        }
        let decade = word.ends_with('0') && tail == "s";
        if self.words.is(List::Clitic, tail) && !decade { Inside::Ends(at) } else { Inside::Goes(next) }
    }

    /// Takes the word from `start` to `end`, apart where two words are written as one.
    fn word(&mut self, start: usize, end: usize) {
        let word = &self.text[start..end];
        if let Some(first) = self.words.joined(word) {
            self.push(start, start + first);
            self.push(start + first, end);
            return;
        }
        if let Some(figure) = self.figure_before_unit(start, word) {
            self.push(start, start + figure);
            self.push(start + figure, end);
            return;
        }
        self.push(start, end);
    }

    /// The length of the figure in a figure with a unit ("7pm"), if the two are words of their own.
    fn figure_before_unit(&self, start: usize, word: &str) -> Option<usize> {
        if !word.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
            return None;
        }
        let figure = word.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | ':')))?;
        let unit = &word[figure..];
        let after_currency = self.tokens.last().is_some_and(|last| {
            last.end as usize == start && last.slice(self.text).ends_with(['$', '€', '£', '¥', '₹'])
        });
        let decade = unit == "s" && word[..figure].ends_with('0');
        let splits = unit.bytes().all(|b| b.is_ascii_alphabetic())
            && !decade
            && (after_currency
                || (self.words.is(List::Unit, unit)
                    && (unit.len() > 1 || unit.starts_with(|c: char| c.is_ascii_lowercase()))));
        splits.then_some(figure)
    }

    fn push(&mut self, start: usize, end: usize) {
        if start < end {
            self.tokens.push(Span::new(start, end));
        }
    }

    fn char_at(&self, at: usize) -> Option<char> {
        self.text[at..self.end].chars().next()
    }

    fn rest(&self, at: usize) -> &str {
        &self.text[at..self.end]
    }
}

/// What a mark does to the word before it.
enum Inside {
    /// The word goes on at this byte.
    Goes(usize),
    /// The word ends at this byte.
    Ends(usize),
}

/// True for letters with full stops between them ("U", "U.S", "p.m").
fn is_initials(word: &str) -> bool {
    if word.len() > 24 {
        return false;
    }
    let mut letter = false;
    word.chars().all(|c| {
        letter = !letter;
        if letter { c.is_alphabetic() } else { c == '.' }
    }) && letter
}
