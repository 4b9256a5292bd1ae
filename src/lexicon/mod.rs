//! Words and patterns: data files in `lexicon/`, embedded in the binary and compiled once.

/// All word lists that the stages need.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {}

impl Lexicon {
    /// The shipped lists.
    #[must_use]
    pub fn shipped() -> Self {
        Self {}
    }
}
