//! A request that has passed its checks: the sizes that every stage works with.

mod block;
mod checks;

pub(crate) use block::Block;

use crate::decoding::{self, CachePlan};
use crate::own::OwnArrays;
use crate::request::{
    MAX_D_MODEL, MAX_HEADS, MAX_TEMPERATURE, MIN_TEMPERATURE, SentenceRequest, TileRequest,
};
use crate::sentence_model::SentenceModel;
use crate::trained::Trained;
use crate::transformer::{Config, Frequencies, Positions};
use crate::words::Words;
use block::trained;
use checks::{divides, in_range, refused, within};
use headwise_core::kv_cache::RowShape;
use headwise_core::{AttentionError, ErrorCode};
use std::sync::Arc;

/// What is said of a temperature outside [`MIN_TEMPERATURE`] and [`MAX_TEMPERATURE`].
const TEMPERATURES: &str = "the temperature must lie between 0.05 and 20";

/// One attention layer and the words it runs on. Parsed at the edge and never checked again.
#[derive(Clone, Debug)]
pub(crate) struct Layer {
    /// The tokens, at most [`MAX_TOKENS`] and at least one.
    pub(crate) words: Words,
    /// Query heads, h.
    pub(crate) heads: usize,
    /// Key and value heads, g; divides h.
    pub(crate) kv_heads: usize,
    /// Width of the residual stream; where weights are drawn, a multiple of h.
    pub(crate) d_model: usize,
    /// Whether later keys are hidden.
    pub(crate) causal: bool,
    /// Divides the scores on top of `sqrt(d_k)`.
    pub(crate) temperature: f64,
    /// Of the drawn parameters.
    pub(crate) seed: u32,
    /// Which heads reach the output, one entry a head.
    pub(crate) on: Vec<bool>,
    /// Whose parameters they are; `None` where they are drawn.
    trained: Option<Block>,
    /// One head's walk in tiles, sizes from 1 to the number of tokens.
    pub(crate) tiles: Option<TileRequest>,
    /// How the words are decoded token by token; they are then those of the decoding.
    pub(crate) cache: Option<CachePlan>,
    /// Numbers of the caller, of the right lengths; none with a trained model.
    pub(crate) own: Option<OwnArrays>,
    /// Which layer of the model the reader sees; 0 where weights are drawn.
    pub(crate) shown: usize,
}

impl Layer {
    /// Checks a request. `drawn_words` are those of its text where weights are drawn.
    ///
    /// # Errors
    /// `empty-text` without a token, `heads-do-not-divide` when h does not divide d_model or g does
    /// not divide h, `bad-setting` for a number outside its range, `no-model` when a trained model is
    /// asked for and there is none, `cache-full` when it has too few positions for what is decoded.
    pub(crate) fn new(
        request: &SentenceRequest,
        model: Option<&Arc<SentenceModel>>,
        drawn_words: impl FnOnce() -> Words,
    ) -> Result<Self, AttentionError> {
        let trained = trained(request, model)?;
        let (heads, kv_heads, d_model) = match &trained {
            // Judged when the model was loaded.
            Some(Block { model, .. }) => {
                let &Config {
                    heads,
                    kv_heads,
                    d_model,
                    ..
                } = &model.config;
                (heads, kv_heads, d_model)
            }
            None => {
                let sizes = (
                    request.heads,
                    request.kv_heads.unwrap_or(request.heads),
                    request.d_model,
                );
                in_range("d_model", sizes.2, MAX_D_MODEL)?;
                in_range("heads", sizes.0, MAX_HEADS)?;
                in_range("kv_heads", sizes.1, MAX_HEADS)?;
                divides("heads", sizes.0, "d_model", sizes.2)?;
                divides("kv_heads", sizes.1, "heads", sizes.0)?;
                sizes
            }
        };
        let temperature = request.temperature;
        if !(MIN_TEMPERATURE..=MAX_TEMPERATURE).contains(&temperature) {
            // Not `format!`: readers would download how a fraction is written.
            let message = TEMPERATURES.to_owned();
            return Err(refused(ErrorCode::BadSetting, &[], &[], message));
        }
        if let Some(&head) = request.heads_off.iter().find(|&&head| head >= heads) {
            let message = format!("head {head} can't be left out of {heads}: the first is 0");
            return Err(refused(ErrorCode::BadSetting, &[head], &[heads], message));
        }
        let words = match &trained {
            Some(Block { model, .. }) => model.words(&request.text)?,
            None => drawn_words(),
        };
        if words.tokens.len() == words.before {
            let message = "the text holds no word or sign to attend to".to_owned();
            return Err(refused(ErrorCode::EmptyText, &[], &[], message));
        }
        let mut layer = Self {
            tiles: None,
            cache: None,
            own: None,
            words,
            heads,
            kv_heads,
            d_model,
            causal: request.causal || trained.is_some(),
            temperature,
            seed: request.seed,
            on: (0..heads)
                .map(|head| !request.heads_off.contains(&head))
                .collect(),
            shown: trained.as_ref().map_or(0, |block| block.index),
            trained,
        };
        if let Some(cache) = &request.cache {
            layer.cache = Some(decoding::begin(cache, &mut layer)?);
        }
        if let Some(own) = &request.own {
            if layer.block().is_some() {
                let message = "a trained model has its own numbers".to_owned();
                return Err(refused(ErrorCode::BadSetting, &[], &[], message));
            }
            if layer.cache.is_some() && own.has_heads() {
                let message = "Q, K and V alone are not decoded: give weights instead".to_owned();
                return Err(refused(ErrorCode::BadSetting, &[], &[], message));
            }
            own.check(&layer)?;
            layer.own = Some(own.clone());
        }
        layer.tiles = request
            .tiles
            .map(|tiles| within(tiles, heads, layer.tokens()))
            .transpose()?;
        Ok(layer)
    }

