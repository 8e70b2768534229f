//! The forward pass.

use super::block::{Block, Place};
use super::{Config, Kernels, KvCache, Linear, Map, ModelError, Norm, Positions, Weights};
use crate::safetensors::TensorFile;
use ndarray::{Array2, Array3, Array4, ArrayView2, Axis};

/// A decoder, ready to run.
pub struct Model {
    config: Config,
    kernels: Box<dyn Kernels>,
    embedding: Array2<f32>,
    positions: Option<Array2<f32>>,
    blocks: Vec<Block>,
    norm: Norm,
    head: Box<dyn Linear>,
}

/// What a run is to return beside the logits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Observe {
    /// The residual stream after the embedding and after each layer.
    pub hidden: bool,
    /// The attention weights of each layer.
    pub attention: bool,
}

/// What a run gives for n new tokens of each text.
#[derive(Clone, Debug)]
pub struct Forward {
    /// Of the token after each, before any softmax: `[batch, n, vocab_size]`.
    pub logits: Array3<f32>,
    /// `layers + 1` times `[batch, n, d_model]`: the embedding, then what each layer leaves, the last
    /// after the final norm. Empty unless observed.
    pub hidden: Vec<Array3<f32>>,
    /// For each layer `[batch, heads, n, m]`, m counting the tokens of the cache. Empty unless observed.
    pub attention: Vec<Array4<f32>>,
}

/// What the layers make of new tokens.
struct Stream {
    /// Behind the last layer, `[batch n, d_model]`.
    x: Array2<f32>,
    /// Before each layer, if observed.
    before: Vec<Array2<f32>>,
    /// The weights of each layer, if observed.
    attention: Vec<Array4<f32>>,
}

impl Model {
    /// Loads a model from the text of its `config.json` and its tensors.
    ///
    /// # Errors
    /// Those of [`Config::parse`] and [`Weights::read`].
    pub fn load(
        config: &[u8],
        file: &TensorFile,
        kernels: Box<dyn Kernels>,
    ) -> Result<Self, ModelError> {
        let config = Config::parse(config)?;
        let weights = Weights::read(&config, file)?;
        Self::new(config, weights, kernels)
    }

    /// A model of weights that fit the configuration.
    ///
    /// # Errors
    /// [`ModelError::Attention`] when a bias is not as wide as its map.
    pub fn new(
        config: Config,
        weights: Weights,
        kernels: Box<dyn Kernels>,
    ) -> Result<Self, ModelError> {
        let head = weights
            .head
            .unwrap_or_else(|| weights.embedding.t().to_owned());
        let block = |layer| Block::new(layer, &*kernels);
        Ok(Self {
            blocks: weights
                .layers
                .into_iter()
                .map(block)
                .collect::<Result<_, _>>()?,
            head: kernels.linear(Map {
                weight: head,
                bias: None,
            })?,
            config,
            kernels,
            embedding: weights.embedding,
            positions: weights.positions,
            norm: weights.norm,
        })
    }

    /// What the model is.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// An empty cache for `batch` texts.
    pub fn cache(&self, batch: usize) -> KvCache {
        KvCache::new(&self.config, batch)
    }

    /// Runs `tokens [batch, n]`, which follow those in the cache, and takes them into it. Whether a
    /// text comes at once or in parts, the numbers are the same up to rounding.
    ///
    /// # Errors
    /// [`ModelError::Input`] for no tokens, a token beyond the vocabulary, more texts than the cache has
    /// or more positions than the model learned. The cache is then as it was.
    pub fn forward(
        &self,
        tokens: ArrayView2<'_, u32>,
        cache: &mut KvCache,
        observe: Observe,
    ) -> Result<Forward, ModelError> {
        self.run(tokens, cache, observe, None)
    }

    /// The same, and of the logits only those behind the last token, `[batch, vocab_size]`: what
    /// decoding needs, at the cost of one row of the head.
    ///
    /// # Errors
    /// Those of [`Model::forward`].
    pub fn forward_last(
        &self,
        tokens: ArrayView2<'_, u32>,
        cache: &mut KvCache,
    ) -> Result<Array2<f32>, ModelError> {
        self.check(tokens, cache)?;
        let (batch, len) = tokens.dim();
        let Stream { x, .. } = self.stream(tokens, cache, Observe::default(), None)?;
        let ends: Vec<usize> = (1..=batch).map(|text| text * len - 1).collect();
        let last = x.select(Axis(0), &ends);
        let normed = self.norm.apply(last.view(), self.config.epsilon);
        let logits = self.head.apply(normed.view())?;
        cache.advance(len);
        Ok(logits)
    }

