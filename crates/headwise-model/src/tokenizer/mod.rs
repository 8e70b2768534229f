//! From a text to tokens with their places in it, and back.
//!
//! | module | what it is |
//! |---|---|
//! | [`WordTokenizer`] | words of a [`Vocabulary`](crate::language::Vocabulary); unknown ones letter by letter |
//! | [`Bpe`] | byte-level BPE out of a `tokenizer.json`, as GPT-2 and Llama 3 have it |
//!
//! Byte-level BPE is written out here rather than taken from the `tokenizers` crate, whose regular
//! expressions and Unicode tables would make the page's module several times as large.

mod bpe;
mod error;
mod word;

pub use bpe::Bpe;
pub use error::{Fault, TokenizerError};
pub use word::{WordPiece, WordTokenizer};

use serde::{Deserialize, Serialize};

/// A token and the bytes of the text that it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Token {
    /// Its number in the vocabulary.
    pub id: u32,
    /// The first byte of the text. A token of bytes may begin within a character.
    pub start: usize,
    /// The byte after the last. Equal to `start` for a token that no text stands for, such as the one
    /// that begins a text.
    pub end: usize,
}

impl Token {
    /// The characters of `text` that the token has bytes of: its place, widened where it cuts one.
    ///
    /// # Panics
    /// If it is not a token of this text.
    pub fn characters(self, text: &str) -> &str {
        let mut range = self.start..self.end;
        while !text.is_char_boundary(range.start) {
            range.start -= 1;
        }
        while !text.is_char_boundary(range.end) {
            range.end += 1;
        }
        &text[range]
    }
}
