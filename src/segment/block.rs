//! Lines to headings, paragraphs, list items, quotations and tables.

use super::BlockKind;
use super::line::{self, Line, LineKind, Marker};
use super::words::{List, WORDS};
use crate::read::Format;
use crate::span::Span;

/// A block before its sentences are known.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) kind: BlockKind,
    /// From its first to its last line, marks included.
    pub(super) span: Span,
    /// Its lines without marks.
    pub(super) content: Vec<Span>,
    pub(super) parent: Option<u32>,
    /// Number of `#` marks of a heading.
    level: u8,
    marker: Option<Marker>,
    indent: u32,
    /// True if no blank line stands before it.
    close: bool,
}

/// The blocks of `text` with their parents.
pub(super) fn blocks(text: &str, format: Format) -> Vec<Draft> {
    let lines = line::lines(text);
    // Readers of marked-up formats give one line a paragraph.
    let wrap = match format {
        Format::Html | Format::Docx => None,
        _ => line::wrap_column(text, &lines),
    };
    let mut drafts = drafts(text, &lines, wrap);
    mark_headings(text, &mut drafts);
    mark_quotations(text, &mut drafts);
    set_parents(text, &mut drafts);
    drafts
}

/// Joins lines into blocks by their marks and by the column at which the text wraps.
fn drafts(text: &str, lines: &[Line], wrap: Option<u32>) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    let mut before: Option<&Line> = None;
    for line in lines {
        match line.kind {
            LineKind::Blank => before = None,
            LineKind::Rule => {
                underline(&mut drafts, text, line, before);
                before = None;
            }
            _ => {
                let joins = before.is_some_and(|before| joins(text, before, line, wrap));
                match drafts.last_mut().filter(|_| joins) {
                    Some(draft) => {
                        draft.span = draft.span.cover(line.span);
                        draft.content.push(line.content);
                    }
                    None => drafts.push(draft(line, before.is_some())),
                }
                before = Some(line);
            }
        }
    }
    drafts.retain(|draft| draft.content.iter().any(|part| !part.is_empty()));
    drafts
}

fn draft(line: &Line, close: bool) -> Draft {
    let (kind, level, marker) = match line.kind {
        LineKind::Hash(level) => (BlockKind::Heading, level, None),
        LineKind::Bullet(marker) => (BlockKind::ListItem, 0, Some(marker)),
        LineKind::Quote => (BlockKind::Quotation, 0, None),
        LineKind::Row => (BlockKind::Table, 0, None),
        LineKind::Blank | LineKind::Rule | LineKind::Text => (BlockKind::Paragraph, 0, None),
    };
    Draft {
        kind,
        span: line.span,
        content: vec![line.content],
        parent: None,
        level,
        marker,
        indent: line.indent,
        close,
    }
}

/// True if `line` goes on with the block that the line before it belongs to.
fn joins(text: &str, before: &Line, line: &Line, wrap: Option<u32>) -> bool {
    match (before.kind, line.kind) {
        (LineKind::Quote, LineKind::Quote) => {
            !before.content.is_empty() && !line.content.is_empty() && !is_attribution(line.content.slice(text))
        }
        (LineKind::Row, LineKind::Row) => true,
        (LineKind::Text | LineKind::Bullet(_), LineKind::Text) => {
            wrap.is_some_and(|column| is_wrapped(text, before, line, column))
        }
        _ => false,
    }
}

/// True if the break before `line` is one that a fixed column forced.
fn is_wrapped(text: &str, before: &Line, line: &Line, column: u32) -> bool {
    let content = line.content.slice(text);
    if content.starts_with(char::is_lowercase) {
        return true;
    }
    let word = content.split_whitespace().next().map_or(0, str::len) as u32;
    let used = before.indent + before.span.len() as u32;
    used + 1 + word > column.saturating_sub(column / 16)
}

/// A rule of `=` or `-` under a short line makes that line a heading.
fn underline(drafts: &mut [Draft], text: &str, rule: &Line, before: Option<&Line>) {
    let sign = rule.span.slice(text).as_bytes()[0];
    if let (Some(before), Some(draft)) = (before, drafts.last_mut())
        && before.kind == LineKind::Text
        && draft.content.len() == 1
        && draft.span.len() <= 120
        && matches!(sign, b'=' | b'-')
    {
        draft.kind = BlockKind::Heading;
        draft.level = if sign == b'=' { 1 } else { 2 };
    }
}

/// Finds headings that have no mark: short lines without a final stop, above what they name.
fn mark_headings(text: &str, drafts: &mut [Draft]) {
    let looks: Vec<Look> = drafts.iter().enumerate().map(|(i, draft)| look(text, draft, i)).collect();
    let mut at = 0;
    while at < drafts.len() {
        let run = looks[at..].iter().take_while(|look| **look != Look::Body).count();
        if run == 0 {
            at += 1;
            continue;
        }
        let end = at + run;
        // Nothing below: a signature or a list of names, not headings.
        let heads =
            end < drafts.len() && (at == 0 || looks[at..end].iter().filter(|look| **look == Look::Short).count() <= 3);
        for i in at..end {
            let marked = looks[i] == Look::Marked && i + 1 < drafts.len();
            if marked || (heads && looks[i] == Look::Short) {
                drafts[i].kind = BlockKind::Heading;
                drafts[i].marker = None;
            }
        }
        at = end;
    }
}

/// How a draft looks to the search for headings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    /// Running text, list items, tables.
    Body,
    /// A short line without a final stop.
    Short,
    /// A line marked as a heading by capitals or bold type.
    Marked,
    /// A date line: names nothing, parts nothing.
    Date,
}

