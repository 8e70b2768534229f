//! Tokens put around a text.

use super::Token;

/// What stands before and behind the text's own tokens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Template {
    pub(super) before: Vec<u32>,
    pub(super) behind: Vec<u32>,
}

impl Template {
    /// Puts them around the tokens of a text of so many bytes.
    pub(super) fn around(&self, tokens: Vec<Token>, bytes: usize) -> Vec<Token> {
        let at = |ids: &[u32], place| -> Vec<Token> {
            let token = |&id| Token {
                id,
                start: place,
                end: place,
            };
            ids.iter().map(token).collect()
        };
        [at(&self.before, 0), tokens, at(&self.behind, bytes)].concat()
    }
}
