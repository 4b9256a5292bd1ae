//! Calls the stages in order; nothing else does.

use crate::diagnostic::Diagnostic;
use crate::entity::{self, Entities};
use crate::fact::{self, Context, Fact, Unread};
use crate::language::{Analysis, Engine, ModelError, Syntax};
use crate::lexicon::Lexicon;
use crate::mention::{self, Mentions};
use crate::read::Document;
use crate::segment::{self, Segmented};

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

/// The stages from document to facts, with the word lists and models that they share.
#[derive(Debug)]
pub struct Extractor {
    lexicon: Lexicon,
    engine: &'static Engine,
}

impl Extractor {
    /// An extractor with these word lists and the shipped models.
    ///
    /// # Errors
    /// If the models inside the program are damaged.
    pub fn new(lexicon: Lexicon) -> Result<Self, ModelError> {
        Ok(Self { lexicon, engine: Engine::shipped()? })
    }

    /// The word lists.
    #[must_use]
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// Reads one document. The result depends on the document and the word lists alone.
    #[must_use]
    pub fn extract(&self, document: Document, mut diagnostics: Vec<Diagnostic>) -> Extraction {
        let segmented = segment::segment(&document.text, document.format);
        let analysis = self.engine.analyse(&document.text, &segmented);
        let mentions = mention::find_mentions(&document, &segmented, &analysis, &self.lexicon);
        let syntax = Syntax::new(&document.text, &segmented, &analysis);
        let entities = entity::resolve(&syntax, &mentions, &self.lexicon);
        let facts = fact::extract(&Context::new(&document, &segmented, syntax, &mentions, &entities, &self.lexicon));
        diagnostics.sort_by_key(|d| d.span);
        Extraction { document, segmented, analysis, mentions, entities, facts, diagnostics }
    }

    /// The sentences of an extraction that look as if they said something and gave no fact.
    #[must_use]
    pub fn unread(&self, extraction: &Extraction) -> Vec<Unread> {
        let Extraction { document, segmented, analysis, mentions, entities, facts, .. } = extraction;
        let syntax = Syntax::new(&document.text, segmented, analysis);
        fact::unread(&Context::new(document, segmented, syntax, mentions, entities, &self.lexicon), facts)
    }
}
