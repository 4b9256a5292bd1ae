//! CoNLL-U (<https://universaldependencies.org/format.html>): written for people and other programs, read for
//! training and scoring.

use super::{Analysis, Deprel, Upos, Word, Xpos};
use crate::segment::{Segmented, Sentence};
use crate::span::Span;
use std::fmt::Write;

/// One word of a sentence of a treebank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// As written.
    pub form: String,
    /// Dictionary form.
    pub lemma: String,
    /// Universal part of speech.
    pub upos: Upos,
    /// Treebank part of speech.
    pub xpos: Xpos,
    /// Number of the governing word, counted from 1; 0 for the root.
    pub head: usize,
    /// Relation to the governor.
    pub deprel: Deprel,
    /// Where it stands in [`Treebank::text`]. Words of a multiword token that do not add up to it share its span.
    pub span: Span,
    /// The tag after `NER=` in the last column.
    pub name: Option<String>,
}

/// A treebank with its text put together again.
#[derive(Debug, Clone, Default)]
pub struct Treebank {
    /// The text: documents parted by blank lines, paragraphs by line breaks.
    pub text: String,
    /// Its sentences.
    pub sentences: Vec<Vec<Row>>,
}

/// Why a file is no CoNLL-U.
#[derive(Debug, thiserror::Error)]
pub enum ConlluError {
    /// A line lacks columns or has a number or tag that is none.
    #[error("line {line}: {what}")]
    Line {
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        what: String,
    },
}

/// Reads CoNLL-U.
///
/// # Errors
/// At the first line that is not CoNLL-U, with its number.
pub fn read(file: &str) -> Result<Treebank, ConlluError> {
    let mut treebank = Treebank::default();
    let mut reader = Reader { treebank: &mut treebank, rows: Vec::new(), multiword: None, space: false };
    for (index, line) in file.lines().enumerate() {
        reader.line(line).map_err(|what| ConlluError::Line { line: index + 1, what })?;
    }
    reader.end_sentence();
    Ok(treebank)
}

struct Reader<'a> {
    treebank: &'a mut Treebank,
    rows: Vec<Row>,
    /// Number of the last word of the multiword token being read, and its span.
    multiword: Option<(usize, Span)>,
    /// True if white space stands after the last token.
    space: bool,
}

impl Reader<'_> {
    fn line(&mut self, line: &str) -> Result<(), String> {
        if let Some(comment) = line.strip_prefix('#') {
            self.comment(comment.trim_start());
            return Ok(());
        }
        if line.trim().is_empty() {
            self.end_sentence();
            return Ok(());
        }
        let columns: Vec<&str> = line.split('\t').collect();
        let &[id, form, lemma, upos, xpos, _, head, deprel, _, misc] = columns.as_slice() else {
            return Err(format!("{} columns instead of 10", columns.len()));
        };
        let spaced = !misc.split('|').any(|item| item == "SpaceAfter=No");
        if let Some((_, last)) = id.split_once('-') {
            let span = self.push_text(form, spaced);
            let last = last.parse().map_err(|_| format!("`{id}` is no range"))?;
            self.multiword = Some((last, span));
            return Ok(());
        }
        if id.contains('.') {
            return Ok(());
        }
        let number: usize = id.parse().map_err(|_| format!("`{id}` is no number"))?;
        let span = match self.multiword {
            Some((last, span)) if number <= last => span,
            _ => {
                self.multiword = None;
                self.push_text(form, spaced)
            }
        };
        let tag = |kind: &str, text: &str| format!("`{text}` is no {kind}");
        self.rows.push(Row {
            form: form.to_owned(),
            lemma: lemma.to_owned(),
            upos: Upos::parse(upos).ok_or_else(|| tag("part of speech", upos))?,
            xpos: Xpos::parse(xpos).ok_or_else(|| tag("treebank part of speech", xpos))?,
            head: head.parse().map_err(|_| tag("head", head))?,
            deprel: relation(deprel).ok_or_else(|| tag("relation", deprel))?,
            span,
            name: misc.split('|').find_map(|item| item.strip_prefix("NER=")).map(str::to_owned),
        });
        Ok(())
    }

    fn comment(&mut self, comment: &str) {
        let text = &mut self.treebank.text;
        // An empty line, as in the raw texts of the shared tasks.
        if !comment.starts_with("newdoc") && !comment.starts_with("newpar") {
            return;
        }
        let gap = "\n\n";
        self.space = false;
        if !text.is_empty() && !text.ends_with(gap) {
            text.truncate(text.trim_end().len());
            text.push_str(gap);
        }
    }

    fn push_text(&mut self, form: &str, spaced: bool) -> Span {
        let text = &mut self.treebank.text;
        if self.space {
            text.push(' ');
        }
        let start = text.len();
        text.push_str(form);
        self.space = spaced;
        Span::new(start, text.len())
    }

    fn end_sentence(&mut self) {
        self.multiword = None;
        if self.rows.is_empty() {
            return;
        }
        let mut rows = std::mem::take(&mut self.rows);
        part_multiwords(&self.treebank.text, &mut rows);
        self.treebank.sentences.push(rows);
    }
}

