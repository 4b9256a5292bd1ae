//! Calls the stages in order; nothing else does.

use crate::diagnostic::Diagnostic;
use crate::entity::{self, Entities};
use crate::fact::{self, Context, Fact, Unread};
use crate::hash;
use crate::language::{Analysis, Deprel, Syntax, Upos, Word, Xpos};
use crate::lexicon::{Lexicon, LexiconError};
use crate::mention::Mentions;
use crate::read::Document;
use crate::segment::{self, Segmented};
use std::path::Path;

/// Everything that was read from one document.
#[derive(Debug, Clone)]
pub struct Extraction {
    /// The text.
    pub document: Document,
    /// Its parts.
    pub segmented: Segmented,
    /// Its analysis.
    pub analysis: Analysis,
    /// Its mentions.
    pub mentions: Mentions,
    /// Its entities.
    pub entities: Entities,
    /// Its facts, in text order.
    pub facts: Vec<Fact>,
    /// What was odd about it.
    pub diagnostics: Vec<Diagnostic>,
}

/// The stages with their lexicons and weights, loaded once. Reading a document is a pure function of the document:
/// one extractor serves many threads.
#[derive(Debug, Clone)]
pub struct Extractor {
    lexicon: Lexicon,
    resources: String,
}

impl Extractor {
    /// The stages with the shipped lexicons.
    #[must_use]
    pub fn shipped() -> Self {
        Self { lexicon: Lexicon::shipped(), resources: hash_of_resources(&[]) }
    }

    /// The stages with the shipped lexicons and the entries of the user's own.
    ///
    /// # Errors
    /// When the user's lexicon cannot be read.
    pub fn with_lexicon(path: &Path) -> Result<Self, LexiconError> {
        let lexicon = Lexicon::with_user_file(path)?;
        let user = std::fs::read(path).unwrap_or_default();
        Ok(Self { lexicon, resources: hash_of_resources(&user) })
    }

    /// SHA-256 of lexicons and weights, in hexadecimal: with the program's version all that a reading depends on
    /// beside the text.
    #[must_use]
    pub fn resources(&self) -> &str {
        &self.resources
    }

    /// Reads one document. `diagnostics` is what its reader found odd.
    #[must_use]
    pub fn extract(&self, document: Document, diagnostics: Vec<Diagnostic>) -> Extraction {
        let segmented = segment::segment(&document.text, document.format);
        let analysis = untagged(&document.text, &segmented);
        let mentions = Mentions::default();
        let syntax = Syntax::new(&document.text, &segmented, &analysis);
        let entities = entity::resolve(&syntax, &mentions, &self.lexicon);
        let facts = fact::extract(&Context::new(&document, &segmented, syntax, &mentions, &entities, &self.lexicon));
        Extraction { document, segmented, analysis, mentions, entities, facts, diagnostics }
    }

    /// What looked like a fact and gave none, with the reasons.
    #[must_use]
    pub fn unread(&self, extraction: &Extraction) -> Vec<Unread> {
        let Extraction { document, segmented, analysis, mentions, entities, facts, .. } = extraction;
        let syntax = Syntax::new(&document.text, segmented, analysis);
        fact::unread(&Context::new(document, segmented, syntax, mentions, entities, &self.lexicon), facts)
    }
}

fn untagged(text: &str, segmented: &Segmented) -> Analysis {
    let words = segmented
        .tokens
        .iter()
        .map(|token| Word {
            lemma: token.slice(text).to_lowercase().into(),
            upos: Upos::X,
            xpos: Xpos::Fw,
            head: Word::ROOT,
            deprel: Deprel::Root,
        })
        .collect();
    Analysis { words, names: Vec::new() }
}

/// The files in the program that decide what is read.
macro_rules! resources {
    ($($path:literal,)*) => { &[$(($path, include_bytes!(concat!("../", $path)))),*] };
}

const RESOURCES: &[(&str, &[u8])] = resources![
    "lexicon/abbreviations.toml",
    "lexicon/countries.toml",
    "lexicon/currencies.toml",
    "lexicon/dates.toml",
    "lexicon/frames.toml",
    "lexicon/money.toml",
    "lexicon/numbers.toml",
    "lexicon/posts.toml",
    "lexicon/references.toml",
    "lexicon/sentences.toml",
    "lexicon/stages.toml",
    "lexicon/tokens.toml",
    "lexicon/units.toml",
];

fn hash_of_resources(user: &[u8]) -> String {
    hash::of_parts(RESOURCES.iter().map(|(_, bytes)| *bytes).chain([user]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_lexicon_counts_for_the_hash() {
        let mut files: Vec<String> = std::fs::read_dir("lexicon")
            .unwrap()
            .map(|entry| format!("lexicon/{}", entry.unwrap().file_name().to_string_lossy()))
            .filter(|path| path.ends_with(".toml"))
            .collect();
        files.sort();
        let listed: Vec<&str> =
            RESOURCES.iter().map(|(path, _)| *path).filter(|path| path.starts_with("lexicon/")).collect();
        assert_eq!(listed, files);
    }
}
