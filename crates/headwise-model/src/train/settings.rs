//! Everything that a training run depends on.

use super::{Decay, Initial, Schedule};
use crate::language::{ENGLISH, Generator, LanguageError, Stretches, Vocabulary};
use crate::transformer::{Config, ModelError};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A training run: equal settings give equal parameters, bit for bit, on one machine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Of the language.
    pub language_seed: u64,
    /// Of the parameters before training.
    pub seed: u32,
    /// Blocks of attention and MLP.
    pub layers: usize,
    /// Heads of a layer.
    pub heads: usize,
    /// Width of the residual stream.
    pub d_model: usize,
    /// Width between the maps of an MLP.
    pub mlp_width: usize,
    /// Tokens of a text.
    pub positions: usize,
    /// Texts of a step.
    pub batch: usize,
    /// Parts of a batch whose gradients are computed apart, perhaps at the same time, and added in
    /// order: it does not change with the number of threads, hence neither do the sums.
    pub shards: usize,
    /// What is repeated in the texts trained on, and in how many. The language that a model is judged
    /// on has its own share.
    pub stretches: Stretches,
    /// How the parameters are drawn.
    pub initial: Initial,
    /// The rate of each step.
    pub schedule: Schedule,
    /// The optimiser.
    pub decay: Decay,
    /// The largest norm of a step's gradient.
    pub clip: f64,
}

impl Default for Settings {
    /// The shipped model's. Of three layers the second can follow repeats while the third follows
    /// words.
    fn default() -> Self {
        Self {
            language_seed: 7,
            seed: 1,
            layers: 3,
            heads: 6,
            d_model: 96,
            mlp_width: 384,
            positions: 64,
            batch: 32,
            shards: 4,
            stretches: Stretches {
                percent: 30,
                ..Stretches::default()
            },
            initial: Initial::default(),
            schedule: Schedule {
                peak: 3e-3,
                floor: 0.02,
                warm_up: 200,
                steps: 6000,
            },
            decay: Decay::default(),
            clip: 1.0,
        }
    }
}

impl Settings {
    /// The texts that are trained on: segments with one token more than a text has, since each token
    /// is to predict the next.
    ///
    /// # Errors
    /// Those of [`Generator::new`].
    pub fn texts(&self) -> Result<Generator, LanguageError> {
        self.segments(self.positions + 1, self.stretches)
    }

    /// The language as it is: what a model is judged on.
    ///
    /// # Errors
    /// Those of [`Generator::new`].
    pub fn language(&self) -> Result<Generator, LanguageError> {
        self.segments(self.positions, Stretches::default())
    }

    fn segments(&self, length: usize, stretches: Stretches) -> Result<Generator, LanguageError> {
        Generator::new(ENGLISH, self.language_seed, length, stretches)
    }

    /// The model as a `config.json` that the transformers library reads.
    pub fn config_json(&self) -> Value {
        json!({
            "architectures": ["GPT2LMHeadModel"],
            "model_type": "gpt2",
            "activation_function": "gelu_new",
            "vocab_size": Vocabulary::new(&ENGLISH).len(),
            "n_positions": self.positions,
            "n_embd": self.d_model,
            "n_layer": self.layers,
            "n_head": self.heads,
            "n_inner": self.mlp_width,
            "layer_norm_epsilon": 1e-5,
            "bos_token_id": crate::language::BEGIN,
            "eos_token_id": crate::language::BEGIN,
            "tie_word_embeddings": true,
        })
    }

    /// The same, parsed.
    ///
    /// # Errors
    /// Those of [`Config::parse`].
    pub fn config(&self) -> Result<Config, ModelError> {
        Config::parse(self.config_json().to_string().as_bytes())
    }
}
