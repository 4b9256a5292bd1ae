//! Lines and the marks at their starts.

use super::words::{List, WORDS};
use crate::span::Span;

/// What the start of a line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineKind {
    /// Nothing but white space.
    Blank,
    /// A line drawn with dashes or the like.
    Rule,
    /// `# ` with the number of marks.
    Hash(u8),
    /// A bullet or number.
    Bullet(Marker),
    /// `> `.
    Quote,
    /// Cells.
    Row,
    /// Words.
    Text,
}

/// The family of a bullet, to tell nested lists apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marker {
    /// A sign.
    Sign(char),
    /// "1." or "1)".
    Figure,
    /// "(a)", "(iv)" or "a)".
    Letter,
}

/// One line of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    pub(super) kind: LineKind,
    /// The line without white space at its ends.
    pub(super) span: Span,
    /// What stands after the mark.
    pub(super) content: Span,
    /// Columns before the first character; a tab counts four.
    pub(super) indent: u32,
}

/// The lines of `text`.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut start = 0;
    for raw in text.split('\n') {
        lines.push(line(text, start, raw));
        start += raw.len() + 1;
    }
    mark_rows(text, &mut lines);
    lines
}

fn line(text: &str, start: usize, raw: &str) -> Line {
    let span = Span::new(start, start + raw.len()).trim(text);
    let slice = span.slice(text);
    let before = &raw[..span.start as usize - start];
    let indent = before.chars().map(|c| if c == '\t' { 4 } else { 1 }).sum();
    let (kind, mark) = kind(slice);
    let content = Span::new(span.start as usize + mark, span.end as usize).trim(text);
    Line { kind, span, content, indent }
}

/// The kind of a trimmed line and the bytes of its mark.
fn kind(line: &str) -> (LineKind, usize) {
    let Some(first) = line.chars().next() else { return (LineKind::Blank, 0) };
    if is_rule(line) {
        return (LineKind::Rule, 0);
    }
    if first == '>' {
        return (LineKind::Quote, line.find(|c: char| c != '>' && c != ' ').unwrap_or(line.len()));
    }
    if first == '#' {
        let marks = line.bytes().take_while(|&b| b == b'#').count();
        if marks <= 6 && line[marks..].starts_with([' ', '\t']) {
            return (LineKind::Hash(marks as u8), marks);
        }
    }
    match marker(line) {
        Some((marker, len)) => (LineKind::Bullet(marker), len),
        None => (LineKind::Text, 0),
    }
}

/// True for three or more marks of one sort and nothing else.
fn is_rule(line: &str) -> bool {
    let mut marks = line.chars().filter(|c| !c.is_whitespace());
    let Some(first) = marks.next().filter(|c| matches!(c, '-' | '=' | '*' | '_' | '–' | '—' | '~' | '•' | '#'))
    else {
        return false;
    };
    line.chars().nth(2).is_some() && marks.all(|c| c == first)
}

/// The bullet or number that begins a line, with its length in bytes.
fn marker(line: &str) -> Option<(Marker, usize)> {
    let first = line.chars().next()?;
    let len = first.len_utf8();
    let rest = &line[len..];
    let spaced = rest.starts_with(char::is_whitespace);
    match first {
        '•' | '‣' | '◦' | '▪' | '●' | '■' | '□' | '○' | '➢' | '►' | '▶' | '✓' | '✔' | '⁃' | '∙' | '\u{f0b7}' =>
        {
            return Some((Marker::Sign(first), len));
        }
        // Arrows, geometric shapes and dingbats.
        '\u{2190}'..='\u{21ff}' | '\u{25a0}'..='\u{25ff}' | '\u{2700}'..='\u{27bf}' if spaced => {
            return Some((Marker::Sign(first), len));
        }
        '-' | '–' | '—' | '*' | '·' | '+' | '»' if spaced => return Some((Marker::Sign(first), len)),
        _ => {}
    }
    let opened = usize::from(first == '(');
    let label = &line[opened..];
    let label_len = label.find(|c: char| !c.is_ascii_alphanumeric())?;
    let label = &label[..label_len];
    let after = &line[opened + label_len..];
    let close = after.chars().next()?;
    if !after[close.len_utf8()..].starts_with(char::is_whitespace) {
        return None;
    }
    let end = opened + label_len + 1;
    let figure = !label.is_empty() && label.bytes().all(|b| b.is_ascii_digit());
    match close {
        ')' if figure && label_len <= 3 => Some((Marker::Figure, end)),
        '.' if figure && label_len <= 2 && opened == 0 => Some((Marker::Figure, end)),
        ')' if label_len == 1 || (label_len <= 5 && label.bytes().all(|b| b"ivxIVX".contains(&b))) => {
            Some((Marker::Letter, end))
        }
        _ => None,
    }
}