/// Gives the words of multiword tokens spans of their own where they add up to the token.
fn part_multiwords(text: &str, rows: &mut [Row]) {
    let mut at = 0;
    while at < rows.len() {
        let span = rows[at].span;
        let end = at + rows[at..].iter().take_while(|row| row.span == span).count();
        if end - at > 1 && rows[at..end].iter().map(|row| row.form.as_str()).collect::<String>() == span.slice(text) {
            let mut start = span.start as usize;
            for row in &mut rows[at..end] {
                row.span = Span::new(start, start + row.form.len());
                start += row.form.len();
            }
        }
        at = end;
    }
}

/// The relation spelled `text`; a subtype that the tag set lacks gives the relation without it.
fn relation(text: &str) -> Option<Deprel> {
    Deprel::parse(text).or_else(|| Deprel::parse(text.split(':').next()?))
}

/// Writes the analysis of one document; `id` names it. Names stand in the last column as `NER=B-Person`.
#[must_use]
pub fn write(text: &str, segmented: &Segmented, analysis: &Analysis, id: &str) -> String {
    let mut out = String::with_capacity(text.len() * 8);
    let names = name_tags(segmented, analysis);
    let mut block = None;
    for (index, sentence) in segmented.sentences.iter().enumerate() {
        // Writing to a string cannot fail.
        let _ = write_comments(&mut out, text, sentence, id, index, block);
        let _ = write_words(&mut out, text, segmented, analysis, sentence, &names);
        out.push('\n');
        block = Some(sentence.block);
    }
    out
}

fn write_comments(
    out: &mut String,
    text: &str,
    sentence: &Sentence,
    id: &str,
    index: usize,
    block: Option<u32>,
) -> std::fmt::Result {
    if block.is_none() {
        writeln!(out, "# newdoc id = {}", one_line(id))?;
    }
    if block != Some(sentence.block) {
        writeln!(out, "# newpar id = {}-p{}", one_line(id), sentence.block + 1)?;
    }
    writeln!(out, "# sent_id = {}-{}", one_line(id), index + 1)?;
    writeln!(out, "# text = {}", one_line(sentence.span.slice(text)))
}

fn write_words(
    out: &mut String,
    text: &str,
    segmented: &Segmented,
    analysis: &Analysis,
    sentence: &Sentence,
    names: &[Option<String>],
) -> std::fmt::Result {
    let first = sentence.tokens.start as usize;
    let range = first..sentence.tokens.end as usize;
    let mut multiword_end = first;
    for at in range.clone() {
        let token = segmented.tokens[at];
        let Some(word) = analysis.words.get(at) else { break };
        let touches = |at: usize| at + 1 < range.end && segmented.tokens[at].end == segmented.tokens[at + 1].start;
        if at >= multiword_end {
            multiword_end = at + 1;
            while touches(multiword_end - 1)
                && is_one_word(text, segmented.tokens[multiword_end - 1], segmented.tokens[multiword_end])
            {
                multiword_end += 1;
            }
            if multiword_end > at + 1 {
                let whole = token.cover(segmented.tokens[multiword_end - 1]).slice(text);
                let misc = if touches(multiword_end - 1) { "SpaceAfter=No" } else { "_" };
                writeln!(out, "{}-{}\t{whole}\t_\t_\t_\t_\t_\t_\t_\t{misc}", at - first + 1, multiword_end - first)?;
            }
        }
        let head = if word.head == Word::ROOT { 0 } else { (word.head as usize).saturating_sub(first) + 1 };
        let mut misc = names[at].clone().unwrap_or_default();
        // Inside a multiword token the range line says what follows.
        if multiword_end == at + 1 && touches(at) && !is_in_multiword(text, segmented, first, at) {
            misc.push_str(if misc.is_empty() { "SpaceAfter=No" } else { "|SpaceAfter=No" });
        }
        let misc = if misc.is_empty() { "_" } else { &misc };
        let form = one_line(token.slice(text));
        let lemma = if word.lemma.is_empty() { "_" } else { word.lemma.as_str() };
        let (upos, xpos, deprel) = (word.upos.as_str(), word.xpos.as_str(), word.deprel.as_str());
        writeln!(out, "{}\t{form}\t{lemma}\t{upos}\t{xpos}\t_\t{head}\t{deprel}\t_\t{misc}", at - first + 1)?;
    }
    Ok(())
}

