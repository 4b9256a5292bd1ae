//! CoNLL-U (<https://universaldependencies.org/format.html>).

use crate::language::{Analysis, NameSpan};
use crate::pipeline::Extraction;

/// The sentences of a document with their analysis; names stand in the last column (`NER=B-Person`).
#[must_use]
pub fn conllu(extraction: &Extraction) -> String {
    let names = extraction.mentions.names.iter();
    let names = names.map(|name| NameSpan { tokens: name.tokens.clone(), kind: name.kind, score: 1.0 }).collect();
    let analysis = Analysis { words: extraction.analysis.words.clone(), names };
    let id: String = extraction.document.source.split_whitespace().collect::<Vec<_>>().join("_");
    crate::language::conllu::write(&extraction.document.text, &extraction.segmented, &analysis, &id)
}
