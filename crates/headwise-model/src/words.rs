//! Word-level tokens: what is written between the spaces, punctuation apart.

use unicode_segmentation::UnicodeSegmentation;

/// A text as tokens, and which of them are the same word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// The tokens as typed, in reading order.
    pub tokens: Vec<String>,
    /// Which distinct word each token is, numbered by first appearance.
    pub indices: Vec<usize>,
    /// The [`word_key`] of each distinct word.
    pub keys: Vec<u32>,
    /// How many stand before the text, as the token that begins it.
    pub before: usize,
    /// How many tokens the text has beyond the limit.
    pub dropped: usize,
}

impl Words {
    /// Splits a text at the word boundaries of Unicode (UAX #29) and leaves out white space and
    /// invisible signs. Emoji sequences, letters with combining marks and right-to-left words stay
    /// whole. Tokens are the same word when they agree in lower case.
    pub fn split(text: &str, limit: usize) -> Self {
        let parts = text.split_word_bounds();
        Self::of_parts(parts.map(|part| (part.to_owned(), lower_case(part))), limit)
    }

    /// The same of a text that was split elsewhere: its parts in order, each with itself in lower case,
    /// letter by letter. A browser knows Unicode's tables and need not download them.
    pub fn of_parts(parts: impl IntoIterator<Item = (String, String)>, limit: usize) -> Self {
        let mut words = Self::default();
        // By the same numbers as the keys. A search through those is less code than a map.
        let mut known: Vec<String> = Vec::new();
        for (token, folded) in parts {
            if !token.chars().any(is_visible) {
                continue;
            }
            if words.tokens.len() == limit {
                words.dropped += 1;
                continue;
            }
            let key = key_of(&folded);
            let mut numbered = words.keys.iter().zip(&known);
            let index = numbered.position(|(&other, word)| other == key && *word == folded);
            words.indices.push(index.unwrap_or(known.len()));
            if index.is_none() {
                words.keys.push(key);
                known.push(folded);
            }
            words.tokens.push(token);
        }
        words
    }

    /// Adds a token of a vocabulary, whose numbers are the keys.
    pub(crate) fn push(&mut self, id: u32, token: String) {
        let known = self.keys.iter().position(|&key| key == id);
        self.indices.push(known.unwrap_or(self.keys.len()));
        if known.is_none() {
            self.keys.push(id);
        }
        self.tokens.push(token);
    }

    /// Drops the tokens from `count` on.
    pub(crate) fn truncate(&mut self, count: usize) {
        self.dropped += self.tokens.len().saturating_sub(count);
        self.tokens.truncate(count);
        self.indices.truncate(count);
        // Words are numbered by first appearance: those that are left are the first ones.
        let left = self.indices.iter().max().map_or(0, |&last| last + 1);
        self.keys.truncate(left);
    }

    /// The key of each token.
    pub(crate) fn ids(&self) -> Vec<u32> {
        self.indices.iter().map(|&index| self.keys[index]).collect()
    }
}

/// The number that stands for a word wherever it occurs: 24 bits of the FNV-1a hash of its
/// lower-case form, so that it is exact in f32.
///
/// Two different words share a key with probability 2^-24, and then an embedding.
pub fn word_key(word: &str) -> u32 {
    key_of(&lower_case(word))
}

/// Letter by letter: `str::to_lowercase` would write a sigma that ends a word differently, for the sake of
/// a table that readers would download.
fn lower_case(word: &str) -> String {
    word.chars().flat_map(char::to_lowercase).collect()
}

/// The key of a word in lower case.
fn key_of(folded: &str) -> u32 {
    let fnv_1a = |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    let hash = folded.bytes().fold(0x811C_9DC5, fnv_1a);
    (hash >> 24) ^ (hash & 0x00FF_FFFF)
}

/// Whether a reader would see a sign: neither space, control nor zero-width formatting.
pub(crate) fn is_visible(sign: char) -> bool {
    let zero_width = matches!(sign,
        '\u{00AD}' | '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}');
    !(sign.is_whitespace() || sign.is_control() || zero_width)
}
