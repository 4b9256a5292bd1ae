//! Name mentions by token.

use crate::mention::NameMention;

const NONE: u32 = u32::MAX;

/// The document's name mentions with a look-up from token to mention.
#[derive(Debug, Clone)]
pub struct NameIndex<'a> {
    /// Mentions in text order.
    pub all: &'a [NameMention],
    of_token: Vec<u32>,
}

impl<'a> NameIndex<'a> {
    /// Indexes the mentions of a document of `n_tokens` tokens.
    #[must_use]
    pub fn new(all: &'a [NameMention], n_tokens: usize) -> Self {
        let mut of_token = vec![NONE; n_tokens];
        for (i, mention) in all.iter().enumerate() {
            for t in mention.tokens.clone() {
                of_token[t as usize] = i as u32;
            }
        }
        Self { all, of_token }
    }

    /// The mention that holds the token.
    #[must_use]
    pub fn covering(&self, token: u32) -> Option<u32> {
        self.of_token.get(token as usize).copied().filter(|&i| i != NONE)
    }

    /// The mention that starts at the token.
    #[must_use]
    pub fn starting_at(&self, token: u32) -> Option<u32> {
        self.covering(token).filter(|&i| self.all[i as usize].tokens.start == token)
    }
}
