//! Calls the stages in order; nothing else does.

use crate::diagnostic::Diagnostic;
use crate::entity::{self, Entities};
use crate::fact::{self, Context, Fact, Unread};
use crate::gazetteer::Gazetteer;
use crate::hash;
use crate::language::{Analysis, Engine, ModelError, Syntax};
use crate::lexicon::{Lexicon, LexiconError};
use crate::mention::{self, Mentions};
use crate::read::{Document, language};
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
    engine: &'static Engine,
    resources: String,
}

/// Why the stages cannot be made ready.
#[derive(Debug, thiserror::Error)]
pub enum ExtractorError {
    /// The user's word lists.
    #[error(transparent)]
    Lexicon(#[from] LexiconError),
    /// The models.
    #[error(transparent)]
    Model(#[from] ModelError),
}

impl Extractor {
    /// The stages with the shipped lexicons.
    ///
    /// # Errors
    /// When the models are damaged.
    pub fn shipped() -> Result<Self, ExtractorError> {
        Self::ready(Lexicon::shipped(), &[])
    }

    /// The stages with the shipped lexicons, the entries of the user's own file and the names that the user knows.
    ///
    /// # Errors
    /// When the user's lexicon cannot be read or the models are damaged.
    pub fn with(lexicon: Option<&Path>, gazetteer: Gazetteer) -> Result<Self, ExtractorError> {
        let mut words = lexicon.map_or_else(|| Ok(Lexicon::shipped()), Lexicon::with_user_file)?;
        let mut user = lexicon.and_then(|path| std::fs::read(path).ok()).unwrap_or_default();
        user.extend_from_slice(gazetteer.checksum().as_bytes());
        words.gazetteer = gazetteer;
        Self::ready(words, &user)
    }

    fn ready(lexicon: Lexicon, user: &[u8]) -> Result<Self, ExtractorError> {
        let engine = Engine::shipped()?;
        let resources = format!("{}{:016x}", &hash_of_resources(user)[..48], engine.checksum());
        Ok(Self { lexicon, engine, resources })
    }

    /// SHA-256 of lexicons, gazetteer and weights, in hexadecimal: with the program's version all that a reading depends on
    /// beside the text.
    #[must_use]
    pub fn resources(&self) -> &str {
        &self.resources
    }

    /// Reads one document. `diagnostics` is what its reader found odd.
    #[must_use]
    pub fn extract(&self, document: Document, diagnostics: Vec<Diagnostic>) -> Extraction {
        let segmented = segment::segment(&document.text, document.format);
        let analysis = self.engine.analyse(&document.text, &segmented);
        // The models know English only: of another language they would read what it does not say.
        let mentions = if language::is_english(&document.text) {
            mention::find_mentions(&document, &segmented, &analysis, &self.lexicon)
        } else {
            Mentions::default()
        };
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

/// The files in the program that decide what is read.
macro_rules! resources {
    ($($path:literal,)*) => { &[$(($path, include_bytes!(concat!("../", $path)))),*] };
}

const RESOURCES: &[(&str, &[u8])] = resources![
    "lexicon/abbreviations.toml",
    "lexicon/boilerplate.toml",
    "lexicon/countries.toml",
    "lexicon/currencies.toml",
    "lexicon/dates.toml",
    "lexicon/english.toml",
    "lexicon/figures.toml",
    "lexicon/frames.toml",
    "lexicon/money.toml",
    "lexicon/names.toml",
    "lexicon/numbers.toml",
    "lexicon/parties.toml",
    "lexicon/posts.toml",
    "lexicon/references.toml",
    "lexicon/sentences.toml",
    "lexicon/stages.toml",
    "lexicon/titles.toml",
    "lexicon/tokens.toml",
    "lexicon/units.toml",
];

fn hash_of_resources(user: &[u8]) -> String {
    hash::of_parts(RESOURCES.iter().map(|(_, bytes)| *bytes).chain([user]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::FactKind;
    use crate::read::Format;

    #[test]
    fn the_examples_of_figures_give_what_they_say() {
        let extractor = Extractor::shipped().unwrap();
        for (text, modality) in crate::lexicon::examples::cues() {
            let document =
                Document { source: "a".to_owned(), format: Format::Text, title: None, date: None, text: text.clone() };
            let found: Vec<String> = extractor
                .extract(document, Vec::new())
                .facts
                .iter()
                .filter(|fact| matches!(fact.kind, FactKind::Money(_)))
                .map(|fact| format!("{:?}", fact.modality).to_lowercase())
                .collect();
            assert_eq!(found, [modality], "{text}");
        }
    }

    #[test]
    fn every_lexicon_counts_for_the_hash() {
        let mut files: Vec<String> = std::fs::read_dir("lexicon")
            .unwrap()
            .map(|entry| format!("lexicon/{}", entry.unwrap().file_name().to_string_lossy()))
            .filter(|path| Path::new(path).extension().is_some_and(|extension| extension == "toml"))
            .collect();
        files.sort();
        let listed: Vec<&str> =
            RESOURCES.iter().map(|(path, _)| *path).filter(|path| path.starts_with("lexicon/")).collect();
        assert_eq!(listed, files);
    }
}