    /// The same with the output of each head multiplied by its gate before W_O: 0 takes the head out
    /// (Michel et al. 2019, section 2.3). `gates [layers, heads]`.
    ///
    /// # Errors
    /// Those of [`Model::forward`]; [`ModelError::Input`] for gates of another shape.
    pub fn forward_gated(
        &self,
        tokens: ArrayView2<'_, u32>,
        cache: &mut KvCache,
        observe: Observe,
        gates: ArrayView2<'_, f32>,
    ) -> Result<Forward, ModelError> {
        let (layers, heads) = (self.config.layers, self.config.heads);
        if gates.dim() != (layers, heads) {
            return Err(ModelError::Input(format!(
                "gates of shape {:?} for {layers} layers of {heads} heads",
                gates.shape()
            )));
        }
        self.run(tokens, cache, observe, Some(gates))
    }

    fn run(
        &self,
        tokens: ArrayView2<'_, u32>,
        cache: &mut KvCache,
        observe: Observe,
        gates: Option<ArrayView2<'_, f32>>,
    ) -> Result<Forward, ModelError> {
        self.check(tokens, cache)?;
        let (batch, len) = tokens.dim();
        let whole = |x: Array2<f32>| {
            let width = x.ncols();
            x.into_shape_with_order((batch, len, width))
                .expect("one row for each token")
        };
        let Stream {
            x,
            before,
            attention,
        } = self.stream(tokens, cache, observe, gates)?;
        let mut hidden: Vec<Array3<f32>> = before.into_iter().map(whole).collect();
        let normed = self.norm.apply(x.view(), self.config.epsilon);
        let logits = whole(self.head.apply(normed.view())?);
        if observe.hidden {
            hidden.push(whole(normed));
        }
        cache.advance(len);
        Ok(Forward {
            logits,
            hidden,
            attention,
        })
    }

    /// All layers, without the norm behind them and the head.
    fn stream(
        &self,
        tokens: ArrayView2<'_, u32>,
        cache: &mut KvCache,
        observe: Observe,
        gates: Option<ArrayView2<'_, f32>>,
    ) -> Result<Stream, ModelError> {
        let mut x = self.embed(tokens, cache.len());
        let mut before = Vec::new();
        let mut attention = Vec::new();
        for (layer, block) in self.blocks.iter().enumerate() {
            if observe.hidden {
                before.push(x.clone());
            }
            let place = Place {
                config: &self.config,
                kernels: &*self.kernels,
                layer,
                observed: observe.attention,
                gates: gates.as_ref().map(|gates| gates.row(layer)),
            };
            attention.extend(block.run(&mut x, cache, &place)?);
        }
        Ok(Stream {
            x,
            before,
            attention,
        })
    }

    /// The tokens' embeddings, `[batch n, d_model]`, with learned positions from `start` added.
    fn embed(&self, tokens: ArrayView2<'_, u32>, start: usize) -> Array2<f32> {
        let (batch, len) = tokens.dim();
        let mut x = Array2::zeros((batch * len, self.config.d_model));
        let places = tokens.indexed_iter();
        for (((_, i), &token), mut row) in places.zip(x.rows_mut()) {
            row += &self.embedding.row(token as usize);
            if let Some(positions) = &self.positions {
                row += &positions.row(start + i);
            }
        }
        x
    }

    fn check(&self, tokens: ArrayView2<'_, u32>, cache: &KvCache) -> Result<(), ModelError> {
        let (batch, len) = tokens.dim();
        let vocab_size = self.config.vocab_size;
        let refuse = |message: String| Err(ModelError::Input(message));
        if tokens.is_empty() {
            return refuse("there are no tokens to run".to_owned());
        }
        if batch != cache.batch() {
            return refuse(format!("{batch} texts, and a cache of {}", cache.batch()));
        }
        if let Some(token) = tokens.iter().find(|&&token| token as usize >= vocab_size) {
            return refuse(format!("token {token} of a vocabulary of {vocab_size}"));
        }
        let end = cache.len() + len;
        match self.config.positions {
            Positions::Learned { count } if end > count => {
                refuse(format!("{end} tokens, and positions for {count}"))
            }
            _ => Ok(()),
        }
    }
}