fn look(text: &str, draft: &Draft, position: usize) -> Look {
    if draft.kind == BlockKind::Heading {
        return Look::Marked;
    }
    if draft.kind != BlockKind::Paragraph || draft.content.len() != 1 {
        return Look::Body;
    }
    let line = draft.content[0].slice(text);
    if line::is_date(line) {
        return Look::Date;
    }
    if line.len() > 200 || is_attribution(line) {
        return Look::Body;
    }
    let bold =
        line.len() > 4 && line.starts_with("**") && line.ends_with("**") && !line[2..line.len() - 2].contains("**");
    let words = line.split_whitespace().count();
    if bold && words <= 20 {
        return Look::Marked;
    }
    let bare = line.trim_matches(['*', '_', ' ']);
    let closed = bare.trim_end_matches(['"', '”', '’', ')']).ends_with(['.', ',', ';', ':', '…', '!', '-', '–', '—']);
    let most = if position == 0 { 25 } else { 14 };
    let question = bare.ends_with('?') && words > 10;
    let opens =
        bare.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '"' | '“' | '‘' | '\''));
    if closed || question || words > most || !opens || bare.contains("://") || bare.contains('@') {
        return Look::Body;
    }
    if is_capitals(bare) { Look::Marked } else { Look::Short }
}

/// True if all letters are capitals and there are words of them.
fn is_capitals(line: &str) -> bool {
    let letters = line.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 4 && line.chars().all(|c| !c.is_lowercase())
}

/// True for a line that says whose words stand above it ("— Ada Bloom, Northwind").
fn is_attribution(line: &str) -> bool {
    let name = line.trim_start_matches(['—', '–', '-', ' ']);
    name.len() < line.len()
        && name.split_whitespace().count() <= 14
        && name.starts_with(char::is_uppercase)
        && !name.ends_with(['.', ';', ':'])
}

/// A paragraph in quotation marks above an attribution is a quotation, and so is one below a line that says who
/// speaks ("Ada Bloom told the Courier:"); the attribution and the line are paragraphs.
fn mark_quotations(text: &str, drafts: &mut [Draft]) {
    for at in 1..drafts.len() {
        if drafts[at].kind == BlockKind::Paragraph
            && drafts[at - 1].kind == BlockKind::Paragraph
            && is_cue(drafts[at - 1].span.slice(text))
        {
            drafts[at].kind = BlockKind::Quotation;
            drafts[at].parent = Some((at - 1) as u32);
            continue;
        }
        let (above, below) = drafts.split_at_mut(at);
        let quotation = &mut above[at - 1];
        let next_is_item = below.get(1).is_some_and(|next| next.kind == BlockKind::ListItem);
        let line = &mut below[0];
        if !is_attribution(line.span.slice(text).trim_start_matches(['>', ' '])) || next_is_item {
            continue;
        }
        let words = quotation.span.slice(text);
        let quoted = words.starts_with(['"', '“', '‘']) && words.ends_with(['"', '”', '’']);
        if quotation.kind == BlockKind::Quotation || (quoted && quotation.kind == BlockKind::Paragraph) {
            quotation.kind = BlockKind::Quotation;
            line.kind = BlockKind::Paragraph;
            line.parent = Some((at - 1) as u32);
        }
    }
}

/// True for a line that ends in a verb of speech, perhaps with its hearer, and a colon.
fn is_cue(line: &str) -> bool {
    let Some(line) = line.trim_end_matches(['*', '_']).strip_suffix(':') else { return false };
    line.len() <= 300 && line.split_whitespace().rev().take(4).any(|word| WORDS.is(List::Speech, word))
}

/// Gives each block the block that it belongs under.
fn set_parents(text: &str, drafts: &mut [Draft]) {
    let mut headings: Vec<u32> = Vec::new();
    let mut introduction: Option<u32> = None;
    let mut items: Vec<u32> = Vec::new();
    for at in 0..drafts.len() {
        let index = at as u32;
        let heading = headings.last().copied();
        match drafts[at].kind {
            BlockKind::Heading => {
                let level = drafts[at].level;
                headings.retain(|&above| {
                    level > 0 && drafts[above as usize].level > 0 && drafts[above as usize].level < level
                });
                drafts[at].parent = headings.last().copied();
                headings.push(index);
                introduction = None;
                items.clear();
            }
            BlockKind::ListItem => {
                if items.is_empty() {
                    introduction = introduces(text, drafts, at);
                }
                while items.last().is_some_and(|&above| {
                    !is_nested(&drafts[above as usize], &drafts[at], items.len(), &drafts[items[0] as usize])
                }) {
                    items.pop();
                }
                drafts[at].parent = items.last().copied().or(introduction).or(heading);
                items.push(index);
            }
            BlockKind::Paragraph | BlockKind::Quotation | BlockKind::Table => {
                // An indented block goes on with the item above it.
                let item = items.last().copied().filter(|&item| drafts[at].indent > drafts[item as usize].indent);
                if item.is_none() {
                    items.clear();
                }
                drafts[at].parent = drafts[at].parent.or(item).or(heading);
            }
        }
    }
}

/// The paragraph above the first item at `at`, if it introduces the list.
fn introduces(text: &str, drafts: &[Draft], at: usize) -> Option<u32> {
    let above = at.checked_sub(1)?;
    let draft = &drafts[above];
    let line = draft.span.slice(text).trim_end_matches(['*', '_']);
    let introduces = draft.kind == BlockKind::Paragraph && (line.ends_with(':') || drafts[at].close);
    introduces.then_some(above as u32)
}

/// True if `item` is nested in the item `above`: it stands farther in, or has another family of marks than
/// the list began with.
fn is_nested(above: &Draft, item: &Draft, depth: usize, outermost: &Draft) -> bool {
    if item.indent != above.indent {
        return item.indent > above.indent;
    }
    item.marker != above.marker && (depth == 1 || item.marker != outermost.marker)
}
