//! The trained model that sentences run through.

mod limits;
mod text;

use crate::safetensors::TensorFile;
use crate::transformer::{Config, ModelError, Weights};
use crate::words::Words;
use headwise_core::AttentionError;
use text::Tokens;

/// A small decoder, ready to be traced: the one that comes with Headwise, or a stranger's.
#[derive(Clone, Debug)]
pub struct SentenceModel {
    pub(crate) config: Config,
    pub(crate) weights: Weights,
    tokens: Tokens,
    /// By number, as they are written.
    vocabulary: Vec<String>,
    longest_text: usize,
}

impl SentenceModel {
    /// Loads a model from the text of its `config.json`, the bytes of its safetensors file and, if it
    /// has one, the text of its `tokenizer.json`. Without one, a model with as many tokens as the
    /// built-in language has reads that language's words; any other reads numbers of tokens.
    ///
    /// # Errors
    /// Those of [`Config::parse`] and [`Weights::read`]; [`ModelError::Tokenizer`] for a tokenizer that
    /// is refused or belongs to another model; [`ModelError::Unsupported`] for a model that a trace does
    /// not show, such as one that is too large. Sizes are judged before any tensor is read.
    pub fn load(
        config: &[u8],
        tensors: Vec<u8>,
        tokenizer: Option<&[u8]>,
    ) -> Result<Self, ModelError> {
        let config = Config::parse(config)?;
        let longest_text = limits::check(&config)?;
        let tokens = Tokens::of(&config, tokenizer)?;
        let weights = Weights::read(&config, &TensorFile::parse(tensors)?)?;
        Ok(Self {
            vocabulary: tokens.vocabulary(config.vocab_size),
            tokens,
            weights,
            config,
            longest_text,
        })
    }

    /// What it chooses the next token from, by number, as it is written.
    pub fn vocabulary(&self) -> &[String] {
        &self.vocabulary
    }

    /// What it is.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Tokens of the longest text that is traced, those that begin it included.
    pub fn longest_text(&self) -> usize {
        self.longest_text
    }

    /// What a text is read as: `words`, `bytes` or `numbers`.
    pub fn reads(&self) -> &'static str {
        self.tokens.kind()
    }

    /// The tokens of a text, with those that begin it in front; keys are numbers of the vocabulary.
    /// Tokens beyond the longest text are dropped.
    ///
    /// # Errors
    /// `bad-setting` for a text that the model's tokens can't write.
    pub(crate) fn words(&self, text: &str) -> Result<Words, AttentionError> {
        let written = self.tokens.encode(text, self.config.vocab_size)?;
        let mut words = Words::default();
        let (before, all) = (written.before, written.tokens.len());
        for (id, token) in written.tokens.into_iter().take(self.longest_text) {
            let known = words.keys.iter().position(|&key| key == id);
            words.indices.push(known.unwrap_or(words.keys.len()));
            if known.is_none() {
                words.keys.push(id);
            }
            words.tokens.push(token);
        }
        words.before = before;
        words.dropped = all - words.tokens.len();
        Ok(words)
    }

    /// Whether a token is a letter of an unknown word.
    pub(crate) fn is_letter(&self, id: u32) -> bool {
        self.tokens.is_letter(id)
    }
}
