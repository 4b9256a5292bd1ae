//! Problems with a text are values beside the result, never errors: one odd page must not stop a corpus.

use crate::span::Span;
use serde::Serialize;

/// How much a diagnostic matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing with `-v`: something was dropped on purpose.
    Note,
    /// The result may be poorer than the text.
    Warning,
}

/// One remark about one document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// How much it matters.
    pub severity: Severity,
    /// What is the matter: lower case, no full stop.
    pub message: String,
    /// Where, if it has a place.
    pub span: Option<Span>,
}

impl Diagnostic {
    /// A warning about a whole document.
    #[must_use]
    pub fn warning(message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, message: message.into(), span: None }
    }

    /// A note about a whole document.
    #[must_use]
    pub fn note(message: impl Into<String>) -> Self {
        Self { severity: Severity::Note, message: message.into(), span: None }
    }

    /// The same diagnostic with a place.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }
}
