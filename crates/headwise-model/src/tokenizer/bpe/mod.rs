//! Byte-level byte-pair encoding (Sennrich et al. 2016 over bytes, Radford et al. 2019).
//!
//! A text is cut at the added tokens, then by the pre-tokeniser's pattern into pieces; within a piece
//! the bytes are merged, the pair of the lowest rank first.

mod added;
mod alphabet;
mod file;
mod load;
mod merge;
mod pattern;
mod post;
mod steps;

use super::{Fault, Token, TokenizerError};
use added::{Added, Part};
use merge::Merges;
use pattern::Pattern;
use post::Template;
use std::collections::HashMap;

/// A tokenizer out of a `tokenizer.json` of GPT-2's or Llama 3's layout.
#[derive(Clone, Debug)]
pub struct Bpe {
    /// Tokens by the bytes they stand for, added ones left out.
    ids: HashMap<Box<[u8]>, u32>,
    /// The bytes of every token, added ones too.
    bytes: HashMap<u32, Box<[u8]>>,
    /// The token of each byte.
    first: Vec<Option<u32>>,
    merges: Merges,
    /// Whether a piece that is a token is taken whole, as Llama 3's are.
    whole_pieces: bool,
    unknown: Option<Unknown>,
    pattern: Pattern,
    /// Whether a text that begins with no space is treated as if it did.
    prefix_space: bool,
    added: Added,
    template: Template,
}

/// What stands for a byte without a token.
#[derive(Clone, Copy, Debug)]
struct Unknown {
    id: u32,
    /// Whether several in a row are one token.
    fused: bool,
}

impl Bpe {
    /// Reads a `tokenizer.json`.
    ///
    /// # Errors
    /// [`TokenizerError`] with the place in the file, for what is not the JSON of a tokenizer, has
    /// another layout, or contradicts itself. What is allocated grows with the bytes given, never with a
    /// number among them.
    pub fn parse(json: &[u8]) -> Result<Self, TokenizerError> {
        load::load(json)
    }

    /// How many tokens there are, added ones too.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The largest number of a token.
    pub fn largest(&self) -> Option<u32> {
        self.bytes.keys().copied().max()
    }

    /// The tokens of a text. `special` puts the tokens around it that the file's template asks for, such
    /// as the one that begins a text.
    ///
    /// # Errors
    /// [`Fault::NoToken`] for a byte that the vocabulary does not have.
    pub fn encode(&self, text: &str, special: bool) -> Result<Vec<Token>, TokenizerError> {
        let mut tokens = Vec::new();
        for (start, part) in self.added.parts(text) {
            match part {
                Part::Added { id, len } => tokens.push(Token {
                    id,
                    start,
                    end: start + len,
                }),
                Part::Text(text) => self.text(start, text, &mut tokens)?,
            }
        }
        Ok(if special {
            self.template.around(tokens, text.len())
        } else {
            tokens
        })
    }

    /// The text of some tokens. Bytes that are no UTF-8 become U+FFFD; numbers without a token are left
    /// out.
    pub fn decode(&self, ids: &[u32]) -> String {
        let known = ids.iter().filter_map(|id| self.bytes.get(id));
        let bytes: Vec<u8> = known.flat_map(|bytes| bytes.iter().copied()).collect();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// The bytes that a token stands for.
    pub fn bytes(&self, id: u32) -> Option<&[u8]> {
        self.bytes.get(&id).map(|bytes| &**bytes)
    }

    /// The tokens of a part of the text that has no added tokens.
    fn text(
        &self,
        start: usize,
        text: &str,
        tokens: &mut Vec<Token>,
    ) -> Result<(), TokenizerError> {
        if self.prefix_space && !text.starts_with(' ') {
            // The space is no byte of the text: what follows lies one byte earlier.
            let spaced = format!(" {text}");
            let place = |at: usize| start + at.saturating_sub(1);
            return self.pieces(&spaced, place, tokens);
        }
        self.pieces(text, |at| start + at, tokens)
    }

    fn pieces(
        &self,
        text: &str,
        place: impl Fn(usize) -> usize,
        tokens: &mut Vec<Token>,
    ) -> Result<(), TokenizerError> {
        for piece in self.pattern.pieces(text) {
            let bytes = &text.as_bytes()[piece.clone()];
            if self.whole_pieces
                && let Some(&id) = self.ids.get(bytes)
            {
                tokens.push(Token {
                    id,
                    start: place(piece.start),
                    end: place(piece.end),
                });
                continue;
            }
            let symbols = self.symbols(bytes, place(piece.start))?;
            let mut at = piece.start;
            tokens.extend(self.merges.apply(symbols).into_iter().map(|(id, len)| {
                let start = place(at);
                at += len;
                Token {
                    id,
                    start,
                    end: place(at),
                }
            }));
        }
        Ok(())
    }

    /// The tokens of single bytes, each with how many bytes it stands for.
    fn symbols(&self, bytes: &[u8], place: usize) -> Result<Vec<(u32, usize)>, TokenizerError> {
        let mut symbols: Vec<(u32, usize)> = Vec::with_capacity(bytes.len());
        let mut after_unknown = false;
        for (at, &byte) in bytes.iter().enumerate() {
            match (self.first[usize::from(byte)], self.unknown) {
                (Some(id), _) => symbols.push((id, 1)),
                (None, Some(unknown)) => match symbols.last_mut() {
                    Some((_, len)) if after_unknown && unknown.fused => *len += 1,
                    _ => symbols.push((unknown.id, 1)),
                },
                (None, None) => {
                    return Err(TokenizerError::new(
                        Fault::NoToken,
                        format!("byte {} of the text", place + at),
                        format!("the vocabulary has no token for the byte {byte:#04x}"),
                    ));
                }
            }
            after_unknown = self.first[usize::from(byte)].is_none();
        }
        Ok(symbols)
    }
}
