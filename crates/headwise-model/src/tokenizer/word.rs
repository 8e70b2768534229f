//! Words of a small vocabulary.

use super::Token;
use crate::language::Vocabulary;
use crate::words::is_visible;
use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation;

/// A token of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct WordPiece {
    /// The token and its place in the text.
    #[serde(flatten)]
    pub token: Token,
    /// Which word of the text it belongs to, from 0.
    pub word: usize,
    /// Whether the word is unknown and this is one of its letters.
    pub letter: bool,
}

/// Splits a text into the words of a vocabulary; a word that is not in it becomes its letters.
///
/// ```
/// use headwise_model::language::{ENGLISH, Vocabulary};
/// use headwise_model::tokenizer::WordTokenizer;
///
/// let tokenizer = WordTokenizer::new(Vocabulary::new(&ENGLISH));
/// let text = "Anna sees Bob.";
/// let pieces = tokenizer.encode(text);
/// let written: Vec<_> = pieces.iter().map(|piece| piece.token.characters(text)).collect();
/// assert_eq!(written, ["Anna", "sees", "B", "o", "b", "."]);
/// let ids: Vec<_> = pieces.iter().map(|piece| piece.token.id).collect();
/// assert_eq!(tokenizer.decode(&ids), "Anna sees bob.");
/// ```
#[derive(Clone, Debug)]
pub struct WordTokenizer {
    vocabulary: Vocabulary,
}

impl WordTokenizer {
    /// A tokenizer of these words.
    pub fn new(vocabulary: Vocabulary) -> Self {
        Self { vocabulary }
    }

    /// The words and their numbers.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The tokens of a text, split at the word boundaries of Unicode (UAX #29), without white space and
    /// invisible signs. Nothing is put in front: a model's text begins with
    /// [`BEGIN`](crate::language::BEGIN).
    pub fn encode(&self, text: &str) -> Vec<WordPiece> {
        let words = text.split_word_bound_indices();
        let visible = words.filter(|(_, word)| word.chars().any(is_visible));
        let pieces = visible.enumerate().flat_map(|(word, (start, written))| {
            let mut pieces = self.word(start, written);
            pieces.iter_mut().for_each(|piece| piece.word = word);
            pieces
        });
        pieces.collect()
    }

    /// The pieces of the first word of a text, written at byte `start`.
    fn word(&self, start: usize, written: &str) -> Vec<WordPiece> {
        let piece = |id, start, end, letter| WordPiece {
            token: Token { id, start, end },
            word: 0,
            letter,
        };
        if let Some(id) = self.vocabulary.known(written) {
            return vec![piece(id, start, start + written.len(), false)];
        }
        let letters = written.char_indices().filter(|(_, sign)| is_visible(*sign));
        letters
            .flat_map(|(offset, sign)| {
                let (start, end) = (start + offset, start + offset + sign.len_utf8());
                // A few letters are several in lower case.
                sign.to_lowercase()
                    .map(move |lower| piece(self.vocabulary.character(lower), start, end, true))
            })
            .collect()
    }

    /// The text of some tokens: words with a space between, letters together, no space before a full
    /// stop. Which word a letter belongs to is not in the tokens, so that two unknown words in a row
    /// become one. Numbers beyond the vocabulary are left out.
    pub fn decode(&self, ids: &[u32]) -> String {
        let mut text = String::new();
        let mut within = false;
        for (id, word) in ids
            .iter()
            .filter_map(|&id| Some((id, self.vocabulary.word(id)?)))
        {
            let letter = self.vocabulary.is_character(id);
            if !(text.is_empty() || word == "." || letter && within) {
                text.push(' ');
            }
            text.push_str(if letter { &word[1..] } else { word });
            within = letter;
        }
        text
    }
}