    /// The same run in another layer of its model, all heads on, at the temperature that it was
    /// trained at: a layer that is not shown.
    pub(crate) fn beside(&self, index: usize) -> Self {
        let mut other = self.clone();
        if let Some(block) = &mut other.trained {
            block.index = index;
        }
        other.on.fill(true);
        other.temperature = 1.0;
        other
    }

    /// Whose parameters they are, where they are not drawn. Builds without trained models know that there
    /// is none, and so leave out what would be done with it.
    pub(crate) fn block(&self) -> Option<&Block> {
        Trained::known().and(self.trained.as_ref())
    }

    /// Tokens, n.
    pub(crate) fn tokens(&self) -> usize {
        self.words.tokens.len()
    }

    /// Width of a head, d_k = d_v.
    pub(crate) fn head_dim(&self) -> usize {
        match self.block() {
            Some(block) => block.model.config.head_dim,
            None => self.d_model / self.heads,
        }
    }

    /// The name of a bias, where the maps of attention have them.
    pub(crate) fn bias<'n>(&self, name: &'n str) -> Option<&'n str> {
        let block = self.block()?;
        block.model.config.attention_bias.then_some(name)
    }

    /// How fast queries and keys turn, where they do.
    pub(crate) fn rotary(&self) -> Option<&Frequencies> {
        match &self.block()?.model.config.positions {
            Positions::Rotary(frequencies) => Some(frequencies),
            Positions::Learned { .. } => None,
        }
    }

    /// Width of all query heads together, h d_k.
    pub(crate) fn wide(&self) -> usize {
        self.heads * self.head_dim()
    }

    /// Width of all key heads together, g d_k.
    pub(crate) fn kv_wide(&self) -> usize {
        self.kv_heads * self.head_dim()
    }

    /// The widths of a row of a cache.
    pub(crate) fn row(&self) -> RowShape {
        RowShape {
            kv_heads: self.kv_heads,
            head_dim: self.head_dim(),
            value_dim: self.head_dim(),
        }
    }

    /// Query heads that share one key head, h / g.
    pub(crate) fn group(&self) -> usize {
        self.heads / self.kv_heads
    }

    /// What scores of width `dim` are multiplied by: `1 / (sqrt(dim) temperature)`.
    pub(crate) fn scale(&self, dim: usize) -> f64 {
        1.0 / ((dim as f64).sqrt() * self.temperature)
    }
}
