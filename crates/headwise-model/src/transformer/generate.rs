//! A text continued token by token.

use super::{Choice, KvCache, Model, ModelError};
use ndarray::ArrayView2;

/// A text that grows by one token at a time, each chosen from what the model makes of those before.
///
/// The prompt is run once; after that each token costs one row, by the cache.
pub struct Generation<'m> {
    model: &'m Model,
    cache: KvCache,
    choice: Choice,
    tokens: Vec<u32>,
}

impl<'m> Generation<'m> {
    /// Nothing is computed yet.
    ///
    /// # Errors
    /// [`ModelError::Input`] for an empty prompt or a setting outside its range.
    pub fn new(model: &'m Model, prompt: &[u32], choice: Choice) -> Result<Self, ModelError> {
        choice.check()?;
        if prompt.is_empty() {
            return Err(ModelError::Input(
                "there is no prompt to continue".to_owned(),
            ));
        }
        Ok(Self {
            model,
            cache: model.cache(1),
            choice,
            tokens: prompt.to_vec(),
        })
    }

    /// The text so far: the prompt, then what was chosen.
    pub fn tokens(&self) -> &[u32] {
        &self.tokens
    }

    /// The keys and values of every token that was run.
    pub fn cache(&self) -> &KvCache {
        &self.cache
    }

    /// Chooses the next token.
    ///
    /// # Errors
    /// Those of [`Model::forward`]; [`ModelError::NotFinite`] when the logits have no largest.
    pub fn advance(&mut self) -> Result<u32, ModelError> {
        let new = &self.tokens[self.cache.len()..];
        let tokens = ArrayView2::from_shape((1, new.len()), new).expect("a slice is one row");
        let logits = self.model.forward_last(tokens, &mut self.cache)?;
        let step = self.tokens.len() as u64;
        let token = self.choice.pick(&logits.row(0).to_vec(), step)?;
        self.tokens.push(token);
        Ok(token)
    }
}

impl Model {
    /// Continues a prompt by `count` tokens; gives the prompt and what was chosen.
    ///
    /// # Errors
    /// Those of [`Generation::new`] and [`Generation::advance`].
    pub fn generate(
        &self,
        prompt: &[u32],
        count: usize,
        choice: Choice,
    ) -> Result<Vec<u32>, ModelError> {
        let mut generation = Generation::new(self, prompt, choice)?;
        for _ in 0..count {
            generation.advance()?;
        }
        Ok(generation.tokens)
    }
}
