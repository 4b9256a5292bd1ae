//! CoNLL-U (<https://universaldependencies.org/format.html>).

use crate::language::Word;
use crate::pipeline::Extraction;
use std::fmt::Write;

/// The sentences of a document with their analysis; names stand in the last column (`Entity=B-Person`).
#[must_use]
pub fn conllu(extraction: &Extraction) -> String {
    let text = &extraction.document.text;
    let mut out = String::new();
    let mut tags = vec![String::new(); extraction.segmented.tokens.len()];
    for name in &extraction.mentions.names {
        for token in name.tokens.clone() {
            let part = if token == name.tokens.start { "B" } else { "I" };
            tags[token as usize] = format!("Entity={part}-{:?}", name.kind);
        }
    }
    // Writing to a string cannot fail.
    let _ = writeln!(out, "# newdoc id = {}", one_line(&extraction.document.source));
    for (number, sentence) in extraction.segmented.sentences.iter().enumerate() {
        let _ = writeln!(out, "# sent_id = {}", number + 1);
        let _ = writeln!(out, "# text = {}", one_line(sentence.span.slice(text)));
        let first = sentence.tokens.start;
        for token in sentence.tokens.clone() {
            let span = extraction.segmented.tokens[token as usize];
            let Some(word) = extraction.analysis.words.get(token as usize) else { continue };
            let head = if word.head == Word::ROOT { 0 } else { word.head - first + 1 };
            let next = extraction.segmented.tokens.get(token as usize + 1);
            let joined = token + 1 < sentence.tokens.end && next.is_some_and(|next| next.start == span.end);
            let space = if joined { "SpaceAfter=No" } else { "" };
            let misc = [tags[token as usize].as_str(), space].into_iter().filter(|part| !part.is_empty());
            let misc = misc.collect::<Vec<_>>().join("|");
            let _ = writeln!(
                out,
                "{}\t{}\t{}\t{}\t{}\t_\t{head}\t{}\t_\t{}",
                token - first + 1,
                one_line(span.slice(text)),
                word.lemma,
                word.upos.as_str(),
                word.xpos.as_str(),
                word.deprel.as_str(),
                if misc.is_empty() { "_" } else { &misc },
            );
        }
        out.push('\n');
    }
    out
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
