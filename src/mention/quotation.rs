//! Quotations: pairs of marks across sentences and paragraphs, and block quotations.

use super::QuotationMention;
use super::reader::Reader;
use crate::segment::{Block, BlockKind};
use crate::span::Span;

/// A style of quotation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// "straight"
    Straight,
    /// “curly”, also „low”
    Curly,
    /// 'straight' or ‘curly’ single marks
    Single,
    /// «guillemets»
    Guillemet,
}

/// An opening mark that waits for its end.
struct Open {
    style: Style,
    /// Start of the mark.
    outer: usize,
    /// Start of the words.
    inner: usize,
}

/// All quotations of a document in text order.
pub(super) fn read(reader: &Reader<'_>) -> Vec<QuotationMention> {
    let mut out: Vec<QuotationMention> = Vec::new();
    // The style of a quotation that the paragraph before left open.
    let mut carried: Option<Style> = None;
    for (index, block) in reader.segmented.blocks.iter().enumerate() {
        let first = out.len();
        let left_open = read_block(reader, block, &mut out);
        let goes_on = carried.is_some() && out.get(first).is_some_and(|q| opens_block(reader, block, q.outer));
        if goes_on {
            out[first].continues = first.checked_sub(1).map(|i| i as u32);
        }
        carried = None;
        if let Some(open) = left_open {
            let next = reader.segmented.blocks.get(index + 1);
            let repeated = next.is_some_and(|next| starts_with_mark(reader, next, open.style));
            let leads = text_before(reader, block, open.outer).is_empty()
                || text_before(reader, block, open.outer).ends_with([':', ',']);
            if repeated || leads && open.style != Style::Single {
                let end = block_end(reader, block);
                if end > open.inner {
                    let continues =
                        if goes_on && out.len() == first { first.checked_sub(1).map(|i| i as u32) } else { None };
                    push(reader, &mut out, open.outer, open.inner, end, end, false, continues);
                }
                carried = repeated.then_some(open.style);
            }
        }
        if out.len() == first && (block.kind == BlockKind::Quotation || introduced(reader, index)) {
            let span = Span::new(content_start(reader, block), block_end(reader, block)).trim(reader.text());
            if !span.is_empty() {
                push(
                    reader,
                    &mut out,
                    span.start as usize,
                    span.start as usize,
                    span.end as usize,
                    span.end as usize,
                    true,
                    None,
                );
            }
        } else if block.kind == BlockKind::Quotation {
            out[first..].iter_mut().for_each(|q| q.block = true);
        }
    }
    link_broken(reader, &mut out);
    out
}

/// Where the first sentence of a block starts (a bullet stands before it).
fn content_start(reader: &Reader<'_>, block: &Block) -> usize {
    let first =
        reader.segmented.sentences.get(block.sentences.start as usize).map_or(block.span.start, |s| s.span.start);
    // A block without sentences points to the first of the next block.
    first.min(block.span.end) as usize
}

fn block_end(reader: &Reader<'_>, block: &Block) -> usize {
    let last = (block.sentences.end as usize).checked_sub(1).and_then(|i| reader.segmented.sentences.get(i));
    last.filter(|_| !block.sentences.is_empty()).map_or(block.span.end, |s| s.span.end) as usize
}

fn text_before<'a>(reader: &Reader<'a>, block: &Block, at: usize) -> &'a str {
    let start = content_start(reader, block).min(at);
    reader.text()[start..at].trim()
}

fn opens_block(reader: &Reader<'_>, block: &Block, outer: Span) -> bool {
    outer.start as usize == content_start(reader, block)
}

fn starts_with_mark(reader: &Reader<'_>, block: &Block, style: Style) -> bool {
    let first = reader.text()[content_start(reader, block)..block.span.end as usize].chars().next();
    match style {
        Style::Straight => first == Some('"'),
        Style::Curly => matches!(first, Some('“' | '„')),
        Style::Single => matches!(first, Some('‘' | '\'')),
        Style::Guillemet => first == Some('«'),
    }
}

/// Reads the marked quotations of one block; gives back an opening mark without its end.
fn read_block(reader: &Reader<'_>, block: &Block, out: &mut Vec<QuotationMention>) -> Option<Open> {
    let text = reader.text();
    let start = content_start(reader, block);
    let end = block.span.end as usize;
    let mut open: Option<Open> = None;
    let mut previous = '\n';
    let mut at = start;
    let mut skip_until = 0;
    for (offset, c) in text[start..end].char_indices() {
        at = start + offset;
        let after = at + c.len_utf8();
        let next = text[after..end].chars().next().unwrap_or('\n');
        if at >= skip_until {
            match &open {
                None => {
                    if let Some(style) = opening(c, previous, next) {
                        if style != Style::Single {
                            open = Some(Open { style, outer: at, inner: after });
                        } else if let Some(close) = single_end(text, after, end) {
                            let close_after = close + text[close..].chars().next().map_or(1, char::len_utf8);
                            push(reader, out, at, after, close, close_after, false, None);
                            skip_until = close_after;
                        }
                    }
                }
                Some(o) if closes(o.style, c, previous, next) => {
                    if at > o.inner {
                        push(reader, out, o.outer, o.inner, at, after, false, None);
                    }
                    open = None;
                }
                Some(_) => {}
            }
        }
        previous = c;
    }
    let _ = at;
    open
}

