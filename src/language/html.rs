//! The analysis as HTML for people: names in colour, and for each sentence its words and tree.

use super::{Analysis, Word};
use crate::segment::{BlockKind, Segmented, Sentence};
use std::fmt::Write;

/// Styles of what is written here. Light and dark follow the page.
const STYLE: &str = "\
.analysis { white-space: normal; }
.analysis .heading { font-weight: bold; margin-top: 1.5em; }
.analysis .listitem { margin-left: 1.5em; }
.analysis .quotation { border-left: 3px solid #8888; padding-left: 1em; }
.analysis .lead { font-weight: 600; }
.analysis mark::after { content: attr(data-kind); font-size: .6em; margin-left: .3em; vertical-align: super; }
.analysis details { margin: .2em 0 .8em; }
.analysis summary { cursor: pointer; font-size: .8em; opacity: .7; }
.analysis table { border-collapse: collapse; font-size: .85em; margin: .5em 0; }
.analysis th, .analysis td { border: 1px solid #8888; padding: .1em .5em; text-align: left; }
.analysis svg { overflow: visible; max-width: none; }
.analysis .tree { overflow-x: auto; padding: .5em 0; }
";

/// Sentences with more words are shown without arcs: the picture would be wider than any screen.
const LONGEST_DRAWN: usize = 60;

/// A part of a page: block for block the sentences with the names that the tagger found, and folded under each its
/// words and tree. Names are `mark`s of a class called like their kind.
#[must_use]
pub fn write(text: &str, segmented: &Segmented, analysis: &Analysis) -> String {
    let mut page = String::with_capacity(text.len() * 20);
    // Writing to a string cannot fail.
    let _ = write_blocks(&mut page, text, segmented, analysis);
    page
}

fn write_blocks(page: &mut String, text: &str, segmented: &Segmented, analysis: &Analysis) -> std::fmt::Result {
    writeln!(page, "<style>\n{STYLE}</style>\n<div class=\"analysis\">")?;
    let mut names = analysis.names.iter().peekable();
    for block in &segmented.blocks {
        let class = match block.kind {
            BlockKind::Heading => "heading",
            BlockKind::Paragraph => "paragraph",
            BlockKind::ListItem => "listitem",
            BlockKind::Quotation => "quotation",
            BlockKind::Table => {
                writeln!(page, "<pre>{}</pre>", escape(block.span.slice(text)))?;
                continue;
            }
        };
        writeln!(page, "<section class=\"{class}\">")?;
        for sentence in &segmented.sentences[block.sentences.start as usize..block.sentences.end as usize] {
            let lead = block.lead_in.map_or(0, |lead| lead.end);
            write_sentence(page, text, segmented, sentence, lead, &mut names)?;
            write_words(page, text, segmented, analysis, sentence)?;
        }
        writeln!(page, "</section>")?;
    }
    writeln!(page, "</div>")
}

/// One sentence with its names marked.
fn write_sentence<'a>(
    page: &mut String,
    text: &str,
    segmented: &Segmented,
    sentence: &Sentence,
    lead: u32,
    names: &mut std::iter::Peekable<impl Iterator<Item = &'a super::NameSpan>>,
) -> std::fmt::Result {
    let class = if sentence.span.start < lead { " class=\"lead\"" } else { "" };
    write!(page, "<div{class}>")?;
    let mut end = sentence.span.start;
    let mut open = None;
    for at in sentence.tokens.clone() {
        let token = segmented.tokens[at as usize];
        page.push_str(&escape(&text[end as usize..token.start as usize]));
        while names.next_if(|name| name.tokens.end <= at).is_some() {}
        if let Some(name) = names.next_if(|name| name.tokens.start == at) {
            write!(page, "<mark class=\"{0:?}\" data-kind=\"{0:?}\" title=\"{1:.2}\">", name.kind, name.score)?;
            open = Some(name.tokens.end);
        }
        page.push_str(&escape(token.slice(text)));
        if open == Some(at + 1) {
            page.push_str("</mark>");
            open = None;
        }
        end = token.end;
    }
    if open.is_some() {
        page.push_str("</mark>");
    }
    writeln!(page, "</div>")
}

/// The words of a sentence as arcs and as a table, folded away.
fn write_words(
    page: &mut String,
    text: &str,
    segmented: &Segmented,
    analysis: &Analysis,
    sentence: &Sentence,
) -> std::fmt::Result {
    let first = sentence.tokens.start as usize;
    let Some(words) = analysis.words.get(first..sentence.tokens.end as usize) else { return Ok(()) };
    writeln!(page, "<details><summary>{} words</summary>", words.len())?;
    if words.len() <= LONGEST_DRAWN {
        write_arcs(page, text, segmented, words, first)?;
    }
    writeln!(page, "<table><tr><th>#<th>form<th>lemma<th>part of speech<th>tag<th>head<th>relation")?;
    for (index, word) in words.iter().enumerate() {
        let form = escape(segmented.tokens[first + index].slice(text));
        let head = head_in(word, first, words.len()).map_or_else(String::new, |head| {
            format!("{} {}", head + 1, escape(segmented.tokens[first + head].slice(text)))
        });
        let (lemma, upos, xpos, relation) =
            (escape(&word.lemma), word.upos.as_str(), escape(word.xpos.as_str()), word.deprel.as_str());
        writeln!(page, "<tr><td>{}<td>{form}<td>{lemma}<td>{upos}<td>{xpos}<td>{head}<td>{relation}", index + 1)?;
    }
    writeln!(page, "</table></details>")
}

/// The position in the sentence of a word's head.
fn head_in(word: &Word, first: usize, len: usize) -> Option<usize> {
    (word.head as usize).checked_sub(first).filter(|&head| word.head != Word::ROOT && head < len)
}

/// The tree as arcs over the words.
fn write_arcs(page: &mut String, text: &str, segmented: &Segmented, words: &[Word], first: usize) -> std::fmt::Result {
    let widths = (0..words.len()).map(|i| segmented.tokens[first + i].slice(text).chars().count().min(40));
    let mut centres = Vec::with_capacity(words.len());
    let mut x = 10;
    for (width, word) in widths.zip(words) {
        let wide = (width.max(word.deprel.as_str().len()) * 9 + 16).max(36);
        centres.push(x + wide / 2);
        x += wide;
    }
    let levels = arc_levels(words, first);
    let height = 40 + levels.iter().copied().max().unwrap_or(0) * 22;
    writeln!(
        page,
        "<div class=\"tree\"><svg width=\"{x}\" height=\"{}\" font-size=\"13\" fill=\"currentColor\">",
        height + 44
    )?;
    for (index, word) in words.iter().enumerate() {
        let at = centres[index];
        let form = escape(segmented.tokens[first + index].slice(text));
        writeln!(page, "<text x=\"{at}\" y=\"{}\" text-anchor=\"middle\">{form}</text>", height + 18)?;
        writeln!(
            page,
            "<text x=\"{at}\" y=\"{}\" text-anchor=\"middle\" font-size=\"10\" opacity=\".7\">{}</text>",
            height + 34,
            word.upos.as_str()
        )?;
        let relation = word.deprel.as_str();
        let stroke = "fill=\"none\" stroke=\"currentColor\" opacity=\".6\"";
        match head_in(word, first, words.len()) {
            Some(head) => {
                let (from, top) = (centres[head], height - 10 - levels[index] * 22);
                writeln!(
                    page,
                    "<path d=\"M{from} {height} C{from} {top} {at} {top} {at} {height}\" {stroke}/><circle cx=\"{at}\" cy=\"{height}\" r=\"2.5\"/>"
                )?;
                let y = (height + 3 * top) / 4 - 2;
                writeln!(
                    page,
                    "<text x=\"{}\" y=\"{y}\" text-anchor=\"middle\" font-size=\"10\">{relation}</text>",
                    usize::midpoint(from, at)
                )?;
            }
            None => writeln!(
                page,
                "<text x=\"{at}\" y=\"{}\" text-anchor=\"middle\" font-size=\"10\">{relation}</text>",
                height - 4
            )?,
        }
    }
    writeln!(page, "</svg></div>")
}

/// The height of each word's arc: above all arcs that it spans.
fn arc_levels(words: &[Word], first: usize) -> Vec<usize> {
    let mut order: Vec<(usize, usize, usize)> = words
        .iter()
        .enumerate()
        .filter_map(|(index, word)| {
            let head = head_in(word, first, words.len())?;
            Some((index.abs_diff(head), index.min(head), index))
        })
        .collect();
    order.sort_unstable();
    let mut levels = vec![0; words.len()];
    let mut tops = vec![0; words.len()];
    for (length, start, index) in order {
        let level = tops[start..start + length].iter().copied().max().unwrap_or(0) + 1;
        tops[start..start + length].fill(level);
        levels[index] = level;
    }
    levels
}

/// Text for HTML, in elements and in quoted attributes.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() && c != '\n' && c != '\t' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{Deprel, NameKind, NameSpan, Upos, Xpos};
    use crate::read::Format;
    use crate::segment::segment;

    #[test]
    fn marks_names_and_lets_no_markup_through() {
        let text = "Ada Bloom's <script> fell.";
        let segmented = segment(text, Format::Text);
        let n = segmented.tokens.len() as u32;
        let word = |at: u32| Word {
            lemma: "x".into(),
            upos: Upos::Noun,
            xpos: Xpos::Nn,
            head: if at == 0 { Word::ROOT } else { 0 },
            deprel: if at == 0 { Deprel::Root } else { Deprel::Dep },
        };
        let names = vec![NameSpan { tokens: 0..2, kind: NameKind::Person, score: 0.95 }];
        let page = write(text, &segmented, &Analysis { words: (0..n).map(word).collect(), names });
        assert!(page.contains("data-kind=\"Person\" title=\"0.95\">Ada Bloom</mark>'s &lt;script&gt; fell."));
        assert!(!page.contains("<script"));
        assert_eq!(page.matches("<path").count(), n as usize - 1);
    }

    #[test]
    fn arcs_do_not_cross_their_inner_arcs() {
        let word = |head| Word { lemma: "x".into(), upos: Upos::X, xpos: Xpos::Fw, head, deprel: Deprel::Dep };
        let words = [word(1), word(Word::ROOT), word(3), word(1)];
        assert_eq!(arc_levels(&words, 0), [1, 0, 1, 2]);
    }
}