/// True if the token at `at` goes on a multiword token that began before it.
fn is_in_multiword(text: &str, segmented: &Segmented, first: usize, at: usize) -> bool {
    at > first
        && segmented.tokens[at - 1].end == segmented.tokens[at].start
        && is_one_word(text, segmented.tokens[at - 1], segmented.tokens[at])
}

/// True if two touching tokens are written as one word ("do" + "n't", "can" + "not").
fn is_one_word(text: &str, before: Span, after: Span) -> bool {
    let after = after.slice(text);
    let clitic = after.starts_with(['\'', '’']) && after.chars().nth(1).is_some_and(char::is_alphabetic);
    before.slice(text).ends_with(char::is_alphabetic) && (clitic || after.starts_with(char::is_alphabetic))
}

/// `NER=` tags for the tokens of names.
fn name_tags(segmented: &Segmented, analysis: &Analysis) -> Vec<Option<String>> {
    let mut tags = vec![None; segmented.tokens.len()];
    for name in &analysis.names {
        for at in name.tokens.clone() {
            if let Some(tag) = tags.get_mut(at as usize) {
                let part = if at == name.tokens.start { 'B' } else { 'I' };
                *tag = Some(format!("NER={part}-{:?}", name.kind));
            }
        }
    }
    tags
}

/// The text with white space and control characters as plain spaces.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_whitespace() || c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{NameKind, NameSpan};
    use crate::read::Format;
    use crate::segment::segment;

    fn sample(text: &str) -> (Segmented, Analysis) {
        let segmented = segment(text, Format::Text);
        let mut words = Vec::new();
        for sentence in &segmented.sentences {
            for at in sentence.tokens.clone() {
                let root = at == sentence.tokens.start;
                let head = if root { Word::ROOT } else { sentence.tokens.start };
                let deprel = if root { Deprel::Root } else { Deprel::Dep };
                let lemma = segmented.tokens[at as usize].slice(text).to_lowercase().into();
                words.push(Word { lemma, upos: Upos::Noun, xpos: Xpos::Nn, head, deprel });
            }
        }
        let names = vec![NameSpan { tokens: 0..2, kind: NameKind::Person, score: 0.9 }];
        (segmented, Analysis { words, names })
    }

    #[test]
    fn what_is_written_reads_back() {
        let text = "Ada Bloom didn't wait. It's the high-tech\u{a0}port’s levy (really).\n\n- It cannot last.";
        let (segmented, analysis) = sample(text);
        let file = write(text, &segmented, &analysis, "a text");
        let treebank = read(&file).unwrap();
        assert_eq!(treebank.sentences.len(), segmented.sentences.len());
        for (rows, sentence) in treebank.sentences.iter().zip(&segmented.sentences) {
            for (row, at) in rows.iter().zip(sentence.tokens.clone()) {
                let (token, word) = (segmented.tokens[at as usize], &analysis.words[at as usize]);
                assert_eq!(row.form, token.slice(text));
                assert_eq!(row.form, row.span.slice(&treebank.text));
                assert_eq!((row.upos, row.xpos, row.deprel), (word.upos, word.xpos, word.deprel));
                assert_eq!(row.head, usize::from(word.head != Word::ROOT));
            }
        }
        assert_eq!(treebank.text, "Ada Bloom didn't wait. It's the high-tech port’s levy (really).\n\nIt cannot last.");
        assert!(file.contains("3-4\tdidn't\t"));
        assert_eq!(treebank.sentences[0][1].name.as_deref(), Some("I-Person"));
    }

    #[test]
    fn a_bad_line_is_named() {
        let error = read("1\tA\ta\tNOUN\tNN\t_\t0\troot\t_\t_\n2\tB\n").unwrap_err();
        assert_eq!(error.to_string(), "line 2: 2 columns instead of 10");
        let error = read("1\tA\ta\tTHING\tNN\t_\t0\troot\t_\t_\n").unwrap_err();
        assert_eq!(error.to_string(), "line 1: `THING` is no part of speech");
    }
}