fn opening(c: char, previous: char, next: char) -> Option<Style> {
    let free =
        previous.is_whitespace() || matches!(previous, '(' | '[' | '—' | '–' | '-' | '/' | '*' | '_' | '“' | '"' | ':');
    let words = !next.is_whitespace();
    match c {
        '“' | '„' if words => Some(Style::Curly),
        '«' => Some(Style::Guillemet),
        '"' if free && words => Some(Style::Straight),
        '‘' | '\'' if free && next.is_alphanumeric() => Some(Style::Single),
        _ => None,
    }
}

fn closes(style: Style, c: char, previous: char, next: char) -> bool {
    match style {
        // Editors mix the two styles: a curly closing mark also ends what a straight one began.
        Style::Straight => c == '”' || c == '"' && (!previous.is_whitespace() || !next.is_alphanumeric()),
        Style::Curly => {
            c == '”'
                || c == '"' && !next.is_alphanumeric()
                || c == '“' && !next.is_alphanumeric() && !previous.is_whitespace()
        }
        Style::Guillemet => c == '»',
        Style::Single => false,
    }
}

/// Where a quotation in single marks ends. Apostrophes look the same, so a mark behind punctuation or
/// before it is sure, and one behind a plural s only counts if no sure one follows in the sentence.
fn single_end(text: &str, from: usize, end: usize) -> Option<usize> {
    const REACH: usize = 1200;
    let mut previous = ' ';
    let mut weak = None;
    for (offset, c) in text[from..end].char_indices().take(REACH) {
        let at = from + offset;
        let next = text[at + c.len_utf8()..end].chars().next().unwrap_or('\n');
        if matches!(c, '’' | '\'') && !next.is_alphanumeric() && !previous.is_whitespace() {
            let sure = matches!(previous, '.' | ',' | '!' | '?' | '…' | '”')
                || matches!(next, '.' | ',' | ';' | ':' | ')' | '?' | '!' | '\n');
            if sure || previous != 's' {
                // An apostrophe behind a plural s before this mark was only that: "'a workers' market'".
                return Some(at);
            }
            weak = weak.or(Some(at));
        }
        // Another opening mark means that the first one stands alone or has ended.
        if matches!(c, '‘') && weak.is_some() {
            return weak;
        }
        previous = c;
    }
    weak
}

/// True for a paragraph that a line ending in a colon and a word of speech introduces as a quotation.
fn introduced(reader: &Reader<'_>, index: usize) -> bool {
    let blocks = &reader.segmented.blocks;
    let (Some(block), Some(before)) = (blocks.get(index), index.checked_sub(1).and_then(|i| blocks.get(i))) else {
        return false;
    };
    if block.kind != BlockKind::Paragraph || before.kind != BlockKind::Paragraph || block.sentences.is_empty() {
        return false;
    }
    let text = reader.text();
    let Some(last) = (before.sentences.end as usize).checked_sub(1).and_then(|i| reader.segmented.sentences.get(i))
    else {
        return false;
    };
    let lead = last.span.slice(text).trim_end();
    let Some(lead) = lead.strip_suffix(':') else { return false };
    let tail = lead.len().saturating_sub(80);
    let tail = (tail..lead.len()).find(|&i| lead.is_char_boundary(i)).unwrap_or(0);
    lead[tail..].split(|c: char| !c.is_alphabetic()).any(|word| reader.lexicon.names.is_speech(&word.to_lowercase()))
}

/// Links the second part of `"A," said X, "b."` to the first.
fn link_broken(reader: &Reader<'_>, out: &mut [QuotationMention]) {
    const LONGEST_CUE: usize = 160;
    let text = reader.text();
    for index in 1..out.len() {
        let (first, second) = (&out[index - 1], &out[index]);
        if second.continues.is_some() || first.outer.end > second.outer.start {
            continue;
        }
        let gap = &text[first.outer.end as usize..second.outer.start as usize];
        let cue = gap.trim();
        let inside = gap.len() <= LONGEST_CUE
            && !gap.contains('\n')
            && !cue.contains(['.', '?', '!', ';'])
            && cue.chars().any(char::is_alphabetic);
        let goes_on = first.span.slice(text).ends_with([',', '—', '–', '…']) || cue.starts_with(',');
        // A part with a capital is a sentence, so a quotation, of its own.
        let lower = second.span.slice(text).chars().next().is_some_and(char::is_lowercase);
        if inside && goes_on && cue.ends_with([',', '—', '–', ':']) && lower {
            out[index].continues = Some(index as u32 - 1);
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "the four offsets of one quotation")]
fn push(
    reader: &Reader<'_>,
    out: &mut Vec<QuotationMention>,
    outer_start: usize,
    inner_start: usize,
    inner_end: usize,
    outer_end: usize,
    block: bool,
    continues: Option<u32>,
) {
    let span = Span::new(inner_start, inner_end).trim(reader.text());
    if span.is_empty() {
        return;
    }
    let outer = Span::new(outer_start, outer_end);
    let sentences = &reader.segmented.sentences;
    let first = sentences.partition_point(|s| s.span.end <= outer.start);
    let after = sentences.partition_point(|s| s.span.start < outer.end);
    let tokens = reader.tokens(outer);
    // A mark in a table or beside the words of a sentence quotes nothing that is read.
    if tokens.is_empty() || after <= first {
        return;
    }
    out.push(QuotationMention {
        span,
        outer,
        tokens,
        sentences: first as u32..after.max(first) as u32,
        block,
        continues,
    });
}