/// Marks the lines that are rows of tables: cells parted by bars, tabs or wide gaps, in neighbours alike.
fn mark_rows(text: &str, lines: &mut [Line]) {
    let cells: Vec<u32> = lines.iter().map(|line| cells(line.span.slice(text))).collect();
    let is_row = |i: usize| -> bool { cells.get(i).is_some_and(|&n| n >= 2) };
    for i in 0..lines.len() {
        if !is_row(i) || matches!(lines[i].kind, LineKind::Quote | LineKind::Hash(_)) {
            continue;
        }
        let neighbour = (i > 0 && is_row(i - 1)) || is_row(i + 1);
        if neighbour || cells[i] >= 4 {
            lines[i].kind = LineKind::Row;
            lines[i].content = lines[i].span;
        }
    }
}

/// The number of cells in a line, 1 for running text.
fn cells(line: &str) -> u32 {
    let inner = line.trim_matches('|');
    let bars = inner.matches(" | ").count() + usize::from(inner.len() < line.len());
    let tabs = line.split('\t').filter(|cell| !cell.trim().is_empty()).count().saturating_sub(1);
    let gaps = if bars + tabs == 0 { wide_gaps(line) } else { 0 };
    (bars.max(tabs).max(gaps) + 1) as u32
}

/// Gaps of three and more spaces within a line.
fn wide_gaps(line: &str) -> usize {
    let mut gaps = 0;
    let mut run = 0;
    for byte in line.bytes() {
        run = if byte == b' ' { run + 1 } else { 0 };
        gaps += usize::from(run == 3);
    }
    gaps
}

/// The column at which the lines of a hard-wrapped text break, if it is one.
pub(super) fn wrap_column(text: &str, lines: &[Line]) -> Option<u32> {
    let mut broken = 0_usize;
    let mut breaks = 0_usize;
    let mut longest = 0_u32;
    for pair in lines.windows(2) {
        if pair[0].kind == LineKind::Blank || !matches!(pair[1].kind, LineKind::Text) {
            continue;
        }
        let (before, after) = (pair[0].content.slice(text), pair[1].content.slice(text));
        breaks += 1;
        if before.len() > 30
            && after.starts_with(char::is_lowercase)
            && !before.ends_with(['.', '!', '?', ':', ';', '”', '"'])
        {
            broken += 1;
            longest = longest.max(pair[0].span.len() as u32 + pair[0].indent);
        }
    }
    (broken * 4 > breaks && longest <= 160).then_some(longest).filter(|&column| column > 0)
}

/// True if the line says nothing but a date.
pub(super) fn is_date(line: &str) -> bool {
    if line.len() > 60 {
        return false;
    }
    let mut figure = false;
    let mut month = false;
    let words = line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    for word in words {
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        figure |= digits > 0;
        let rest = &word[digits..];
        let is_month = WORDS.is(List::Month, rest);
        month |= is_month;
        if !(rest.is_empty() || is_month || WORDS.is(List::DateWord, rest)) {
            return false;
        }
    }
    figure && (month || line.len() >= 8)
}
