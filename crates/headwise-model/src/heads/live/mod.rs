//! A trained model that a reader can question: one text through all heads, an exam with some of them
//! off. Small pieces, so that whoever asks can stop between.

mod exam;
mod examples;
mod reading;

pub use exam::{ExamReport, LiveExam};
pub use examples::Example;
pub use reading::{NextWord, Reading};

use super::copying::closed;
use crate::language::{ENGLISH, Generator, Stretches, TokenId, Vocabulary};
use crate::safetensors::TensorFile;
use crate::tokenizer::WordTokenizer;
use crate::transformer::{Config, Kernels, Model, ModelError, Positions, Weights};
use ndarray::Array2;

/// The held-out texts are of this language: the one that the shipped model learned.
const LANGUAGE_SEED: u64 = 7;
/// Tokens of a held-out text.
const TEXT: usize = 64;

/// A model of the built-in language, and that language.
pub struct LiveModel {
    model: Model,
    generator: Generator,
    tokenizer: WordTokenizer,
    /// Tokens of the longest text.
    longest: usize,
}

impl LiveModel {
    /// Loads a model from the text of its `config.json` and the bytes of its safetensors file.
    ///
    /// # Errors
    /// Those of [`Config::parse`] and [`Weights::read`]; [`ModelError::Unsupported`] when its tokens are
    /// not the language's, or it has no room for a text.
    pub fn load(
        config: &[u8],
        tensors: Vec<u8>,
        kernels: Box<dyn Kernels>,
    ) -> Result<Self, ModelError> {
        let config = Config::parse(config)?;
        let longest = match config.positions {
            Positions::Learned { count } => count.min(TEXT),
            Positions::Rotary(_) => TEXT,
        };
        let unsupported = |message: String| ModelError::Unsupported(message);
        let generator = Generator::new(ENGLISH, LANGUAGE_SEED, longest, Stretches::default())
            .map_err(|error| unsupported(error.to_string()))?;
        let words = generator.vocabulary().len();
        if config.vocab_size != words {
            let tokens = config.vocab_size;
            let message = format!("{tokens} tokens, where the built-in language has {words}");
            return Err(unsupported(message));
        }
        let weights = Weights::read(&config, &TensorFile::parse(tensors)?)?;
        Ok(Self {
            model: Model::new(config, weights, kernels)?,
            generator,
            tokenizer: WordTokenizer::new(Vocabulary::new(&ENGLISH)),
            longest,
        })
    }

    /// Gates `[layers, heads]` with the heads `off`, as `[layer, head]`, closed.
    ///
    /// # Errors
    /// [`ModelError::Input`] for a head that the model has not.
    pub fn gates(&self, off: &[[usize; 2]]) -> Result<Array2<f32>, ModelError> {
        let Config { layers, heads, .. } = *self.model.config();
        let missing = off
            .iter()
            .find(|[layer, head]| *layer >= layers || *head >= heads);
        match missing {
            Some([layer, head]) => Err(ModelError::Input(format!(
                "there is no head {head} in layer {layer}, from 0, of {layers} layers of {heads} heads"
            ))),
            None => Ok(closed((layers, heads), off)),
        }
    }

    fn words(&self, tokens: &[TokenId]) -> Vec<String> {
        let vocabulary = self.generator.vocabulary();
        let word = |&id: &TokenId| vocabulary.word(id).unwrap_or_default().to_owned();
        tokens.iter().map(word).collect()
    }
}
