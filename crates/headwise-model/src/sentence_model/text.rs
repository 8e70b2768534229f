//! From what a reader types to the tokens of a model.

use crate::language::{BEGIN, ENGLISH, Vocabulary};
use crate::tokenizer::{Bpe, WordTokenizer};
use crate::transformer::{Config, ModelError};
use headwise_core::{AttentionError, ErrorCode};

/// How a model reads a text.
#[derive(Clone, Debug)]
pub(super) enum Tokens {
    /// Words of the built-in language, unknown ones letter by letter, behind the token that begins a
    /// text.
    Words(WordTokenizer),
    /// Runs of bytes, by the model's own tokenizer.
    Bytes(Box<Bpe>),
    /// Numbers of tokens between spaces: nobody said what they stand for.
    Numbers,
}

/// The tokens of a text, each by its number and as it is written.
pub(super) struct Written {
    pub(super) tokens: Vec<(u32, String)>,
    /// How many stand before the text.
    pub(super) before: usize,
}

impl Tokens {
    /// Those of a `tokenizer.json`, else of the built-in language where the model has as many, else
    /// numbers.
    ///
    /// # Errors
    /// [`ModelError::Tokenizer`] for a file that is refused or has tokens that the model has not.
    pub(super) fn of(config: &Config, file: Option<&[u8]>) -> Result<Self, ModelError> {
        let Some(file) = file else {
            let words = WordTokenizer::new(Vocabulary::new(&ENGLISH));
            let own = words.vocabulary().len() == config.vocab_size;
            return Ok(if own {
                Self::Words(words)
            } else {
                Self::Numbers
            });
        };
        let bpe = Bpe::parse(file)?;
        match bpe.largest() {
            Some(largest) if largest as usize >= config.vocab_size => {
                let message = format!(
                    "it has a token {largest}, where the model has {} tokens, the first being 0",
                    config.vocab_size
                );
                Err(ModelError::Tokenizer(message))
            }
            _ => Ok(Self::Bytes(Box::new(bpe))),
        }
    }

    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Words(_) => "words",
            Self::Bytes(_) => "bytes",
            Self::Numbers => "numbers",
        }
    }

    /// Every token as it is written; one that the tokenizer does not name is its number.
    pub(super) fn vocabulary(&self, size: usize) -> Vec<String> {
        match self {
            Self::Words(words) => words.vocabulary().words().to_vec(),
            Self::Bytes(bpe) => (0..size as u32)
                .map(|id| bpe.bytes(id).map_or_else(|| id.to_string(), visible))
                .collect(),
            Self::Numbers => (0..size).map(|id| id.to_string()).collect(),
        }
    }

    /// Whether a token is a letter of an unknown word.
    pub(super) fn is_letter(&self, id: u32) -> bool {
        matches!(self, Self::Words(words) if words.vocabulary().is_character(id))
    }

    /// The tokens of a text for a model with `size` of them.
    ///
    /// # Errors
    /// `bad-setting` for a byte without a token, or for what is no number of one.
    pub(super) fn encode(&self, text: &str, size: usize) -> Result<Written, AttentionError> {
        match self {
            Self::Words(words) => Ok(of_words(words, text)),
            Self::Bytes(bpe) => of_bytes(bpe, text),
            Self::Numbers => of_numbers(text, size),
        }
    }
}

fn of_words(words: &WordTokenizer, text: &str) -> Written {
    let begin = words.vocabulary().words()[BEGIN as usize].clone();
    let pieces = words.encode(text).into_iter();
    let pieces = pieces.map(|piece| (piece.token.id, piece.token.characters(text).to_owned()));
    Written {
        tokens: std::iter::once((BEGIN, begin)).chain(pieces).collect(),
        before: 1,
    }
}

fn of_bytes(bpe: &Bpe, text: &str) -> Result<Written, AttentionError> {
    let tokens = bpe
        .encode(text, true)
        .map_err(|error| refused(error.to_string()))?;
    // What the template puts behind the text would end it: the next token is what is asked for.
    let last = tokens.iter().rposition(|token| token.start < token.end);
    let tokens = &tokens[..last.map_or(0, |last| last + 1)];
    let special = |token: &&crate::tokenizer::Token| token.start == token.end;
    let written = tokens.iter().map(|token| {
        let own = token.characters(text);
        let trimmed = own.trim();
        let shown = match (trimmed.is_empty(), own.is_empty()) {
            (false, _) => trimmed.to_owned(),
            (true, false) => visible(own.as_bytes()),
            (true, true) => bpe.bytes(token.id).map(visible).unwrap_or_default(),
        };
        (token.id, shown)
    });
    Ok(Written {
        tokens: written.collect(),
        before: tokens.iter().take_while(special).count(),
    })
}

fn of_numbers(text: &str, size: usize) -> Result<Written, AttentionError> {
    let token = |word: &str| match word.parse::<u32>() {
        Ok(id) if (id as usize) < size => Ok((id, id.to_string())),
        _ => Err(refused(format!(
            "the model came without a tokenizer, so a text is numbers of tokens, 0 to {}, with spaces between: {word:.20} is none",
            size - 1
        ))),
    };
    Ok(Written {
        tokens: text
            .split_whitespace()
            .map(token)
            .collect::<Result<_, _>>()?,
        before: 0,
    })
}

/// Bytes as a reader can see them: spaces and line ends by their signs, bytes that are no text by
/// themselves by their numbers, `‹E2›`.
fn visible(bytes: &[u8]) -> String {
    let mut shown = String::new();
    let number = |byte: u8| format!("‹{byte:02X}›");
    for chunk in bytes.utf8_chunks() {
        for sign in chunk.valid().chars() {
            match sign {
                ' ' => shown.push('␣'),
                '\n' => shown.push('⏎'),
                '\t' => shown.push('⇥'),
                sign if sign.is_ascii_control() => shown.push_str(&number(sign as u8)),
                sign => shown.push(sign),
            }
        }
        shown.extend(chunk.invalid().iter().map(|&byte| number(byte)));
    }
    shown
}

fn refused(message: String) -> AttentionError {
    AttentionError::new(ErrorCode::BadSetting, "trace", &[], &[], message)
}
